using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q1: a slot has one writer until it is consumed.</summary>
internal sealed class SlotHasOneWriter() : Oracle(
    "Q1",
    "A slot is not written again before CONS has passed it, but for the command at which the queue stopped with an error.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_issue_cmdlist; IHI 0070 3.5.1",
    typeof(CommandWritten))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var written = (CommandWritten)stamped.Event;
        if (ghost.Find(written.Queue) is not { } queue) return;
        var slot = queue.Unroll(written.Slot);
        if (slot == queue.ErrorAt) return;
        ref var there = ref queue.At(slot);
        var isFull = slot >= queue.Consumed + (1L << queue.Log2);
        if (slot >= queue.Consumed && !isFull && there.Slot != slot) return;
        var whose = there.Operation is { } operation ? $"{operation.Began.Operation}" : "nobody";
        findings.Add(this, stamped, Prose.Plain(
            $"s = slot {written.Slot} of {written.Queue}.",
            $"CONS stands at {queue.Shown(queue.Consumed)}, and s holds {there.Command} of {whose}.",
            $"{written.Operation} wrote {written.Command} into s at step {stamped.Time}."));
    }
}

/// <summary>Q2: what is published is written.</summary>
internal sealed class PublishedIsWritten() : Oracle(
    "Q2",
    "When PROD is published, every slot before it has been written.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_poll_valid_map",
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
            if (queue.IsWritten(slot)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"s = slot {queue.Shown(slot)} of {published.Queue}.", "nobody has written s in this turn of the queue.",
                $"PROD was published at step {stamped.Time} as {published.Slot}: hardware reads s as a command."));
            return;
        }
    }
}

/// <summary>Q3: calls stand together, and PROD goes forward.</summary>
internal sealed class CallsStandTogether() : Oracle(
    "Q3",
    "The commands of one call stand in adjacent slots, and PROD never goes back.",
    "Linux arm-smmu-v3.c: one compare-and-swap allocates the slots of a call",
    typeof(CommandWritten), typeof(ProducerPublished))
{
    private readonly Dictionary<(QueueId, BatchId), (long First, long Last, int Count)> _calls = [];

    /// <inheritdoc/>
    public override void Reset() => _calls.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is ProducerPublished published)
        {
            if (ghost.Find(published.Queue) is not { } queue || queue.Unroll(published.Slot) >= queue.Published) return;
            findings.Add(this, stamped, Prose.Plain(
                $"q = {published.Queue}.", $"PROD of q was published as {queue.Shown(queue.Published)}.",
                $"PROD of q was published as {published.Slot} at step {stamped.Time}, which lies before."));
            return;
        }

        var written = (CommandWritten)stamped.Event;
        if (written.Batch.Value == 0 || ghost.Find(written.Queue) is not { } model || model.Unroll(written.Slot) == model.ErrorAt) return;
        var slot = model.Unroll(written.Slot);
        // Another call's command in between shows when both have their place: what lies inside of a call must be the call's.
        if (model.IsWritten(slot - 1) && model.At(slot - 1).Batch != written.Batch && _calls.ContainsKey((written.Queue, written.Batch)))
        {
            var (first, last, _) = _calls[(written.Queue, written.Batch)];
            findings.Add(this, stamped, Prose.Plain(
                $"c = the call that wrote slots {model.Shown(first)} to {model.Shown(last)} of {written.Queue} for {written.Operation}.",
                $"slot {model.Shown(slot - 1)} belongs to another call.",
                    $"c wrote slot {written.Slot} at step {stamped.Time}, beyond it."));
        }

        var call = _calls.GetValueOrDefault((written.Queue, written.Batch), (slot, slot, 0));
        _calls[(written.Queue, written.Batch)] = (Math.Min(call.Item1, slot), Math.Max(call.Item2, slot), call.Item3 + 1);
    }
}

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

/// <summary>Q7: no failure is swallowed.</summary>
internal sealed class FailuresAreTold() : Oracle(
    "Q7",
    "An operation does not return with success if a wait that it relies on failed, a device did not answer or a command was refused.",
    "Linux arm-smmu-v3.c: arm_smmu_invs_end_batch ignores the result, the reason for the quarantine series of 2026",
    typeof(OperationEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (OperationEnded)stamped.Event;
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        var why = operation.LostCommand ? "a command of its was refused, or a device did not answer one" : Failed(operation);
        if (why is null) return;
        findings.Add(this, stamped, Prose.Plain($"U = {Prose.Named(operation.Began)}.", $"{why}.",
            $"U returned with success at step {stamped.Time}."));
    }

    // Who waits again and then sees completion has lost nothing, if the commands stayed in the queue or were written anew.
    private static string? Failed(OperationState operation)
    {
        foreach (var use in operation.Queues)
        {
            if (use.Failed < 0 || (use.Released > use.Failed && (use.TimedOut || use.LastNeeded > use.Failed))) continue;
            return $"its wait for a CMD_SYNC of {use.Queue} {(use.TimedOut ? "timed out" : "failed")}";
        }

        return null;
    }
}

