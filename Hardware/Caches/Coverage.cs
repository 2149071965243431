// Not modelled: VMID wildcards (CR0.VMW), locked entries (16.6.1).
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>
/// The coverage relation: the one place that says which cached entries a command must remove. Every cache asks it, and so does a fill
/// by a walk that was in flight when the command took effect. Removing more would be permitted and is a choice, not a rule.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Command</term><description>What must go</description></listheader>
/// <item><term>TLBI_NH_VA, EL2_VA</term><description>Leaves of the address and ASID, and global leaves of the address; with
/// Leaf = 0 also table descriptors on the way to it (4.4.2.4).</description></item>
/// <item><term>TLBI_NH_VAA, EL2_VAA</term><description>The same for every ASID (4.4.2.3).</description></item>
/// <item><term>TLBI_NH_ASID, EL2_ASID</term><description>Everything of the ASID but global leaves (4.4.2.2).</description></item>
/// <item><term>TLBI_NH_ALL</term><description>Everything of stage 1 of the VMID, combined entries too (4.4.2.1).</description></item>
/// <item><term>TLBI_S2_IPA</term><description>Stage 2 leaves of the IPA, with Leaf = 0 also stage 2 table descriptors on the way
/// to it; no combined entry (4.4.3.1).</description></item>
/// <item><term>TLBI_S12_VMALL, NSNH_ALL, EL2_ALL</term><description>Everything of the VMID, of EL1, of EL2.</description></item>
/// <item><term>TG, TTL</term><description>Only entries of that granule; only leaves of that level, and with Leaf = 0 table
/// descriptors of the levels above it (4.4.1.1).</description></item>
/// <item><term>CFGI_STE</term><description>The STE, its CDs and level 1 CDs; with Leaf = 0 also the level 1 stream table descriptor
/// on the way to it (4.3.1).</description></item>
/// <item><term>CFGI_STE_RANGE, ALL</term><description>The same as Leaf = 0 for each stream (4.3.2).</description></item>
/// <item><term>CFGI_CD</term><description>The CD; with Leaf = 0 also the level 1 CD on the way to it (4.3.3).</description></item>
/// <item><term>CFGI_CD_ALL</term><description>Every CD and level 1 CD of the stream (4.3.4).</description></item>
/// </list>
/// </remarks>
public static class Coverage
{
    /// <summary>True if a TLBI of <paramref name="scope"/> requires that <paramref name="entry"/>, a leaf or a table, goes.</summary>
    public static bool Covers(in InvalidationScope scope, in IotlbEntry entry)
    {
        if (scope.Kind == InvalidationKind.World) return entry.Tag.World == scope.World;
        if (scope.Kind == InvalidationKind.AllEl2) return entry.Tag.World is StreamWorld.El2 or StreamWorld.El2E2h;
        if (entry.Tag.World != scope.World || entry.Tag.Vmid != scope.Vmid) return false;
        return scope.Kind switch
        {
            InvalidationKind.Vmid => true,
            InvalidationKind.VmidStageOne => !entry.Tag.IsStageTwo,
            InvalidationKind.Asid => IsOfAsid(entry.Tag, scope.Asid),
            InvalidationKind.Va => (IsOfAsid(entry.Tag, scope.Asid) || entry.Tag.IsGlobal) && CoversAddress(scope, entry),
            InvalidationKind.Vaa => !entry.Tag.IsStageTwo && CoversAddress(scope, entry),
            InvalidationKind.Ipa => entry.Tag.IsStageTwo && CoversAddress(scope, entry),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>True if a CFGI of <paramref name="scope"/> requires that <paramref name="entry"/> goes.</summary>
    public static bool Covers(in ConfigurationScope scope, in ConfigurationEntry entry)
    {
        if (scope.First.Value > entry.Last.Value || entry.First.Value > scope.Last.Value) return false;
        return entry.Kind switch
        {
            ConfigurationKind.Stream => !scope.ContextsOnly,
            ConfigurationKind.L1Stream => !scope.ContextsOnly && !scope.LeafOnly,
            ConfigurationKind.Context => scope.Substream is not { } only || only == entry.FirstIndex,
            ConfigurationKind.L1Context => scope.Substream is not { } only
                || (!scope.LeafOnly && entry.FirstIndex.Value <= only.Value && only.Value <= entry.LastIndex.Value),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static bool IsOfAsid(TlbTag tag, Asid asid) => !tag.IsGlobal && !tag.IsStageTwo && tag.Asid == asid;

    // 4.4.1.1: the single-address form ignores as many low address bits as the entry's size asks for, which the overlap of
    // intervals does by itself, also for an entry of a contiguous group.
    private static bool CoversAddress(in InvalidationScope scope, in IotlbEntry entry)
    {
        if (scope.First > entry.InputLast || entry.Input > scope.Last) return false;
        if (scope.Granule is { } granule && granule != entry.Granule) return false;
        return entry.IsTable
            ? !scope.LeafOnly && (scope.Level == 0 || entry.Level < scope.Level)
            : scope.Level == 0 || scope.Level == entry.Level;
    }
}
