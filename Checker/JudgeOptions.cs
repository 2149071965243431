using System.Collections.Immutable;

namespace ActorIommu.Checker;

/// <summary>What the stamps of a history mean.</summary>
public enum HistoryMode
{
    /// <summary>Their order is the order of what happened: a simulated run.</summary>
    Simulated,

    /// <summary>Real threads: only "this ended before that began" can be concluded.</summary>
    Concurrent,
}

/// <summary>How a history is judged.</summary>
public sealed record JudgeOptions
{
    /// <summary>All oracles, and no bypass.</summary>
    public static JudgeOptions Default { get; } = new();

    /// <summary>Names of oracles that are not asked.</summary>
    public ImmutableHashSet<string> Without { get; init; } = [];

    /// <summary>The system's policy is that transactions pass while an SMMU is not enabled (GBPA.ABORT = 0).</summary>
    public bool GlobalBypassIsPolicy { get; init; }

    /// <summary>Software may change the size of a mapping without break-before-make (IDR3.BBML is 1 or more).</summary>
    public bool SizesMayChange { get; init; }
}
