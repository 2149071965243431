using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>The translation regime that a stream's stage 1 belongs to (IHI 0070 3.3.4, STE.STRW).</summary>
public enum StreamWorld : byte
{
    /// <summary>Non-secure EL1: ASID and VMID tags.</summary>
    NsEl1,

    /// <summary>EL2 without E2H: neither ASID nor VMID.</summary>
    El2,

    /// <summary>EL2 with E2H: ASID, no VMID.</summary>
    El2E2h,
}

/// <summary>What a cached translation maps.</summary>
public enum CachedStages : byte
{
    /// <summary>IOVA to PA (or IPA, when no stage 2 follows) by stage 1 alone.</summary>
    One,

    /// <summary>IPA to PA by stage 2 alone; stage 1 commands do not reach it.</summary>
    Two,

    /// <summary>IOVA to PA through both stages, in one entry.</summary>
    Combined,

    /// <summary>A stage 1 table descriptor.</summary>
    OneTable,

    /// <summary>A stage 2 table descriptor.</summary>
    TwoTable,
}

/// <summary>
/// The space of input addresses that an IOTLB entry belongs to (IHI 0070 3.17): entries of one tag are all non-global
/// entries of an ASID (table descriptors have no nG), or all global entries of a VMID or of EL2, or all
/// stage 2 entries of a VMID.
/// </summary>
/// <param name="World">Translation regime.</param>
/// <param name="Vmid">0 where the regime has none, or where stage 2 is not implemented.</param>
/// <param name="Asid">0 where the entries are global or stage 2.</param>
/// <param name="IsGlobal">nG = 0: matches every ASID of its VMID.</param>
/// <param name="IsStageTwo">Input addresses are IPAs.</param>
/// <param name="Aset">Global entries: CD.ASET, which a lookup must share (3.17.1). Commands do not look at it (3.17, 4.4).</param>
public readonly record struct TlbTag(StreamWorld World, Vmid Vmid, Asid Asid, bool IsGlobal, bool IsStageTwo, bool Aset = false)
{
    // One word, so that to copy, to compare and to hash it is one step.
    private readonly ulong _bits = Asid.Value | ((ulong)Vmid.Value << 16) | ((ulong)World << 32)
        | (IsGlobal ? GlobalBit : 0) | (IsStageTwo ? StageTwoBit : 0) | (Aset ? AsetBit : 0);

    private const ulong GlobalBit = 1UL << 40;
    private const ulong StageTwoBit = 1UL << 41;
    private const ulong AsetBit = 1UL << 42;

    /// <summary>Translation regime.</summary>
    public StreamWorld World => (StreamWorld)(byte)(_bits >> 32);

    /// <summary>0 where the regime has none, or where stage 2 is not implemented.</summary>
    public Vmid Vmid => new((ushort)(_bits >> 16));

    /// <summary>0 where the entries are global or stage 2.</summary>
    public Asid Asid => new((ushort)_bits);

    /// <summary>nG = 0: matches every ASID of its VMID.</summary>
    public bool IsGlobal => (_bits & GlobalBit) != 0;

    /// <summary>Input addresses are IPAs.</summary>
    public bool IsStageTwo => (_bits & StageTwoBit) != 0;

    /// <summary>Global entries: CD.ASET, which a lookup must share (3.17.1). Commands do not look at it (3.17, 4.4).</summary>
    public bool Aset => (_bits & AsetBit) != 0;

    /// <summary>Non-global stage 1 entries of an ASID.</summary>
    public static TlbTag ForAsid(StreamWorld world, Vmid vmid, Asid asid) => new(world, vmid, asid, false, false);

    /// <summary>Global stage 1 entries of a VMID and an ASID set.</summary>
    public static TlbTag Global(StreamWorld world, Vmid vmid, bool aset = false) => new(world, vmid, default, true, false, aset);

    /// <summary>Stage 2 entries of a VMID.</summary>
    public static TlbTag StageTwo(Vmid vmid) => new(StreamWorld.NsEl1, vmid, default, false, true);
}
