using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>Which entries a TLB invalidation command names, before address and level narrow it (IHI 0070 4.4).</summary>
public enum InvalidationKind : byte
{
    /// <summary>Everything of the regime: CMD_TLBI_NSNH_ALL.</summary>
    World,

    /// <summary>Everything of EL2 with and without E2H: CMD_TLBI_EL2_ALL.</summary>
    AllEl2,

    /// <summary>Stage 1 and combined entries of a VMID: CMD_TLBI_NH_ALL.</summary>
    VmidStageOne,

    /// <summary>Every entry of a VMID: CMD_TLBI_S12_VMALL.</summary>
    Vmid,

    /// <summary>Non-global entries of an ASID: CMD_TLBI_NH_ASID, CMD_TLBI_EL2_ASID.</summary>
    Asid,

    /// <summary>An address of an ASID, and global entries of that address: CMD_TLBI_NH_VA, CMD_TLBI_EL2_VA.</summary>
    Va,

    /// <summary>An address of every ASID: CMD_TLBI_NH_VAA, CMD_TLBI_EL2_VAA.</summary>
    Vaa,

    /// <summary>An IPA of stage 2 entries; combined entries stay: CMD_TLBI_S2_IPA.</summary>
    Ipa,
}

/// <summary>The decoded scope of one TLB invalidation command: what it must remove at least.</summary>
/// <param name="Kind">Which entries.</param>
/// <param name="World">Of which regime.</param>
/// <param name="Vmid">Of which VMID (ignored by <see cref="InvalidationKind.World"/>).</param>
/// <param name="Asid">Of which ASID, where the kind has one.</param>
/// <param name="First">First address; for a single-address form any address within the entry matches.</param>
/// <param name="Last">Last address, inclusive; a range that would pass 2^64 ends there (4.4.1.1: it does not wrap).</param>
/// <param name="Granule">TG: only entries of this granule are required to go; null is any.</param>
/// <param name="Level">TTL: only leaf entries of this level are required to go; 0 is any.</param>
/// <param name="LeafOnly">Leaf = 1: cached table descriptors may stay.</param>
public readonly record struct InvalidationScope(
    InvalidationKind Kind,
    StreamWorld World,
    Vmid Vmid = default,
    Asid Asid = default,
    ulong First = 0,
    ulong Last = ulong.MaxValue,
    Granule? Granule = null,
    byte Level = 0,
    bool LeafOnly = false)
{
    /// <summary>True for the kinds that are narrowed by an address.</summary>
    public bool HasAddress => Kind is InvalidationKind.Va or InvalidationKind.Vaa or InvalidationKind.Ipa;
}
