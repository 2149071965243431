using System.Runtime.InteropServices;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>
/// A cached translation of one page, block or contiguous group, with everything that a hit needs to answer or to fault; or a cached
/// table descriptor, with everything that a walk needs to go on below it.
/// </summary>
/// <param name="Tag">Whose addresses it translates.</param>
/// <param name="Stages">Which stages it combines.</param>
/// <param name="Input">First input address that it covers, aligned to its size.</param>
/// <param name="Log2Size">Its size in bytes is 2^Log2Size; a combined entry has the smaller of the two stages' sizes.</param>
/// <param name="Level">Level of the descriptor (of the leaf of stage 1, if combined), 0 to 3: what a TTL hint names.</param>
/// <param name="Granule">Granule of the table that the descriptor came from: what a TG field names.</param>
/// <param name="Output">First output address, aligned to its size; of a table descriptor, where the next table is (a PA or an IPA).</param>
/// <param name="Ipa">Combined only: the IPA between the stages, for the record of a stage 2 permission fault.</param>
/// <param name="Rights">What it permits; of a stage 1 table descriptor, what it and those above leave to its leaves.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IotlbEntry(
    TlbTag Tag, CachedStages Stages, ulong Input, byte Log2Size, byte Level, Granule Granule, Pa Output, Ipa Ipa, AccessRights Rights)
{
    /// <summary>True for a table descriptor.</summary>
    public bool IsTable => Stages is CachedStages.OneTable or CachedStages.TwoTable;

    /// <summary>Last input address that it covers.</summary>
    public ulong InputLast => Input + ((1UL << Log2Size) - 1);
}
