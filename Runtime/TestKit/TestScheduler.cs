using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time stands still until the test moves it. Select it by <see cref="Configs.TestConfigs.TestSchedulerConfig"/> and cast
/// <see cref="ActorSystem.Scheduler"/>. As in Akka.NET, and worth knowing: the time is set to the end before the first item runs; a
/// repeated
/// item runs once per advance, however long that is, and again an interval after the end; what the items schedule runs at the next advance
/// at
/// the earliest, even if it is due; the cancelable of a single action is ignored; the monotonic clocks are the machine's. Advance in small
/// steps.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, List<Item>> _due = [];
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <summary>Called by the runtime.</summary>
    /// <param name="schedulerConfig">Not used.</param>
    /// <param name="log">Not used.</param>
#pragma warning disable IDE0060 // The runtime makes schedulers with these two.
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
#pragma warning restore IDE0060
    {
    }

    /// <summary>The time of the test.</summary>
    public DateTimeOffset Now => TimeNow;

    /// <summary>The machine's clock, which the test does not move.</summary>
    public TimeSpan MonotonicClock => DateTimeOffsetNowTimeProvider.Instance.MonotonicClock;

    /// <summary>The machine's clock, which the test does not move.</summary>
    public TimeSpan HighResMonotonicClock => DateTimeOffsetNowTimeProvider.Instance.HighResMonotonicClock;

    /// <summary>This scheduler.</summary>
    public IAdvancedScheduler Advanced => this;

    /// <summary>The time of the test.</summary>
    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <summary>Moves the time and runs what is due by then, in order of time and then of scheduling, on this thread.</summary>
    /// <param name="offset">By how much.</param>
    public void Advance(TimeSpan offset)
    {
        long[] ticks;
        lock (_gate)
        {
            _now += offset;
            ticks = [.. _due.Keys.TakeWhile(tick => tick <= _now.UtcTicks)];
        }
        foreach (var tick in ticks)
        {
            foreach (var item in RunAll(tick))
            {
                if (item.Interval is { } interval && !item.IsCancelled)
                    Schedule(interval, item);
            }
        }
    }

    /// <summary>Moves the time to an instant.</summary>
    /// <param name="when">The instant.</param>
    /// <exception cref="InvalidOperationException">The instant is past.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        var now = TimeNow;
        if (when < now)
            throw new InvalidOperationException($"You can't reverse time: it is {now:O}, not yet or no more {when:O}.");
        Advance(when - now);
    }

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(delay, new Item(() => receiver.Tell(message, sender), null, cancelable));

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(initialDelay, new Item(() => receiver.Tell(message, sender), interval, cancelable));

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action) => Schedule(delay, new Item(action, null, null));

    /// <summary>Schedules an action that cannot be cancelled, as in Akka.NET.</summary>
    /// <param name="delay">From now.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancelable">Ignored.</param>
    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => ScheduleOnce(delay, action);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Schedule(delay, new Item(action.Run, null, cancelable));

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        Schedule(initialDelay, new Item(action, interval, null));

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, new Item(action, interval, cancelable));

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, Item item)
    {
        lock (_gate)
        {
            var tick = (_now + delay).UtcTicks;
            if (!_due.TryGetValue(tick, out var items))
                _due[tick] = items = [];
            items.Add(item);
        }
    }

    /// <summary>Runs what is due at one tick. If an action throws, those behind it stay due.</summary>
    private List<Item> RunAll(long tick)
    {
        List<Item> items;
        lock (_gate)
        {
            if (!_due.Remove(tick, out items!))
                return [];
        }
        var started = 0;
        try
        {
            foreach (var item in items)
            {
                started++;
                if (!item.IsCancelled)
                    item.Action();
            }
        }
        finally
        {
            if (started < items.Count)
                PutBack(tick, items[started..]);
        }
        return items;
    }

    private void PutBack(long tick, List<Item> items)
    {
        lock (_gate)
            _due[tick] = _due.TryGetValue(tick, out var newer) ? [.. items, .. newer] : items;
    }

    private sealed record Item(Action Action, TimeSpan? Interval, ICancelable? Cancelable)
    {
        public bool IsCancelled => Cancelable is { IsCancellationRequested: true };
    }
}
