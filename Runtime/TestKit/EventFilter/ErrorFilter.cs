using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal;

/// <summary>Recognises <see cref="Error"/> events, all or those with an exception of a type.</summary>
public class ErrorFilter : EventFilterBase
{
    private readonly Type? _exceptionType;
    private readonly bool _inner;

    /// <summary>Errors with or without an exception.</summary>
    /// <param name="messageMatcher">Judges the text; null accepts all.</param>
    /// <param name="sourceMatcher">Judges the source; null accepts all.</param>
    public ErrorFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null)
        : this(null!, messageMatcher, sourceMatcher)
    {
    }

    /// <summary>Errors with an exception.</summary>
    /// <param name="exceptionType">The exception's type or a base of it.</param>
    /// <param name="messageMatcher">Judges the text of the event or of the exception; null accepts all.</param>
    /// <param name="sourceMatcher">Judges the source; null accepts all.</param>
    /// <param name="recurseInnerExceptions">Whether an inner exception will do.</param>
    public ErrorFilter(
        Type exceptionType, IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null,
        bool recurseInnerExceptions = false)
        : base(messageMatcher, sourceMatcher)
    {
        _exceptionType = exceptionType;
        _inner = recurseInnerExceptions;
    }

    /// <inheritdoc/>
    protected override string FilterDescriptiveName => _exceptionType is null ? "Error" : $"Error with Cause <{_exceptionType}>";

    /// <inheritdoc/>
    protected override bool IsMatch(LogEvent evt)
    {
        if (evt is not Error error)
            return false;
        if (error.Cause is null)
            return _exceptionType is null && InternalDoMatch(evt.LogSource, evt.Message);
        for (var cause = error.Cause; cause is not null; cause = _inner ? cause.InnerException : null)
        {
            if (_exceptionType?.IsInstanceOfType(cause) != false && Matches(evt, cause))
                return true;
        }
        return false;
    }

    private bool Matches(LogEvent evt, Exception cause) =>
        (evt.Message is null && cause.Message.Length == 0)
        || InternalDoMatch(evt.LogSource, evt.Message)
        || InternalDoMatch(evt.LogSource, cause.Message);
}
