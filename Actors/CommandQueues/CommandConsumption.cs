using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>Numbers that are unique among the queues of an SMMU that one actor has: the number of the queue is in them.</summary>
internal static class QueueTickets
{
    private const int IndexShift = 40;

    public static long Of(int index, long number) => ((long)index << IndexShift) | number;

    public static int IndexOf(long ticket) => (int)(ticket >> IndexShift);

    public static long NumberOf(long ticket) => ticket & ((1L << IndexShift) - 1);
}

/// <summary>What one step of consumption came to.</summary>
internal enum CommandStep
{
    /// <summary>There is nothing to consume now.</summary>
    Nothing,

    /// <summary>The queue stopped at a command that is illegal or could not be read.</summary>
    Error,

    /// <summary>A command was consumed and is to take effect.</summary>
    TakeEffect,

    /// <summary>A CMD_ATC_INV was consumed and goes to its device.</summary>
    InvalidateAtc,

    /// <summary>A CMD_PRI_RESP was consumed and goes to its device.</summary>
    RespondToPages,

    /// <summary>A CMD_SYNC is next: it completes when the walks before it are drained and the ATC invalidations answered.</summary>
    Sync,
}

/// <summary>
/// The consumption of one queue of commands, the CMD_SYNC that waits (IHI 0070 4.7.3), and who wants to know when it is idle. It outlives
/// the actor.
/// </summary>
/// <typeparam name="TRequester">How to reach the SMMU and the producers.</typeparam>
internal class CommandConsumption<TRequester>(
    ICommandConsumer queue, IPhysicalMemory memory, SmmuCapabilities capabilities, QueueId id, Experiment experiment)
{
    private readonly IHistory _history = experiment.History;
    private readonly string _name = $"{id}";
    private readonly List<(RequestId Request, TRequester Requester)> _waiters = [];
    private readonly Dictionary<long, uint> _slots = [];
    private Command? _sync;
    private DrainTicket _ticket;
    private long _drains;
    private bool _drainIsOpen;
    private bool _syncIsDrained;
    private bool _isDirty;
    private bool _isStuck;
    private CommandOpcode? _unsynchronised;

    /// <summary>The SMMU, once it has attached itself.</summary>
    public TRequester? Smmu { get; set; }

    /// <summary>A message to consume the next command is on its way.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>The slot of the command that is next.</summary>
    public uint Slot => queue.Slot;

    /// <summary>Its number at its SMMU: 0 is the CMDQ.</summary>
    public int Index => id.Index;

    /// <summary>A CMD_SYNC waits, and not for the SMMU or a device any more.</summary>
    protected bool IsSyncReady => _sync is not null && _syncIsDrained && !queue.AtcInvalidations.ArePending;

    /// <summary>Nothing else keeps the CMD_SYNC that is ready from its end, which then comes.</summary>
    protected virtual bool TryLetSyncEnd() => true;

    /// <summary>A CMD_SYNC waits.</summary>
    protected bool IsAtSync => _sync is not null;

    /// <summary>True if a command can be consumed now.</summary>
    public bool HasWork => queue.CanFetch && _sync is null && !_isStuck;

    /// <summary>Fetches the next command and consumes it, unless it is a CMD_SYNC.</summary>
    public CommandStep Step(out Command command)
    {
        command = default;
        if (!HasWork || (_isStuck = experiment.Fires(FaultSite.CommandQueueStuck, _name))) return CommandStep.Nothing;
        Span<ulong> words = stackalloc ulong[2];
        _isDirty = true;
        if (experiment.Fires(FaultSite.CommandReadAbort, _name) || !memory.TryRead(queue.FetchAddress, words))
        {
            queue.FetchAborted();
            return Errored();
        }

        var read = Command.Read(words);
        if (experiment.Fires(FaultSite.CommandCorrupted, _name)) read = new Command(read.D0 | 0xff, read.D1);
        if (queue.Accept(read) is not { } accepted) return Errored();
        command = accepted;
        if (_isStuck = experiment.Bugs.Has(Quirk.UnsyncedInterleaveHang) && IsUnsynchronised(command)) return CommandStep.Nothing;
        if (command.Opcode == CommandOpcode.Sync)
        {
            // A drain that was asked for before vouches for nothing that was consumed since: this one needs its own.
            (_sync, _drainIsOpen, _syncIsDrained) = (command, false, false);
            return CommandStep.Sync;
        }

        Consumed(command, read);
        return command.Opcode switch
        {
            CommandOpcode.AtcInv => CommandStep.InvalidateAtc,
            CommandOpcode.PriResp => CommandStep.RespondToPages,
            _ => CommandStep.TakeEffect,
        };
    }

    /// <summary>The message of a CMD_ATC_INV that was consumed; its answer is missing from now on.</summary>
    public InvalidateAtc Invalidation(in Command command, uint slot)
    {
        var number = queue.AtcInvalidations.Begin();
        _slots[number] = slot;
        if (_history.IsOn) _history.Record(new AtcInvalidationSent(id, slot, command.StreamID));
        var ticket = new InvalidationTicket(QueueTickets.Of(id.Index, number));
        return new InvalidateAtc(ticket, command.StreamID, InvalidateRequest.Of(command, capabilities));
    }

    /// <summary>The message of a CMD_PRI_RESP.</summary>
    public RespondToPages Response(in Command command) => new(PageResponse.Of(command, capabilities), PageResponseSource.Software);

    /// <summary>A device answered an invalidation.</summary>
    public void AtcInvalidated(InvalidationTicket ticket)
    {
        var number = QueueTickets.NumberOf(ticket.Value);
        queue.AtcInvalidations.Complete(number);
        if (_slots.Remove(number, out var slot) && _history.IsOn) _history.Record(new AtcInvalidationCompleted(id, slot));
    }

    /// <summary>The time of every invalidation up to this one ran out.</summary>
    public void AtcAnswerTimedOut(InvalidationTicket ticket)
    {
        var last = QueueTickets.NumberOf(ticket.Value);
        queue.AtcInvalidations.TimeOut(last);
        foreach (var (number, slot) in _slots.Where(open => open.Key <= last).OrderBy(open => open.Key).ToArray())
        {
            _slots.Remove(number);
            if (_history.IsOn) _history.Record(new AtcInvalidationTimedOut(id, slot));
        }
    }

    /// <summary>The last invalidation, if a CMD_SYNC waits for an answer: somebody has to look at the time.</summary>
    public InvalidationTicket? AwaitedInvalidation =>
        _sync is not null && queue.AtcInvalidations.ArePending
            ? new InvalidationTicket(QueueTickets.Of(id.Index, queue.AtcInvalidations.Last))
            : null;

    // MMU-700 erratum 2812531: invalidations of two kinds that no CMD_SYNC stands between.
    private bool IsUnsynchronised(in Command command)
    {
        var before = _unsynchronised;
        _unsynchronised = command.Opcode == CommandOpcode.Sync ? null : command.Opcode;
        return before is not null && _unsynchronised is not null && before != _unsynchronised;
    }

    /// <summary>The queue was started: nothing of what was before matters.</summary>
    protected void Started(int log2Size)
    {
        (_isStuck, _unsynchronised) = (false, null);
        _slots.Clear();
        if (_history.IsOn) _history.Record(new CommandQueueStarted(id, log2Size, queue.Slot));
    }

    /// <summary>Software acknowledged the error at which the queue had stopped.</summary>
    protected void Acknowledged()
    {
        if (_history.IsOn) _history.Record(new CommandErrorAcknowledged(id));
    }

    /// <summary>The queue was stopped under a CMD_SYNC: that is dropped.</summary>
    protected void Stopped()
    {
        if (_sync is not null) (_sync, _drainIsOpen, _syncIsDrained) = (null, false, false);
        if (_history.IsOn) _history.Record(new CommandQueueStopped(id));
    }

    private CommandStep Errored()
    {
        if (_history.IsOn) _history.Record(new CommandErrored(id, queue.Slot, queue.Error));
        return CommandStep.Error;
    }

    private void Consumed(in Command command, in Command entry)
    {
        if (_history.IsOn) _history.Record(new CommandConsumed(id, queue.Slot, command) { Entry = entry == command ? null : entry });
        queue.Consumed();
    }

    /// <summary>A new question to the SMMU about the walks in flight; the answers to older ones no longer count.</summary>
    public DrainWalks OpenDrain()
    {
        _ticket = new DrainTicket(QueueTickets.Of(id.Index, ++_drains));
        _drainIsOpen = true;
        _isDirty = false;
        return new DrainWalks(_ticket);
    }

    /// <summary>The SMMU answered.</summary>
    public void Drained(DrainTicket ticket)
    {
        if (ticket != _ticket) return;
        (_drainIsOpen, _syncIsDrained) = (false, _sync is not null);
    }

    /// <summary>
    /// True if a CMD_SYNC waits and has all that it waited for: signal it unless it fails, then <see cref="CompleteSync"/>.
    /// </summary>
    public bool IsSyncOver(out Command sync, out bool fails)
    {
        (sync, fails) = (_sync.GetValueOrDefault(), queue.AtcInvalidations.HaveFailed);
        if (!IsSyncReady || !TryLetSyncEnd()) return false;
        if (!fails && _history.IsOn) _history.Record(new SyncCompleted(id, queue.Slot, sync.CS));
        return true;
    }

    /// <summary>The waiting CMD_SYNC is over: CONS passes it, or the queue stops at it.</summary>
    public void CompleteSync()
    {
        var (sync, slot) = (_sync.GetValueOrDefault(), queue.Slot);
        _sync = null;
        if (!queue.TryCompleteSync()) Errored();
        else if (_history.IsOn) _history.Record(new CommandConsumed(id, slot, sync));
    }

    /// <summary>True if a drain is to be asked for: for a CMD_SYNC, or for who waits until what was consumed took effect.</summary>
    public bool NeedsDrain => !_drainIsOpen && ((_sync is not null && !_syncIsDrained) || (_waiters.Count > 0 && _isDirty && !HasWork));

    public void AwaitIdle(RequestId request, TRequester requester) => _waiters.Add((request, requester));

    /// <summary>Takes somebody who waits for an idle queue, if it is idle.</summary>
    public bool TryTakeIdle(out CommandQueueIdle idle, out TRequester requester)
    {
        (idle, requester) = (null!, default!);
        if (_waiters.Count == 0 || HasWork || _sync is not null || _isDirty || _drainIsOpen) return false;
        var consumer = default(CmdqCons) with { RD = queue.Slot, ERR = queue.Error };
        (idle, requester) = (new CommandQueueIdle(_waiters[0].Request, consumer), _waiters[0].Requester);
        _waiters.RemoveAt(0);
        return true;
    }
}
