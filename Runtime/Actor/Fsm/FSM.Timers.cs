using Akka.Event;

namespace Akka.Actor;

public abstract partial class FSM<TState, TData>
{
    private readonly Dictionary<string, (FiredTimer Message, ICancelable Cancelable)> _timers = new(StringComparer.Ordinal);
    private int _timerGeneration;

    /// <summary>Sends the machine an event later, once or every <paramref name="timeout"/>; replaces the timer of the same name.</summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        if (DebugEvent)
            _log.Debug("setting {0}timer {1}/{2}: {3}", repeat ? "repeating " : "", name, timeout, msg);
        CancelTimer(name);
        var message = new FiredTimer(this, name, msg, ++_timerGeneration, repeat);
        var scheduler = Context.System.Scheduler;
        _timers[name] = (message, repeat
            ? scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, message, Self)
            : scheduler.ScheduleTellOnceCancelable(timeout, Self, message, Self));
    }

    /// <summary>Ends a timer; what it has already sent is not handled.</summary>
    public void CancelTimer(string name)
    {
        if (_timers.Remove(name, out var timer))
            timer.Cancelable.Cancel();
    }

    /// <summary>Whether a timer runs. A single one no longer does when its event is handled.</summary>
    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    /// <summary>Whether a fired timer is still the one of its name, in this incarnation of the actor.</summary>
    private bool Accepts(FiredTimer fired)
    {
        if (!ReferenceEquals(fired.Owner, this) || !_timers.TryGetValue(fired.Name, out var timer)
            || timer.Message.Generation != fired.Generation)
            return false;
        if (!fired.Repeat)
            _timers.Remove(fired.Name);
        return true;
    }

    private void CancelTimers()
    {
        foreach (var timer in _timers.Values)
            timer.Cancelable.Cancel();
        _timers.Clear();
    }
}
