namespace ActorIommu.Hardware.Caches;

/// <summary>Which entry of a full cache makes room for a new one (IHI 0070 16.2 leaves it to the implementation).</summary>
public enum Replacement : byte
{
    /// <summary>The slot that was filled first, round and round.</summary>
    Oldest,

    /// <summary>The entry whose last use is longest ago.</summary>
    LeastRecentlyUsed,

    /// <summary>Any: <see cref="Freedoms.Freedom.Eviction"/> decides.</summary>
    Chosen,
}
