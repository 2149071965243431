// Not modelled: the VMS.
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>What a configuration invalidation command must remove at least (IHI 0070 4.3); <see cref="Coverage"/> compares.</summary>
/// <param name="First">First StreamID.</param>
/// <param name="Last">Last StreamID, inclusive.</param>
/// <param name="Substream">The one CD to go (CMD_CFGI_CD), by its index in the table; null is every CD of the streams.</param>
/// <param name="ContextsOnly">True for CMD_CFGI_CD and CMD_CFGI_CD_ALL: the STE itself may stay.</param>
/// <param name="LeafOnly">Leaf = 1: level 1 descriptors may stay.</param>
public readonly record struct ConfigurationScope(
    StreamId First, StreamId Last, SubstreamId? Substream, bool ContextsOnly, bool LeafOnly = false)
{
    /// <summary>Everything: CMD_CFGI_ALL.</summary>
    public static ConfigurationScope All { get; } = new(default, new StreamId(uint.MaxValue), null, ContextsOnly: false);
}
