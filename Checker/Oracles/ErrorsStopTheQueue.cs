using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q6: errors stop a queue, and every command is done once.</summary>
internal sealed class ErrorsStopTheQueue() : Oracle(
    "Q6",
    "A queue that stopped with an error does nothing until the error is acknowledged; what was not published is not executed, and "
    + "nothing is executed twice but a CMD_SYNC that is tried again.",
    "IHI 0070 7.1; Linux arm-smmu-v3.c: __arm_smmu_cmdq_skip_err",
    typeof(CommandConsumed), typeof(SyncCompleted))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var (id, index) = stamped.Event switch
        {
            CommandConsumed consumed => (consumed.Queue, consumed.Slot),
            SyncCompleted completed => (completed.Queue, completed.Slot),
            _ => (default, 0u),
        };
        if (ghost.Find(id) is not { } queue) return;
        var slot = queue.Unroll(index);
        ref var command = ref queue.At(slot);
        var why = queue.ErrorAt >= 0 ? $"{id} stands with an error at slot {queue.Shown(queue.ErrorAt)}, which is not acknowledged."
            : slot >= queue.Published ? $"PROD was published as {queue.Shown(queue.Published)}."
            : stamped.Event is CommandConsumed read && command.Slot == slot && (read.Entry ?? read.Command) != command.Command
                && ghost.Injected == 0
                ? $"software wrote {command.Command} there."
            : command.Slot == slot && command.IsConsumed && stamped.Event is CommandConsumed && command.Command.Opcode != CommandOpcode.Sync
                ? "it was consumed before."
            : null;
        if (why is null) return;
        findings.Add(this, stamped, Prose.Plain(
            $"c = {command.Command} in slot {index} of {id}.", why, $"c was executed at step {stamped.Time}."));
    }
}
