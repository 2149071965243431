using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>A scheduler whose time is what the test says.</summary>
public sealed class ManualScheduler(Config scheduler, ILoggingAdapter log) : SchedulerBase(scheduler, log)
{
    private readonly List<Item> _items = [];
    private TimeSpan _now;
    private int _order;

    public override TimeSpan MonotonicClock => _now;

    public override TimeSpan HighResMonotonicClock => _now;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch + _now;

    /// <summary>Moves time on, item by item.</summary>
    public void Advance(TimeSpan by, Action afterEach)
    {
        var end = _now + by;
        while (_items.Where(item => item.Due <= end).MinBy(item => (item.Due, item.Order)) is { } next)
        {
            _items.Remove(next);
            _now = next.Due;
            if (next.Cancelable?.IsCancellationRequested == true) continue;
            next.Action();
            if (next.Interval is { } interval) Add(interval, interval, next.Action, next.Cancelable);
            afterEach();
        }

        _now = end;
    }

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(delay, null, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(delay, null, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable) =>
        _items.Add(new Item(_now + delay, _order++, interval, action, cancelable));

    private sealed record Item(TimeSpan Due, int Order, TimeSpan? Interval, Action Action, ICancelable? Cancelable);
}
