using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The default scheduler: one background thread a system, started by the first item that is scheduled. Items run on that thread,
/// never early, in the order in which they are due. (Akka.NET keeps a wheel of ticks; here it is a heap, so an idle system never wakes up.)
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);

    private readonly object _lock = new();
    private readonly TimerQueue _queue = new();
    private readonly TimeSpan _tick;
    private readonly TimeSpan _shutdownTimeout;
    private Thread? _thread;
    private bool _isStopped;

    /// <summary>Called by the actor system.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tick duration is shorter than 10 ms.</exception>
    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log) : base(scheduler, log)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _tick = scheduler.GetTimeSpan("akka.scheduler.tick-duration", TimeSpan.FromMilliseconds(10));
        _shutdownTimeout = scheduler.GetTimeSpan("akka.scheduler.shutdown-timeout", TimeSpan.FromSeconds(5));
        // Nothing here needs so long a tick, but a configuration is to work with Akka.NET, too.
        if (_tick < ShortestTick)
        {
            throw new ArgumentOutOfRangeException(
                nameof(scheduler), _tick.TotalMilliseconds, "minimum supported akka.scheduler.tick-duration on Windows is 10ms");
        }
    }

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => DateTimeOffsetNowTimeProvider.Instance.MonotonicClock;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => DateTimeOffsetNowTimeProvider.Instance.HighResMonotonicClock;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    /// <summary>Whether the thread was started; it is not before something is scheduled.</summary>
    internal bool HasThread => _thread is not null;

    /// <summary>Stops the thread and drops everything that is still scheduled.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            _isStopped = true;
            _queue.Clear();
            thread = _thread;
            Monitor.PulseAll(_lock);
        }

        if (thread is not null && thread != Thread.CurrentThread)
            thread.Join(_shutdownTimeout);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(new TellRegistration(this, receiver, message, sender), delay, TimeSpan.Zero, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(new TellRegistration(this, receiver, message, sender), initialDelay, interval, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(new ActionRegistration(this, action), delay, TimeSpan.Zero, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(new RunnableRegistration(this, action), delay, TimeSpan.Zero, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(new ActionRegistration(this, action), initialDelay, interval, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action,
        ICancelable? cancelable) =>
        Add(new RunnableRegistration(this, action), initialDelay, interval, cancelable);

    private void Add(Registration registration, TimeSpan delay, TimeSpan interval, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true })
            return;
        registration.Cancelable = cancelable;
        registration.Interval = interval;
        var now = MonotonicClock;
        registration.Due = delay < TimeSpan.MaxValue - now ? now + delay : TimeSpan.MaxValue;
        lock (_lock)
        {
            if (_isStopped)
                throw new SchedulerException("cannot enqueue after timer shutdown");
            _queue.Add(registration);
            if (_thread is null)
            {
                _thread = new Thread(Loop) { IsBackground = true, Name = "akka-scheduler" };
                _thread.Start();
            }
            else if (registration.HeapIndex == 0)
            {
                Monitor.Pulse(_lock);
            }
        }

        (cancelable as Cancelable)?.Attach(registration);
    }

    private void Loop()
    {
        while (NextDue() is { } registration)
            Run(registration);
    }

    /// <summary>Waits for the next due item and takes it; null once stopped.</summary>
    private Registration? NextDue()
    {
        lock (_lock)
        {
            while (!_isStopped)
            {
                var first = _queue.First;
                var now = MonotonicClock;
                if (first is null)
                {
                    Monitor.Wait(_lock);
                }
                else if (first.Due > now)
                {
                    Monitor.Wait(_lock, UpToTick(first.Due - now));
                }
                else
                {
                    _queue.Remove(first);
                    // Repeating items keep their rate; if the thread is late by more than an interval, the missed ones are not made up for.
                    if (first.Interval > TimeSpan.Zero)
                    {
                        first.Due = first.Due + first.Interval > now ? first.Due + first.Interval : now + first.Interval;
                        _queue.Add(first);
                    }

                    return first;
                }
            }

            return null;
        }
    }

    /// <summary>Rounds up to whole ticks: items that are due close together cost one wake-up.</summary>
    private TimeSpan UpToTick(TimeSpan wait)
    {
        var ticks = Math.Min((wait.Ticks + _tick.Ticks - 1) / _tick.Ticks, TimeSpan.FromHours(1).Ticks / _tick.Ticks + 1);
        return TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(ticks * _tick.Ticks).TotalMilliseconds));
    }

    private void Run(Registration registration)
    {
        if (registration.Cancelable is { IsCancellationRequested: true })
        {
            registration.Remove();
            return;
        }

#pragma warning disable CA1031 // an item's error must not end the thread that everything else waits for
        try
        {
            registration.Execute();
        }
        catch (Exception error)
        {
            registration.Remove();
            Log.Error(error, "Error while executing scheduled task {0}", registration);
        }
#pragma warning restore CA1031
    }

    private void Remove(Registration registration)
    {
        lock (_lock)
            _queue.Remove(registration);
    }

    /// <summary>One scheduled item.</summary>
    internal abstract class Registration(HashedWheelTimerScheduler owner)
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Interval { get; set; }

        public long Order { get; set; }

        public ICancelable? Cancelable { get; set; }

        /// <summary>Place in <see cref="TimerQueue"/>; -1 outside.</summary>
        public int HeapIndex { get; set; } = -1;

        public bool IsQueued => HeapIndex >= 0;

        /// <summary>Link in the list of what one <see cref="Actor.Cancelable"/> cancels.</summary>
        public Registration? NextOfCancelable { get; set; }

        public void Remove() => owner.Remove(this);

        public abstract void Execute();
    }

    private sealed class TellRegistration(HashedWheelTimerScheduler owner, ICanTell receiver, object message,
        IActorRef sender) : Registration(owner)
    {
        public override void Execute() => receiver.Tell(message, sender);

        public override string ToString() => $"[{receiver}.Tell({message}, {sender})]";
    }

    private sealed class ActionRegistration(HashedWheelTimerScheduler owner, Action action) : Registration(owner)
    {
        public override void Execute() => action();

        public override string ToString() => $"[{action.Method.DeclaringType}.{action.Method.Name}]";
    }

    private sealed class RunnableRegistration(HashedWheelTimerScheduler owner, IRunnable action) : Registration(owner)
    {
        public override void Execute() => action.Run();

        public override string ToString() => $"[{action}]";
    }
}
