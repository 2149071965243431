using Akka.Event;

// The name is in the text of a timer's message that has become a dead letter.
namespace Akka.Actor.Scheduler;

/// <summary>Timers of one incarnation.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Timer> _timers = [];
    private int _generation;

    /// <summary>What a timer sends: the user's message and what is needed to tell whether it is still wanted.</summary>
    internal interface ITimerMessage : IWrappedMessage, INoSerializationVerificationNeeded
    {
        object Key { get; }

        int Generation { get; }

        TimerScheduler Owner { get; }
    }

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        Start(key, msg, initialDelay, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, null);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (!_timers.Remove(key, out var timer)) return;
        timer.Task.Cancel();
        Log("Cancel timer", key, timer.Generation);
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values) timer.Task.Cancel();
        _timers.Clear();
    }

    /// <summary>The user's message, or null if the timer has been cancelled or replaced since it was sent.</summary>
    internal object? Accept(ITimerMessage message)
    {
        if (!ReferenceEquals(message.Owner, this)
            || !_timers.TryGetValue(message.Key, out var timer)
            || timer.Generation != message.Generation)
        {
            Log("Discard message of timer", message.Key, message.Generation);
            return null;
        }

        // A single timer is over before its message is handled, so the handler may start it again.
        if (!timer.Repeats) _timers.Remove(message.Key);
        return timer.Message;
    }

    private void Start(object key, object message, TimeSpan initialDelay, TimeSpan? interval, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        Cancel(key);
        var generation = ++_generation;
        ITimerMessage timed = message is INotInfluenceReceiveTimeout
            ? new TimerMsgNotInfluenceReceiveTimeout(key, generation, this, message)
            : new TimerMsg(key, generation, this, message);
        var scheduler = cell.System.Scheduler;
        var task = interval is { } period
            ? scheduler.ScheduleTellRepeatedlyCancelable(initialDelay, period, cell.Self, timed, sender!)
            : scheduler.ScheduleTellOnceCancelable(initialDelay, cell.Self, timed, sender!);
        _timers[key] = new Timer(message, generation, interval is not null, task);
        Log("Start timer", key, generation);
    }

    private void Log(string what, object key, int generation)
    {
        if (cell.System.Settings.DebugTimerScheduler) cell.System.Log.Debug("{0} [{1}] with generation [{2}]", what, key, generation);
    }

    private sealed record Timer(object Message, int Generation, bool Repeats, ICancelable Task);

    private class TimerMsg(object key, int generation, TimerScheduler owner, object message) : ITimerMessage
    {
        public object Key => key;

        public int Generation => generation;

        public TimerScheduler Owner => owner;

        public object Message => message;

        public override string ToString() => $"TimerMsg(key={key}, generation={generation}, owner={owner}, message={message})";
    }

    private sealed class TimerMsgNotInfluenceReceiveTimeout(object key, int generation, TimerScheduler owner, object message)
        : TimerMsg(key, generation, owner, message), INotInfluenceReceiveTimeout;
}