/// <summary>Q8: a queue is released when nobody needs it.</summary>
internal sealed class QueueIsDrained() : Oracle(
    "Q8",
    "A queue is released only when all that was published is consumed or given up, a guest's only when it is stopped, and nobody uses it "
    + "afterwards. Before an SMMU is disabled, the VCMDQs beside it are.",
    "Linux tegra241-cmdqv.c: 9ff145a25c5c, arm-smmu-v3.c: ab0dbf411ace",
    typeof(CommandQueueReleased), typeof(CommandWritten), typeof(CommandConsumed), typeof(SmmuStateChanged))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is SmmuStateChanged { IsEnabled: false } changed)
        {
            foreach (var running in ghost.Queues.Values)
            {
                if (running.Id.Smmu != changed.Smmu || running.Id.Index == 0 || running.IsReleased) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"q = {running.Id}, a VCMDQ.", "q runs.", $"{changed.Smmu} was disabled at step {stamped.Time}."));
            }

            return;
        }

        var id = stamped.Event switch
        {
            CommandQueueReleased released => released.Queue,
            CommandWritten written => written.Queue,
            CommandConsumed consumed => consumed.Queue,
            _ => default,
        };
        if (ghost.Find(id) is not { } queue) return;
        var isOpen = queue.IsOfGuest ? !queue.IsStopped : queue.Consumed < queue.Published && queue.GivenUp < queue.Published;
        var why = stamped.Event is CommandQueueReleased
            ? !isOpen ? null
                : queue.IsOfGuest ? "hardware has not stopped it"
                : $"CONS stands at {queue.Shown(queue.Consumed)}, PROD at {queue.Shown(queue.Published)}"
            : queue.IsReleased ? "it was released" : null;
        if (why is null) return;
        var what = stamped.Event is CommandQueueReleased ? "it was released" : "it was used again";
        findings.Add(this, stamped, Prose.Plain($"q = {id}.", $"of q, {why}.", $"{what} at step {stamped.Time}."));
    }
}

/// <summary>Q9: every queue that was used was waited for.</summary>
internal sealed class EveryQueueIsWaitedFor() : Oracle(
    "Q9",
    "An operation that returns with success has waited for a CMD_SYNC behind its last invalidation in every queue that it used.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_batch_submit; 1f806218164d",
    typeof(OperationEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (OperationEnded)stamped.Event;
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        foreach (var use in operation.Queues)
        {
            if (use.LastNeeded < 0 || use.Released > use.LastNeeded || ghost.Find(use.Queue) is not { } queue) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}, and c = {queue.At(use.LastNeeded).Command}.",
                $"U wrote c into slot {queue.Shown(use.LastNeeded)} of {use.Queue}.",
                $"U returned at step {stamped.Time} and never waited for a CMD_SYNC behind c in that queue."));
        }
    }
}

/// <summary>Q10: commands get done.</summary>
internal sealed class QueuesProgress() : Oracle(
    "Q10",
    "When nothing is left to happen, every published command was consumed, and no error waits for software, unless a fault holds the "
    + "queue, or the driver has given its SMMU up.",
    "IHI 0070 4.1.4: commands are consumed in finite time",
    typeof(RunEnded))
{
    private const uint Holding =
        1U << (int)FaultSite.CommandQueueStall | 1U << (int)FaultSite.CommandQueueStuck | 1U << (int)FaultSite.SmmuReset;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent || (ghost.Injected & Holding) != 0) return;
        foreach (var queue in ghost.Queues.Values)
        {
            if (queue.Consumed >= queue.Published || queue.IsReleased) continue;
            if (ghost.GivenUp.Contains(queue.Id.Smmu)) continue;
            var error = queue.ErrorAt >= 0 ? ", with an error that nobody acknowledged" : "";
            findings.Add(this, last, Prose.Plain(
                $"q = {queue.Id}.", $"PROD of q was published as {queue.Shown(queue.Published)}, and nothing is left to happen.",
                $"CONS of q stands at {queue.Shown(queue.Consumed)}{error}."));
        }
    }
}
