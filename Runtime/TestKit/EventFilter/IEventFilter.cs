using Akka.Event;

namespace Akka.TestKit;

/// <summary>Recognises log events.</summary>
public interface IEventFilter
{
    /// <summary>Shows the filter an event.</summary>
    /// <param name="logEvent">The event.</param>
    /// <returns>True keeps it from being printed.</returns>
    bool Apply(LogEvent logEvent);
}

/// <summary>A filter that stays until it is unmuted or disposed of.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Removes the filter.</summary>
    void Unmute();
}
