using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T6: the commands of an operation reach everything that it changed. Needs no DMA.</summary>
internal sealed class Coverage() : Oracle(
    "T6",
    "The commands of an unmap or a change of permissions cover every descriptor that it changed, on every SMMU that may cache it, and none "
    + "has a reserved encoding.",
    "IHI 0070 4.4, 4.4.1.1; Linux arm-smmu-v3.c: arm_smmu_domain_inv_range",
    typeof(OperationEnded), typeof(CommandWritten))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is CommandWritten written)
        {
            if (!CommandCoverage.IsReserved(written.Command)) return;
            findings.Add(this, stamped, Prose.Plain(
                $"c = {written.Command}, written by {written.Operation}.",
                    "a range has a granule, a level or more than one page, and is aligned.",
                $"c is reserved, or its reach UNPREDICTABLE: nobody may count on it (slot {written.Slot} of {written.Queue})."));
            return;
        }

        var ended = (OperationEnded)stamped.Event;
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        if (operation.Began is not { Kind: OperationKind.Unmap or OperationKind.ChangePermissions, IsDeferred: false }) return;
        for (var index = operation.FirstRevoked; index >= 0; index = ghost.Version(index).NextRevoked)
        {
            if (Missed(ghost.Version(index), operation, ghost) is not { } smmu) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}, and v = {Prose.Described(ghost.Version(index))}.",
                $"U overwrote v at event {ghost.Version(index).RevokedAt} and returned with success at step {stamped.Time}.",
                Prose.Why(ghost.Version(index), operation, smmu, ghost)));
            return;
        }
    }

    // What is written but not completed is the business of Q9, what came in the wrong order that of T8.
    private static SmmuId? Missed(VersionState version, OperationState operation, GhostState ghost)
    {
        var held = version.HeldAt & version.Domain.Holds;
        var settled = ulong.MaxValue;
        for (var smmu = 0; smmu < GhostState.MaxSmmus; smmu++)
        {
            if ((held >> smmu & 1) == 0 || version.GoneAt[smmu] != 0) continue;
            if (settled == ulong.MaxValue)
                settled = ghost.Attachments.SettledAt(version.Domain.Created.Domain, ghost.TablesOf, before: version.RevokedAt);
            if ((settled >> smmu & 1) == 0 || version.Domain.TagAt(new SmmuId(smmu)) is not { } tag) continue;
            if (!HasCommand(version.CachedAs(tag), new SmmuId(smmu), operation, ghost)) return new SmmuId(smmu);
        }

        return null;
    }

    private static bool HasCommand(in CachedDescriptor cached, SmmuId smmu, OperationState operation, GhostState ghost)
    {
        foreach (var use in operation.Queues)
        {
            if (use.Queue.Smmu != smmu || use.LastTlbi < 0 || ghost.Find(use.Queue) is not { } queue) continue;
            for (var slot = Math.Max(0, queue.Written - (1L << queue.Log2)); slot <= use.LastTlbi; slot++)
            {
                ref var command = ref queue.At(slot);
                if (command.Slot == slot && command.Operation == operation && !command.IsLost
                    && CommandCoverage.Covers(command.Command, cached))
                    return true;
            }
        }

        return false;
    }
}
