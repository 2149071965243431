using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>A scheduler whose time passes only when the test says so.</summary>
public sealed class VirtualScheduler : SchedulerBase
{
    private readonly List<Item> _items = [];
    private TimeSpan _now;
    private long _order;

    public VirtualScheduler(Config scheduler, ILoggingAdapter log) : base(scheduler, log)
    {
    }

    public override TimeSpan MonotonicClock => _now;

    public override TimeSpan HighResMonotonicClock => _now;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch + _now;

    /// <summary>Lets time pass, running what is due at its own time, and <paramref name="afterEach"/> after each.</summary>
    public void Advance(TimeSpan time, Action? afterEach = null)
    {
        var end = _now + time;
        while (_items.Where(item => item.Due <= end).MinBy(item => (item.Due, item.Order)) is { } item)
        {
            _items.Remove(item);
            if (item.Cancelable is { IsCancellationRequested: true })
                continue;
            _now = item.Due;
            item.Run();
            if (item.Interval > TimeSpan.Zero)
                _items.Add(item with { Due = item.Due + item.Interval, Order = _order++ });
            afterEach?.Invoke();
        }

        _now = end;
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender,
        ICancelable? cancelable) =>
        Add(delay, TimeSpan.Zero, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(delay, TimeSpan.Zero, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(delay, TimeSpan.Zero, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action,
        ICancelable? cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan interval, Action run, ICancelable? cancelable) =>
        _items.Add(new Item(_now + delay, interval, run, cancelable, _order++));

    private sealed record Item(TimeSpan Due, TimeSpan Interval, Action Run, ICancelable? Cancelable, long Order);
}
