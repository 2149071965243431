using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Strategies;

/// <summary>What a strategy may know before a schedule.</summary>
/// <param name="Seed">Of this schedule: it follows from the seed of the whole and the number.</param>
/// <param name="Number">Which schedule, from 0.</param>
/// <param name="ExpectedChoices">About how many choices of who takes the next step it will have, at least 1.</param>
public readonly record struct ScheduleStart(ulong Seed, long Number, long ExpectedChoices);

/// <summary>
/// Decides where a run has a choice. It is told of every one, answers in time that does not grow with the run, and depends on nothing but
/// its <see cref="ScheduleStart"/>. One instance serves one run at a time.
/// </summary>
public abstract class Strategy
{
    /// <summary>Name and bound of what the current schedule is decided by, as in <c>pct(3)</c>.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// True if a schedule depends on those before it, so that they cannot run side by side. Such a strategy says by
    /// <see cref="IsExhausted"/> when there are no more.
    /// </summary>
    public virtual bool IsSequential => false;

    /// <summary>True if no schedule is left.</summary>
    public virtual bool IsExhausted => false;

    /// <summary>A schedule begins.</summary>
    public abstract void Begin(in ScheduleStart start);

    /// <summary>Picks who takes the next step.</summary>
    /// <param name="runnable">At least two.</param>
    /// <returns>0 to Count - 1.</returns>
    public abstract int Deliver(RunnableSet runnable);

    /// <summary>Picks anything else.</summary>
    /// <param name="site">What is to be decided.</param>
    /// <param name="arity">How many possibilities there are, at least 2.</param>
    /// <returns>0 to arity - 1.</returns>
    public abstract int Choose(ChoiceSite site, int arity);
}
