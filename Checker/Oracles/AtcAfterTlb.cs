using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T8: the TLB first, then the ATC that is filled from it.</summary>
internal sealed class AtcAfterTlb() : Oracle(
    "T8",
    "An operation publishes CMD_ATC_INV only after the CMD_SYNC behind its TLB invalidations on that SMMU has completed.",
    "Linux arm-smmu-v3.c: arm_smmu_invs_end_batch; IHI 0070 3.9.1",
    typeof(ProducerPublished))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var published = (ProducerPublished)stamped.Event;
        if (ghost.Find(published.Queue) is not { } queue) return;
        var end = queue.Unroll(published.Slot);
        for (var slot = queue.Published; slot < end; slot++)
        {
            ref var command = ref queue.At(slot);
            if (command.Slot != slot || command.Operation is not { } operation) continue;
            if (command.Command.Opcode != CommandOpcode.AtcInv) continue;
            if (Pending(operation, published.Queue.Smmu, ghost) is not { } tlbi) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}.",
                $"U put a TLBI into slot {tlbi.Slot} of {tlbi.Queue}, and no CMD_SYNC behind it has completed.",
                $"U published {command.Command} at step {stamped.Time}: the device may fill its ATC again from the old TLB entry."));
            return;
        }
    }

    private static (QueueId Queue, long Slot)? Pending(OperationState operation, SmmuId smmu, GhostState ghost)
    {
        foreach (var use in operation.Queues)
        {
            // A wait that ran out of time does not keep software from going on; the operation says so itself.
            if (use.TimedOut && use.Failed > use.LastTlbi) continue;
            if (use.Queue.Smmu == smmu && use.LastTlbi >= 0 && ghost.Find(use.Queue) is { } queue && queue.Synced <= use.LastTlbi)
                return (use.Queue, queue.Shown(use.LastTlbi));
        }

        return null;
    }
}
