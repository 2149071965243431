using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs dead letters, as <c>akka.log-dead-letters</c> says.</summary>
public class DeadLetterListener : ActorBase
{
    private readonly EventStream _eventStream = Context.System.EventStream;
    private readonly Settings _settings = Context.System.Settings;
    private int _count;
    private DateTimeOffset? _suspendedUntil;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _eventStream.Subscribe(Self, typeof(DeadLetter));
        _eventStream.Subscribe(Self, typeof(Dropped));
        _eventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
    }

    /// <inheritdoc/>
    protected override void PostStop() => _eventStream.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters d) return false;
        if (d.Message is IDeadLetterSuppression) return true;
        _count++;
        var max = _settings.LogDeadLetters;
        if (_suspendedUntil is { } until)
        {
            if (Context.System.Scheduler.Now < until) return true;
            Log(d, $", of which {_count - max - 1} were not logged. The counter will be reset now");
            _count = 0;
            _suspendedUntil = null;
        }
        else if (max == int.MaxValue || _count != max)
        {
            Log(d, "");
        }
        else if (_settings.LogDeadLettersSuspendDuration is var pause && pause != Timeout.InfiniteTimeSpan)
        {
            Log(d, $", no more dead letters will be logged in next [{pause}]");
            _suspendedUntil = Context.System.Scheduler.Now + pause;
        }
        else
        {
            Log(d, ", no more dead letters will be logged");
            Context.Stop(Self);
        }

        return true;
    }

    private static bool IsReal(IActorRef? actorRef) => actorRef is not (null or DeadLetterActorRef);

    private void Log(AllDeadLetters d, string suffix)
    {
        var unwrapped = WrappedMessage.Unwrap(d.Message);
        var name = unwrapped?.GetType().Name ?? "null";
        var wrapped = d.Message is IWrappedMessage ? $" wrapped in [${d.Message.GetType().Name}]" : "";
        var origin = IsReal(d.Sender) ? $" from {d.Sender}" : "";
        var destination = IsReal(d.Recipient) ? $" to {d.Recipient}" : "";
        var text = d switch
        {
            Dropped dropped =>
                $"Message [{name}]{wrapped}{origin}{destination} was dropped. {dropped.Reason}. "
                + $"[{_count}] dead letters encountered{suffix}. ",
            UnhandledMessage =>
                $"Message [{name}]{wrapped}{origin}{destination} was unhandled. [{_count}] dead letters encountered{suffix}. ",
            _ => $"Message [{name}]{wrapped}{origin} to {d.Recipient} was not delivered. [{_count}] dead letters encountered{suffix}. "
                + $"If this is not an expected behavior then {d.Recipient} may have terminated unexpectedly. ",
        };
        text += "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' "
            + "and 'akka.log-dead-letters-during-shutdown'.";
        var content = unwrapped?.ToString() ?? "null";
        if (content != name) text += $" Message content: {content}";
        _eventStream.Publish(new Info(d.Recipient.Path.ToString(), d.Recipient.GetType(), text));
    }
}
