using ActorIommu.Hardware;

namespace ActorIommu.Simulation.Captures;

/// <summary>A deliberate defect. A comparison that does not notice it proves nothing.</summary>
public enum BreakKind
{
    /// <summary>TLB invalidations are ignored.</summary>
    Tlbi,

    /// <summary>A range TLB invalidation stops after its first page.</summary>
    Range,

    /// <summary>Configuration invalidations are ignored.</summary>
    Cfgi,

    /// <summary>ASIDs are not compared.</summary>
    Asid,
}

/// <summary>How to replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>The defects to put in, all at once.</summary>
    public IReadOnlyList<BreakKind> Break { get; init; } = [];

    /// <summary>Entries of the TLB; null for one that never evicts.</summary>
    public int? TlbEntries { get; init; }

    internal SmmuImplementation Implementation => new() { TlbCapacity = TlbEntries ?? SmmuImplementation.Unbounded };
}
