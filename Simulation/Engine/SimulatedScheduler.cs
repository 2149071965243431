using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorIommu.Simulation.Engine;

/// <summary>Named in the configuration: a scheduler whose time the engine moves.</summary>
internal sealed class SimulatedScheduler(Config scheduler, ILoggingAdapter log) : SchedulerBase(scheduler, log)
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SimulationCore _core = SimulationCore.OfThisThread;

    public override TimeSpan MonotonicClock => _core.Now;

    public override TimeSpan HighResMonotonicClock => _core.Now;

    protected override DateTimeOffset TimeNow => Epoch + _core.Now;

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(delay, new TellTimer(receiver, message, sender, cancelable, null));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(initialDelay, new TellTimer(receiver, message, sender, cancelable, interval));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Schedule(delay, new ActionTimer(action, cancelable, null));

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Schedule(delay, new ActionTimer(action.Run, cancelable, null));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, new ActionTimer(action, cancelable, interval));

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Schedule(initialDelay, new ActionTimer(action.Run, cancelable, interval));

    private void Schedule(TimeSpan delay, SimulatedTimer timer) => _core.Schedule(delay, timer);

    private sealed class TellTimer(ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable, TimeSpan? interval)
        : SimulatedTimer(cancelable, interval)
    {
        public override void Fire() => receiver.Tell(message, sender);
    }

    private sealed class ActionTimer(Action action, ICancelable? cancelable, TimeSpan? interval) : SimulatedTimer(cancelable, interval)
    {
        public override void Fire() => action();
    }
}

/// <summary>Something that happens at an instant, once or again and again.</summary>
internal abstract class SimulatedTimer(ICancelable? cancelable, TimeSpan? interval)
{
    public bool IsCancelled => cancelable is { IsCancellationRequested: true };

    /// <summary>Null if it happens once.</summary>
    public TimeSpan? Interval => interval;

    public abstract void Fire();
}
