using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <content>Command queues, and what a completed CMD_SYNC makes true.</content>
internal sealed partial class GhostState
{
    private void Apply(CommandWritten written, long at)
    {
        if (Find(written.Queue) is not { } queue) return;
        var slot = queue.Unroll(written.Slot);
        var operation = _operations.GetValueOrDefault(written.Operation);
        // The replacement of a refused command was published with what it replaces.
        var published = slot < queue.Published ? at : 0;
        queue.At(slot) = new CommandSlot
        {
            Slot = slot,
            Command = written.Command,
            Operation = operation,
            Batch = written.Batch,
            WrittenAt = at,
            PublishedAt = published,
        };
        queue.Written = Math.Max(queue.Written, slot + 1);
        if (operation is null || !CommandCoverage.NeedsSync(written.Command.Opcode)) return;
        ref var use = ref operation.UseOf(written.Queue);
        use.LastNeeded = slot;
        if (CommandCoverage.IsTlbi(written.Command.Opcode)) use.LastTlbi = slot;
    }

    private void Apply(ProducerPublished published, long at)
    {
        if (Find(published.Queue) is not { } queue) return;
        var end = queue.Unroll(published.Slot);
        for (var slot = queue.Published; slot < end; slot++) queue.At(slot).PublishedAt = at;
        queue.Published = Math.Max(queue.Published, end);
    }

    private void Apply(CommandQueueStarted started)
    {
        var queue = _queuePool.Take().Start(started);
        queue.IsOfGuest = _ofGuests.Contains(started.Queue);
        _queues[started.Queue] = queue;
    }

    private void Apply(CommandConsumed consumed)
    {
        if (Find(consumed.Queue) is not { } queue) return;
        var slot = queue.Unroll(consumed.Slot);
        // A guest's command is another one when hardware does it, and that is what leaves the caches.
        if (consumed.Entry is not null) queue.At(slot).Command = consumed.Command;
        queue.At(slot).IsConsumed = true;
        queue.Consumed = Math.Max(queue.Consumed, slot + 1);
    }

    private void TookEffect(QueueId id, uint index)
    {
        if (Find(id) is not { } queue) return;
        queue.TellsEffects = true;
        // An effect may come turns of the queue after its command: of those with this slot it is that of the oldest that misses one.
        var turn = 2L << queue.Log2;
        var slot = queue.Synced + ((index - queue.Synced) & (turn - 1));
        while (slot + turn < queue.Consumed && (queue.At(slot).HasEffect || queue.At(slot).IsLost)) slot += turn;
        queue.At(slot).HasEffect = true;
    }

    private void Apply(CommandErrored errored)
    {
        if (Find(errored.Queue) is not { } queue) return;
        var slot = queue.Unroll(errored.Slot);
        queue.ErrorAt = slot;
        // A command that is refused is not done; one that could not be read is read again.
        if (errored.Error != CommandError.Ill) return;
        ref var lost = ref queue.At(slot);
        lost.IsLost = true;
        if (lost.Operation is { } operation) operation.LostCommand = true;
    }

    private void Apply(AtcInvalidationTimedOut timedOut)
    {
        if (Find(timedOut.Queue) is not { } queue) return;
        ref var lost = ref queue.At(queue.Unroll(timedOut.Slot));
        lost.IsLost = true;
        if (lost.Operation is { } operation) operation.LostCommand = true;
    }

    private void Apply(SyncReleased released)
    {
        if (Find(released.Queue) is not { } queue) return;
        var slot = queue.LastWritten(released.Slot);
        if (released.Outcome == SyncOutcome.TimedOut) queue.GivenUp = slot + 1;
        if (!_operations.TryGetValue(released.Operation, out var operation)) return;
        ref var use = ref operation.UseOf(released.Queue);
        if (released.Outcome == SyncOutcome.Completed) use.Released = Math.Max(use.Released, slot);
        else (use.Failed, use.TimedOut) = (slot, released.Outcome == SyncOutcome.TimedOut);
    }

    private void Apply(SyncCompleted completed, long at)
    {
        if (Find(completed.Queue) is not { } queue) return;
        var end = queue.Unroll(completed.Slot);
        var smmu = completed.Queue.Smmu;
        for (var slot = queue.Synced; slot < end; slot++)
        {
            ref var command = ref queue.At(slot);
            if (command.Slot != slot || command.IsLost) continue;
            if (CommandCoverage.IsTlbi(command.Command.Opcode)) Invalidated(smmu, command, at);
            else if (command.Command.Opcode == CommandOpcode.AtcInv) AtcInvalidated(smmu, command, at);
        }

        queue.Synced = Math.Max(queue.Synced, end + 1);
        queue.At(end).IsConsumed = true;
        queue.Consumed = Math.Max(queue.Consumed, end + 1);
    }
}
