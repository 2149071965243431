using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Stalls;

namespace ActorIommu.Hardware;

/// <summary>
/// What the architecture leaves to whoever builds an SMMU (IHI 0070 16.2), and what a run wants of it. None of it can be seen by
/// software that follows the rules; the default caches what it may for as long as it may, and takes no liberties.
/// </summary>
public sealed record SmmuImplementation
{
    /// <summary>A capacity that is never reached.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>One main TLB and one configuration cache without bounds, calm, without defects.</summary>
    public static SmmuImplementation Default { get; } = new();

    /// <summary>Entries of the main TLB; 0 caches nothing.</summary>
    public int TlbCapacity { get; init => field = Checked(value); } = Unbounded;

    /// <summary>Number of micro-TLBs in front of the main TLB, chosen by StreamID modulo their number; 0 is none.</summary>
    public int MicroTlbs { get; init => field = Checked(value); }

    /// <summary>Entries of each micro-TLB.</summary>
    public int MicroTlbCapacity { get; init => field = Checked(value); } = 8;

    /// <summary>Table descriptors, of both stages together, that are cached to shorten walks; 0 is none.</summary>
    public int WalkCacheCapacity { get; init => field = Checked(value); }

    /// <summary>STEs that are cached, each with the CDs that were reached through it; 0 is none.</summary>
    public int ConfigurationCacheCapacity { get; init => field = Checked(value); } = Unbounded;

    /// <summary>STAGs, and so the most stalls that software is told of at a time (3.12.2): 1 to 2^16.</summary>
    public int StallTags { get; init; } = StallTable.MostTags;

    /// <summary>Which entry makes room in a full cache.</summary>
    public Replacement Replacement { get; init; }

    /// <summary>Who decides where the architecture leaves a choice.</summary>
    public IChoices Choices { get; init; } = CalmChoices.Instance;

    /// <summary>Defects that are switched on.</summary>
    public BugSet Bugs { get; init; } = BugSet.None;

    private static int Checked(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }
}
