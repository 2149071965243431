using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Exploration;

/// <summary>What to explore, and how far.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Everything follows from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>At most so many schedules.</summary>
    public required long Schedules { get; init; }

    /// <summary>The number of the first schedule.</summary>
    public long First { get; init; }

    /// <summary>How many workers run schedules side by side. What comes out does not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>It ends with the schedule of that many failures.</summary>
    public int MaxFailures { get; init; } = 1;

    /// <summary>Makes the strategy of a worker; the default is <see cref="Portfolio.Default"/>.</summary>
    public Func<Strategy> Strategy { get; init; } = () => Portfolio.Default();
}
