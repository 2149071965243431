using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <content>What CMD_SYNC says and how it is seen to be over, and the pace of every wait.</content>
internal sealed partial record CommandIssue
{
    private const byte WriteBack = 0xf;

    // 4.7.3: an MSI to the slot itself, whose opcode becomes 0, so that each waiter has a word of its own; or CONS.
    private Command Sync
    {
        get
        {
            var sync = default(Command) with { Opcode = CommandOpcode.Sync, CS = _ring.IsVirtual ? SyncSignal.None : SyncSignal.Sev };
            if (CountsSyncs) return AsMsi(sync, _ring.SyncDone) with { MSIData = _number };
            if (ClearsWord) return AsMsi(sync, _ring.SyncWord(_number));
            return _ring.PollsMsi ? AsMsi(sync, _ring.Slot(SyncSlot)) : sync;
        }
    }

    private static Command AsMsi(Command sync, Pa address) =>
        sync with { CS = SyncSignal.Irq, MSH = Shareability.InnerShareable, MSIAttr = WriteBack, MSIAddress = address.Value };

    private bool IsSignalled(IPhysicalMemory memory)
    {
        if (CountsSyncs) return (uint)memory.Load(_ring.SyncDone) >= _number;
        var word = ClearsWord ? _ring.SyncWord(_number) : _ring.Slot(SyncSlot);
        return memory.TryRead(word, 4, out var left) && left == 0;
    }

    private void StoreConsumer(IPhysicalMemory memory, uint consumer) =>
        memory.Update(_ring.Head, word => (QueueHead.Read(word) with { Consumer = consumer }).Raw);

    private IssueStep Go(At next, bool keepPace = false)
    {
        if (!keepPace) Pace = default;
        _at = next;
        // While it still holds the lock: later the slot may have been used again, twice.
        if (next == At.ReleaseShared) RecordEnd();
        return next == At.Done ? new IssueStep(IssueNeed.Done, Status: _status) : new IssueStep(IssueNeed.Turn);
    }

    // Another poll, after a pause; or, when a second is over, what there is instead.
    private IssueStep Poll(At again, At instead, CommandsOutcome status)
    {
        if (Pace.IsOver)
        {
            _status = status;
            return Go(instead);
        }

        Pace = Pace.Next();
        _at = again;
        return Rest();
    }

    // A wait for another producer, which Linux makes without a limit.
    private IssueStep Spin()
    {
        Pace = Pace.IsOver ? default : Pace.Next();
        return Rest();
    }

    private IssueStep Rest() =>
        Pace.Pause == TimeSpan.Zero ? new IssueStep(IssueNeed.Turn) : new IssueStep(IssueNeed.Pause, Pause: Pace.Pause);

    private void Record(Command command)
    {
        if (!_origin.History.IsOn) return;
        _origin.History.Record(new CommandWritten(_ring.Queue, _cursor, command, _origin.Operation, _origin.Batch));
    }

    private void RecordEnd()
    {
        if (!_origin.History.IsOn) return;
        var outcome = _status switch
        {
            CommandsOutcome.Completed => SyncOutcome.Completed,
            CommandsOutcome.TimedOut => SyncOutcome.TimedOut,
            _ => SyncOutcome.Failed,
        };
        _origin.History.Record(new SyncReleased(_ring.Queue, SyncSlot, _origin.Operation, outcome));
    }
}
