using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit;

/// <summary>Recognises dead letters, as <see cref="TestEventListener"/> shows them: a warning whose source is the recipient.</summary>
/// <param name="messageMatcher">Judges the text of the dead letter; null accepts all.</param>
/// <param name="sourceMatcher">Judges the recipient's path; null accepts all.</param>
/// <param name="isMatch">Judges the dead letter; null accepts all.</param>
public sealed class DeadLettersFilter(IStringMatcher? messageMatcher, IStringMatcher? sourceMatcher, Predicate<DeadLetter>? isMatch = null)
    : EventFilterBase(messageMatcher, sourceMatcher)
{
    /// <inheritdoc/>
    protected override string FilterDescriptiveName => "DeadLetter";

    /// <inheritdoc/>
    protected override bool IsMatch(LogEvent evt) =>
        evt is Warning { Message: DeadLetter letter }
        && (isMatch is null || isMatch(letter))
        && InternalDoMatch(evt.LogSource, letter.Message);
}
