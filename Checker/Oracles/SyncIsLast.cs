using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q5: a CMD_SYNC is behind everything before it.</summary>
internal sealed class SyncIsLast() : Oracle(
    "Q5",
    "When a CMD_SYNC completes, every earlier command of its queue has been consumed and has taken effect.",
    "IHI 0070 4.7.3",
    typeof(SyncCompleted))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var completed = (SyncCompleted)stamped.Event;
        if (ghost.Find(completed.Queue) is not { } queue) return;
        var end = queue.Unroll(completed.Slot);
        for (var slot = queue.Synced; slot < end; slot++)
        {
            ref var command = ref queue.At(slot);
            if (command.Slot == slot && (command.IsLost || command.Command.Opcode == CommandOpcode.Sync)) continue;
            var isDone = command.Slot == slot && command.IsConsumed
                && (!queue.TellsEffects || command.HasEffect || !CommandCoverage.NeedsSync(command.Command.Opcode));
            if (isDone) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"c = {command.Command} in slot {queue.Shown(slot)} of {completed.Queue}.",
                command.IsConsumed ? "c was consumed, and has not taken effect." : "c has not been consumed.",
                $"the CMD_SYNC in slot {completed.Slot} behind c completed at step {stamped.Time}."));
            return;
        }
    }
}
