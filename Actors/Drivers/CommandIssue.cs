using System.Collections.Immutable;
using System.Diagnostics;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// One producer that inserts one list of commands into a queue that it shares with others, as Linux does it without a lock
/// (arm_smmu_cmdq_issue_cmdlist): allocate slots by compare-and-swap, write them, mark them valid; the first of a run publishes it
/// all; wait for the CMD_SYNC. A step is one access to shared memory or to a register. A copy goes on by itself, and two that
/// are at the same point are equal: that makes all interleavings countable.
/// </summary>
internal sealed partial record CommandIssue
{
    private const ulong Exclusive = 1UL << 63;

    private readonly CommandRing _ring;
    private readonly ImmutableArray<Command> _commands;
    private readonly bool _sync;
    private readonly BugSet _bugs;
    private readonly CommandOrigin _origin;
    private At _at;
    private QueueHead _head;
    private uint _start;
    private uint _end;
    private uint _cursor;
    private uint _consumer;
    private uint _number;
    private ulong _errors;
    private bool _isOwner;
    private CommandsOutcome _status;

    /// <param name="ring">The queue.</param>
    /// <param name="commands">At most <see cref="CommandRing.ListEntries"/>.</param>
    /// <param name="sync">Ends with CMD_SYNC, and waits for it.</param>
    /// <param name="bugs">Defects.</param>
    /// <param name="origin">For whom.</param>
    public CommandIssue(CommandRing ring, ImmutableArray<Command> commands, bool sync, BugSet bugs, CommandOrigin origin)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commands.Length, ring.ListEntries, nameof(commands));
        (_ring, _commands, _sync, _bugs, _origin) = (ring, commands, sync, bugs, origin);
        _at = CountsSyncs || ClearsWord ? At.TakeNumber : At.ReadErrors;
    }

    // The point that it is at: what its next step does.
    private enum At : byte
    {
        TakeNumber,
        SetWord,
        ReadErrors,
        ReadHead,
        Allocate,
        TryExclusive,
        UpdateConsumer,
        ReleaseExclusive,
        WaitForSpace,
        Write,
        TakeShared,
        Validate,
        AwaitOwner,
        EndRun,
        AwaitValid,
        Publish,
        HandOver,
        AwaitSync,
        PollConsumer,
        PollMsi,
        CompareErrors,
        ReleaseShared,
        StoreConsumer,
        ReleaseLast,
        Done,
    }

    /// <summary>How long it has polled; a copy may poll anew.</summary>
    public PollPace Pace { get; set; }

    /// <summary>The queue.</summary>
    public CommandRing Ring => _ring;

    /// <summary>Slots that the list takes.</summary>
    public int Slots => _commands.Length + (_sync ? 1 : 0);

    /// <summary>The first slot, once allocated.</summary>
    public uint FirstSlot => _start;

    /// <summary>The slot of its CMD_SYNC, once allocated.</summary>
    public uint SyncSlot => _ring.Advance(_start, _commands.Length);

    /// <summary>It has its slots.</summary>
    public bool IsAllocated => _at is >= At.Write and < At.Done || (_at == At.Done && _status != CommandsOutcome.NoSpace);

    private bool CountsSyncs => _sync && _bugs.Has(Bug.SyncSeqOutsideLock);

    private bool ClearsWord => _sync && _ring.SyncWords is not null;

    /// <summary>Makes the next step; not while it waits for a register.</summary>
    public IssueStep Step(IPhysicalMemory memory) => _at switch
    {
        At.TakeNumber or At.SetWord or At.ReadErrors or At.ReadHead or At.Allocate => StepAllocation(memory),
        At.TryExclusive or At.ReleaseExclusive or At.WaitForSpace => StepSpace(memory),
        At.Write or At.TakeShared or At.Validate => StepWriting(memory),
        At.AwaitOwner or At.EndRun or At.AwaitValid or At.HandOver => StepOwnership(memory),
        At.AwaitSync or At.PollMsi or At.ReleaseShared or At.StoreConsumer or At.ReleaseLast or At.CompareErrors => StepCompletion(memory),
        At.Done => new IssueStep(IssueNeed.Done, Status: _status),
        _ => throw new UnreachableException($"A step while it waits for a register: {_at}."),
    };

    /// <summary>CMDQ_CONS was read.</summary>
    public IssueStep ConsumerRead(IPhysicalMemory memory, CmdqCons consumer)
    {
        switch (_at)
        {
            case At.UpdateConsumer:
                StoreConsumer(memory, consumer.RD);
                return Go(At.ReleaseExclusive, keepPace: true);
            case At.PollConsumer:
                _consumer = consumer.RD;
                if (_ring.IsConsumed(_consumer, SyncSlot)) return Go(At.CompareErrors);
                return Poll(At.AwaitSync, At.ReleaseShared, CommandsOutcome.TimedOut);
            default:
                throw new UnreachableException($"CMDQ_CONS was not asked for: {_at}.");
        }
    }

    /// <summary>CMDQ_PROD is in force.</summary>
    public IssueStep ProducerWritten() =>
        _at == At.Publish ? Go(At.HandOver) : throw new UnreachableException($"CMDQ_PROD was not written: {_at}.");

    private IssueStep StepAllocation(IPhysicalMemory memory)
    {
        switch (_at)
        {
            case At.TakeNumber:
                _number = (uint)memory.Update(_ring.SyncNumber, number => number + 1) + 1;
                return Go(ClearsWord ? At.SetWord : At.ReadErrors);
            case At.SetWord:
                memory.TryWrite(_ring.SyncWord(_number), 4, 1);
                return Go(At.ReadErrors);
            case At.ReadErrors:
                _errors = memory.Load(_ring.Errors);
                return Go(At.ReadHead);
            case At.ReadHead:
                _head = QueueHead.Read(memory.Load(_ring.Head));
                return Go(At.Allocate);
        }

        if (!_ring.HasSpace(_head, Slots)) return Go(At.TryExclusive);
        var taken = (_head with { Producer = _ring.Advance(_head.Next, Slots) }).AsOwned;
        if (!memory.Exchange(_ring.Head, _head.Raw, taken.Raw, out var observed))
        {
            _head = QueueHead.Read(observed);
            return Go(At.Allocate);
        }

        (_isOwner, _start, _end, _cursor) = (!_head.IsOwned, _head.Next, taken.Next, _head.Next);
        return Go(At.Write);
    }

    // The shadow of CONS moves only while nobody waits for a CMD_SYNC, so that the queue cannot wrap twice under a waiter.
    private IssueStep StepSpace(IPhysicalMemory memory)
    {
        switch (_at)
        {
            case At.TryExclusive:
                if (!memory.Exchange(_ring.Lock, 0, Exclusive, out _)) return Go(At.WaitForSpace, keepPace: true);
                _at = At.UpdateConsumer;
                return new IssueStep(IssueNeed.Consumer);
            case At.ReleaseExclusive:
                memory.Update(_ring.Lock, word => word & ~Exclusive);
                // Linux 7.2 takes one look for progress, and begins its second anew.
                return _bugs.Has(Bug.SpaceWaitNotFull) ? Go(At.ReadHead) : Go(At.WaitForSpace, keepPace: true);
        }

        _head = QueueHead.Read(memory.Load(_ring.Head));
        if (_bugs.Has(Bug.SpaceWaitNotFull))
            return _ring.HasSpace(_head, 1) || Pace.IsOver ? Go(At.Allocate) : Poll(At.WaitForSpace, At.Allocate, default);
        return _ring.HasSpace(_head, Slots) ? Go(At.Allocate) : Poll(At.TryExclusive, At.Done, CommandsOutcome.NoSpace);
    }

    private IssueStep StepWriting(IPhysicalMemory memory)
    {
        switch (_at)
        {
            case At.Write:
                var index = (int)_ring.Distance(_start, _cursor);
                var command = index < _commands.Length ? _commands[index] : Sync;
                memory.Store(_ring.Slot(_cursor), command.D0);
                memory.Store(new Pa(_ring.Slot(_cursor).Value + 8), command.D1);
                Record(command);
                _cursor = _ring.Advance(_cursor, 1);
                if (_cursor != _end) return Go(At.Write);
                _cursor = _start;
                return Go(_sync ? At.TakeShared : At.Validate);
            case At.TakeShared:
                memory.Update(_ring.Lock, word => word + 1);
                return Go(At.Validate);
        }

        var (address, mask) = _ring.Valid(_cursor);
        _cursor = _ring.Advance(_cursor, 1);
        for (; _cursor != _end && _ring.Valid(_cursor).Address == address; _cursor = _ring.Advance(_cursor, 1))
            mask |= _ring.Valid(_cursor).Mask;
        memory.Update(address, word => word ^ mask);
        return _cursor != _end ? Go(At.Validate) : Go(_isOwner ? At.AwaitOwner : Inserted);
    }

    private IssueStep StepOwnership(IPhysicalMemory memory)
    {
        switch (_at)
        {
            case At.AwaitOwner:
                return memory.Load(_ring.Published) == _start ? Go(At.EndRun) : Spin();
            case At.EndRun:
                var gathered = memory.Update(_ring.Head, word => QueueHead.Read(word).AsFree.Raw);
                (_cursor, _end) = (_start, QueueHead.Read(gathered).Next);
                return Go(At.AwaitValid);
            case At.AwaitValid:
                var address = _ring.Valid(_cursor).Address;
                var word = memory.Load(address);
                while (_cursor != _end && _ring.Valid(_cursor).Address == address && _ring.IsValid(word, _cursor))
                    _cursor = _ring.Advance(_cursor, 1);
                if (_cursor != _end) return _ring.Valid(_cursor).Address == address ? Spin() : Go(At.AwaitValid);
                _at = At.Publish;
                if (_origin.History.IsOn) _origin.History.Record(new ProducerPublished(_ring.Queue, _end));
                return new IssueStep(IssueNeed.PublishedProducer, _end);
        }

        memory.Store(_ring.Published, _end);
        return Go(Inserted);
    }

    private At Inserted => !_sync ? At.Done : _ring.PollsMsi || CountsSyncs || ClearsWord ? At.PollMsi : At.AwaitSync;

    private IssueStep StepCompletion(IPhysicalMemory memory)
    {
        switch (_at)
        {
            case At.AwaitSync:
                _consumer = QueueHead.Read(memory.Load(_ring.Head)).Consumer;
                if (_ring.IsConsumed(_consumer, SyncSlot)) return Go(At.CompareErrors);
                _at = At.PollConsumer;
                return new IssueStep(IssueNeed.Consumer);
            case At.PollMsi:
                // Nothing says how far hardware has come: what it has not read must not be written again.
                _consumer = _bugs.Has(Bug.TimeoutMovesConsumer) ? SyncSlot : QueueHead.Read(memory.Load(_ring.Head)).Consumer;
                if (!IsSignalled(memory)) return Poll(At.PollMsi, At.ReleaseShared, CommandsOutcome.TimedOut);
                _consumer = _ring.Advance(SyncSlot, 1);
                return Go(At.CompareErrors);
            case At.CompareErrors:
                // Linux 7.2 does not ask: an operation whose command was refused or not answered succeeds.
                if (memory.Load(_ring.Errors) != _errors) _status = CommandsOutcome.Failed;
                return Go(At.ReleaseShared);
            case At.ReleaseShared:
                var last = memory.Load(_ring.Lock) == 1;
                if (!last) memory.Update(_ring.Lock, word => word - 1);
                return Go(last ? At.StoreConsumer : At.Done);
            case At.StoreConsumer:
                StoreConsumer(memory, _consumer);
                return Go(At.ReleaseLast);
            default:
                memory.Update(_ring.Lock, word => word - 1);
                return Go(At.Done);
        }
    }
}
