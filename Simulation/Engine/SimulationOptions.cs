using System.Collections.Immutable;
using ActorIommu.Messages;
using Akka.Configuration;

namespace ActorIommu.Simulation.Engine;

/// <summary>The bounds of a run, and what may happen in it.</summary>
public sealed record SimulationOptions
{
    /// <summary>A run of more steps is over.</summary>
    public long MaxSteps { get; init; } = 100_000;

    /// <summary>A run of more virtual time is over.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The faults that may be injected. No other is asked about, so a trace depends on the set.</summary>
    public ImmutableArray<FaultSite> Faults { get; init; } = [];

    /// <summary>How far <see cref="FaultSite.ClockJump"/> moves virtual time at once.</summary>
    public TimeSpan ClockJump { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True if a timer may fire although there is something to do, as on a machine that is slow: one more choice before each step while a
    /// timer is pending.
    /// </summary>
    public bool TimersRace { get; init; }

    /// <summary>Settings of the actor systems; the engine's own (dispatchers, mailboxes, scheduler, no logging) come first.</summary>
    public Config? Config { get; init; }

    /// <summary>One. Tests plant another number to see that it is noticed.</summary>
    internal int MessagesPerStep { get; init; } = 1;
}
