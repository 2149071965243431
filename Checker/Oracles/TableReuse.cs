using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T4: a table page is free only when no walk can find it.</summary>
internal sealed class TableReuse() : Oracle(
    "T4",
    "A table is freed only after a CMD_SYNC behind non-leaf invalidations that cover every descriptor which pointed to it.",
    "Linux io-pgtable-arm.c: __arm_lpae_unmap; iommu_iotlb_gather of table pages",
    typeof(TableFreed))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var freed = (TableFreed)stamped.Event;
        if (ghost.PointingTo(freed.Address) is not { } pointing) return;
        foreach (var index in pointing)
        {
            var version = ghost.Version(index);
            var live = version.RevokedAt == 0;
            var held = (live ? version.Domain.Holds : version.HeldAt & version.Domain.Holds)
                & Settled(version, ghost, live ? long.MaxValue : version.RevokedAt);
            for (var smmu = 0; smmu < GhostState.MaxSmmus; smmu++)
            {
                if ((held >> smmu & 1) == 0 || (!live && version.GoneAt[smmu] != 0)) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"v = {Prose.Described(version)}.",
                    live ? "v still stands in its table." : $"v was overwritten at event {version.RevokedAt}.",
                    $"the table {freed.Address} was freed by {freed.Operation} at step {stamped.Time}, "
                        + $"while {new SmmuId(smmu)} may walk it: "
                        + (live ? "nothing was invalidated." : Reason(version, smmu, ghost))));
                return;
            }
        }
    }

    private static ulong Settled(VersionState version, GhostState ghost, long before) =>
        ghost.Attachments.SettledAt(version.Domain.Created.Domain, ghost.TablesOf, before);

    private static string Reason(VersionState version, int smmu, GhostState ghost) =>
        version.RevokedBy is { } by ? Prose.Why(version, by, new SmmuId(smmu), ghost) : "no command covers it.";
}
