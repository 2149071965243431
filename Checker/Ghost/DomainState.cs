using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <summary>One domain.</summary>
internal sealed class DomainState
{
    /// <summary>Its creation.</summary>
    public DomainCreated Created { get; private set; } = null!;

    /// <summary>Its tags, one an SMMU.</summary>
    public List<DomainTagged> Tags { get; } = [];

    /// <summary>The SMMUs that may have something of it in their caches, as bits.</summary>
    public ulong Holds { get; internal set; }

    /// <summary>Bit n is set if there was a descriptor that translates 2^n bytes.</summary>
    public ulong Sizes { get; internal set; }

    /// <summary>Its versions, oldest first.</summary>
    internal List<int> Versions { get; } = [];

    /// <summary>Unmaps that wait for a flush.</summary>
    internal List<OperationState> Deferred { get; } = [];

    /// <summary>Granule of its tables.</summary>
    public Granule Granule => Created.Granule;

    /// <summary>Its input is an IPA and its tag a VMID.</summary>
    public bool IsStageTwo => Created.Kind == DomainKind.StageTwo;

    /// <summary>A nested domain stands on it.</summary>
    public bool IsNestParent { get; internal set; }

    /// <summary>Its tag at an SMMU; null if it has none there.</summary>
    public DomainTagged? TagAt(SmmuId smmu)
    {
        foreach (var tag in Tags)
        {
            if (tag.Smmu == smmu) return tag;
        }

        return null;
    }

    internal DomainState Start(DomainCreated created)
    {
        (Created, Holds, Sizes, IsNestParent) = (created, 0, 0, false);
        Tags.Clear();
        Versions.Clear();
        Deferred.Clear();
        return this;
    }
}

/// <summary>One DMA under way.</summary>
internal struct DmaState
{
    /// <summary>Its beginning.</summary>
    public DmaStarted Started;

    /// <summary>When it began.</summary>
    public long StartedAt;

    /// <summary>Step at which it began.</summary>
    public long StartedTime;

    /// <summary>It waits for software.</summary>
    public bool IsStalled;
}
