using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>
/// A logger that shows each event to the installed filters and prints only what none of them wants. It also shows dead letters and
/// unhandled messages, as warnings. The test kit's configuration installs it.
/// </summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                Subscribe(initialize.LoggingBus);
                Sender.Tell(new LoggerInitialized());
                break;
            case Mute mute:
                _filters.AddRange(mute.Filters);
                break;
            case Unmute unmute:
                foreach (var filter in unmute.Filters)
                    _filters.Remove(filter);
                break;
            case LogEvent logEvent:
                Show(logEvent);
                break;
            case DeadLetter { Message: not Terminate } letter:
                ShowDeadLetter(letter);
                break;
            case DeadLetter:
                break;
            default:
                Print(new Debug(Context.System.Name, GetType(), message));
                break;
        }
        return true;
    }

    private static void Subscribe(LoggingBus bus)
    {
        bus.Subscribe(Context.Self, typeof(Mute));
        bus.Subscribe(Context.Self, typeof(Unmute));
        bus.Subscribe(Context.Self, typeof(DeadLetter));
        bus.Subscribe(Context.Self, typeof(UnhandledMessage));
    }

    /// <summary>Twice: as the dead letter itself for <see cref="EventFilterFactory.DeadLetter()"/>, and as text for filters of
    /// warnings.</summary>
    private void ShowDeadLetter(DeadLetter letter)
    {
        var path = letter.Recipient.Path.ToString();
        var type = letter.Recipient.GetType();
        if (Filtered(new Warning(path, type, letter)))
            return;
        var text = letter.Message is ISystemMessage
            ? $"Received dead system message: {letter.Message}"
            : $"Received dead letter from {letter.Sender}: {letter.Message}";
        Print(new Warning(path, type, new DeadLetter(text, letter.Sender, letter.Recipient)));
    }

    private void Show(LogEvent logEvent)
    {
        if (!Filtered(logEvent))
            Print(logEvent);
    }

    private bool Filtered(LogEvent logEvent) => _filters.Exists(filter => Matches(filter, logEvent));

    /// <summary>A user's predicate that throws has not matched; the logger must outlive it.</summary>
    private static bool Matches(IEventFilter filter, LogEvent logEvent)
    {
        try
        {
            return filter.Apply(logEvent);
        }
#pragma warning disable CA1031
        catch
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
