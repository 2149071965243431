using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal;

/// <summary>Hears of a match.</summary>
/// <param name="eventFilter">What matched.</param>
/// <param name="logEvent">The event.</param>
public delegate void EventMatched(EventFilterBase eventFilter, LogEvent logEvent);

/// <summary>A filter that knows the text and the source, and tells who listens that it has matched.</summary>
public abstract class EventFilterBase : IEventFilter
{
    private readonly IStringMatcher _message;
    private readonly IStringMatcher _source;

    /// <summary>Keeps the matchers.</summary>
    /// <param name="messageMatcher">Judges the text; null accepts all.</param>
    /// <param name="sourceMatcher">Judges the source; null accepts all.</param>
    protected EventFilterBase(IStringMatcher? messageMatcher, IStringMatcher? sourceMatcher)
    {
        _message = messageMatcher ?? MatchesAll.Instance;
        _source = sourceMatcher ?? MatchesAll.Instance;
    }

    /// <summary>Raised in the logger's turn.</summary>
#pragma warning disable CA1003 // Akka.NET's delegate.
    public event EventMatched? EventMatched;
#pragma warning restore CA1003

    /// <summary>What the filter looks for, in words.</summary>
    protected abstract string FilterDescriptiveName { get; }

    /// <inheritdoc/>
    public bool Apply(LogEvent logEvent)
    {
        if (!IsMatch(logEvent))
            return false;
        OnEventMatched(logEvent);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var conditions = new[] { Condition("Message", _message), Condition("Source", _source) }.Where(each => each.Length > 0);
        var all = string.Join(" and ", conditions);
        return all.Length == 0 ? FilterDescriptiveName : $"{FilterDescriptiveName} when {all}";
    }

    /// <summary>Judges an event.</summary>
    /// <param name="evt">The event.</param>
    /// <returns>Whether it matches.</returns>
    protected abstract bool IsMatch(LogEvent evt);

    /// <summary>Judges source and text.</summary>
    /// <param name="src">The source.</param>
    /// <param name="msg">The message.</param>
    /// <returns>Whether both match.</returns>
    protected bool InternalDoMatch(string? src, object? msg) => _source.IsMatch(src ?? "") && _message.IsMatch(msg?.ToString() ?? "null");

    /// <summary>Tells the listeners.</summary>
    /// <param name="logEvent">The event.</param>
    protected virtual void OnEventMatched(LogEvent logEvent) => EventMatched?.Invoke(this, logEvent);

    private static string Condition(string what, IStringMatcher matcher) => matcher is MatchesAll ? "" : $"{what} {matcher}";
}
