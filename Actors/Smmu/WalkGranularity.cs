namespace ActorIommu.Actors.Smmu;

/// <summary>How much of a translation one message does: between two messages anything may come in, an invalidation too.</summary>
public enum WalkGranularity
{
    /// <summary>The whole translation.</summary>
    Transaction,

    /// <summary>One structure: an STE, a CD, a descriptor.</summary>
    Structure,

    /// <summary>One 64-bit read; what it gave is used in the next message.</summary>
    Descriptor,
}
