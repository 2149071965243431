namespace Akka.Actor;

/// <summary>Sends messages later. Sending to oneself from an actor is what timers (IWithTimers) are for.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    /// <summary>Runs code later, on the scheduler's thread: not for actors, whose state it would race with.</summary>
    IAdvancedScheduler Advanced { get; }
}

/// <summary>Runs actions and <see cref="Akka.Dispatch.IRunnable"/>s later, on the scheduler's thread.</summary>
public interface IAdvancedScheduler : IActionScheduler;
