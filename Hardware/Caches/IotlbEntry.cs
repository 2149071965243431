using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>A cached translation of one page or block, with everything that a hit needs to answer or to fault.</summary>
/// <param name="Tag">Whose addresses it translates.</param>
/// <param name="Stages">Which stages it combines.</param>
/// <param name="Input">First input address that it covers, aligned to its size.</param>
/// <param name="Log2Size">Its size in bytes is 2^Log2Size; a combined entry has the smaller of the two stages' sizes.</param>
/// <param name="Level">Level of the leaf descriptor (of stage 1, if combined), 0 to 3: what a TTL hint names.</param>
/// <param name="Granule">Granule of the table that the leaf came from: what a TG field names.</param>
/// <param name="Output">First output address, aligned to its size.</param>
/// <param name="Ipa">Combined only: the IPA between the stages, for the record of a stage 2 permission fault.</param>
/// <param name="Rights">What it permits.</param>
public readonly record struct IotlbEntry(
    TlbTag Tag, CachedStages Stages, ulong Input, byte Log2Size, byte Level, Granule Granule, Pa Output, Ipa Ipa, AccessRights Rights)
{
    /// <summary>Last input address that it covers.</summary>
    public ulong InputLast => Input + ((1UL << Log2Size) - 1);
}
