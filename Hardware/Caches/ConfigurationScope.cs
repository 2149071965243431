// Not modelled: Leaf (level 1 descriptors are never cached), the VMS.
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>What a configuration invalidation command must remove at least (IHI 0070 4.3).</summary>
/// <param name="First">First StreamID.</param>
/// <param name="Last">Last StreamID, inclusive.</param>
/// <param name="Substream">The one CD to go (CMD_CFGI_CD), by its index in the table; null is every CD of the streams.</param>
/// <param name="ContextsOnly">True for CMD_CFGI_CD and CMD_CFGI_CD_ALL: the STE itself may stay.</param>
public readonly record struct ConfigurationScope(StreamId First, StreamId Last, SubstreamId? Substream, bool ContextsOnly)
{
    /// <summary>True if a cached STE of this stream must go.</summary>
    public bool CoversStream(StreamId stream) => !ContextsOnly && IsInRange(stream);

    /// <summary>True if a CD that was cached through this stream at this index must go; CMD_CFGI_STE takes its CDs along (4.3.1).</summary>
    public bool CoversContext(StreamId stream, SubstreamId index) => IsInRange(stream) && (Substream is not { } only || only == index);

    private bool IsInRange(StreamId stream) => stream.Value >= First.Value && stream.Value <= Last.Value;
}
