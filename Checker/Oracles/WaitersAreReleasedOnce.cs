using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q4: who waits for a CMD_SYNC is released once, and rightly.</summary>
internal sealed class WaitersAreReleasedOnce() : Oracle(
    "Q4",
    "A waiter for a CMD_SYNC is released exactly once: as completed only when its CMD_SYNC or a later one of the same queue has completed, "
    + "and as timed out only when none has, unless the interrupt was lost, time jumped or a queue stood still.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_poll_until_sync; 0f02477d1698",
    typeof(SyncReleased), typeof(CommandWritten), typeof(CommandQueueStarted))
{
    // A guest's queue that waited for one that stands still goes on after a second, when its own waiters look for the last time; and so
    // may one that a device held, when that is out of time: the last look is on its way back when the CMD_SYNC completes.
    private const uint Late = 1U << (int)FaultSite.SyncInterruptLost | 1U << (int)FaultSite.ClockJump
        | 1U << (int)FaultSite.CommandQueueStuck | 1U << (int)FaultSite.AtcInvalidationIgnored;

    private readonly Dictionary<(QueueId, long), int> _released = [];

    /// <inheritdoc/>
    public override void Reset() => _released.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is not SyncReleased released || ghost.Find(released.Queue) is not { } queue) return;
        var slot = queue.LastWritten(released.Slot);
        var what = $"w = the wait of {released.Operation} for the CMD_SYNC in slot {released.Slot} of {released.Queue}.";
        if (_released.TryGetValue((released.Queue, slot), out var count))
            findings.Add(this, stamped, Prose.Plain(what, "w was over.",
                $"w was released again at step {stamped.Time} ({released.Outcome})."));
        else if (released.Outcome == SyncOutcome.Completed && queue.Synced <= slot)
        {
            findings.Add(this, stamped, Prose.Plain(
                what, $"no CMD_SYNC of {released.Queue} from that slot on has completed.",
                    $"w was released as completed at step {stamped.Time}."));
        }
        else if (released.Outcome == SyncOutcome.TimedOut && queue.Synced > slot && (ghost.Injected & Late) == 0)
        {
            findings.Add(this, stamped, Prose.Plain(
                what, $"that CMD_SYNC, or what software wrote in its place, or a later one has completed.",
                    $"w gave up at step {stamped.Time}: nothing told it."));
        }

        _released[(released.Queue, slot)] = count + 1;
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent || _released.Count == 0) return;
        foreach (var queue in ghost.Queues.Values)
        {
            for (var slot = Math.Max(0, queue.Written - (1L << queue.Log2)); slot < queue.Synced; slot++)
            {
                ref var command = ref queue.At(slot);
                if (command.Slot != slot || command.Command.Opcode != CommandOpcode.Sync
                    || command.Operation is not { EndedAt: 0 } operation)
                    continue;
                if (_released.ContainsKey((queue.Id, slot))) continue;
                findings.Add(this, last, Prose.Plain(
                    $"w = the wait of {operation.Began.Operation} for the CMD_SYNC in slot {queue.Shown(slot)} of {queue.Id}.",
                    "that CMD_SYNC completed, and nothing is left to happen.", "w was never released."));
            }
        }
    }
}
