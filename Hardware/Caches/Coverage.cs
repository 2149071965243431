// Not modelled: entries of table descriptors (no walk cache, so Leaf narrows nothing), VMID wildcards (CR0.VMW).
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>The coverage relation: the one place that says which cached entries a command must remove.</summary>
public static class Coverage
{
    /// <summary>
    /// True if <paramref name="scope"/> requires that <paramref name="entry"/> goes (IHI 0070 4.4.1.1 for range, TG and
    /// TTL; 4.4.2 for stage 1; 4.4.3 for stage 2). Removing more would be permitted and is a choice, not a rule.
    /// </summary>
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

    private static bool IsOfAsid(TlbTag tag, Asid asid) => !tag.IsGlobal && !tag.IsStageTwo && tag.Asid == asid;

    // 4.4.1.1: TG and TTL narrow the required scope to leaf entries of that granule and level; the single-address form
    // ignores as many low address bits as the entry's size asks for, which the overlap of intervals does by itself.
    private static bool CoversAddress(in InvalidationScope scope, in IotlbEntry entry) =>
        scope.First <= entry.InputLast && entry.Input <= scope.Last
        && (scope.Granule is not { } granule || granule == entry.Granule)
        && (scope.Level == 0 || scope.Level == entry.Level);
}
