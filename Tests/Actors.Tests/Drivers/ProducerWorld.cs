using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>
/// A queue, its producers and its consumer at one moment. Each producer and the consumer can make a step; what must hold in every
/// moment is checked after each.
/// </summary>
internal sealed class ProducerWorld : IEquatable<ProducerWorld>
{
    private readonly CommandRing _ring;
    private readonly ImmutableArray<ImmutableArray<Command>> _lists;
    private readonly FlatMemory _memory;
    private readonly CommandIssue[] _producers;
    private readonly IssueNeed[] _needs;
    private readonly uint[] _writes;
    private readonly List<Command> _consumed = [];
    private readonly List<int> _order = [];
    private uint _producer;
    private uint _consumer;

    public ProducerWorld(CommandRing ring, BugSet bugs, params ImmutableArray<(int Commands, bool Sync)> lists)
    {
        _ring = ring;
        _lists = [.. lists.Select((list, producer) => Names(producer, list.Commands))];
        _memory = new FlatMemory(((int)ring.Base.Value / 8) + (2 * (int)ring.Entries));
        _producers = [.. lists.Select((list, index) => new CommandIssue(ring, _lists[index], list.Sync, bugs, CommandOrigin.None))];
        (_needs, _writes) = (new IssueNeed[lists.Length], new uint[lists.Length]);
    }

    private ProducerWorld(ProducerWorld other)
    {
        (_ring, _lists, _memory) = (other._ring, other._lists, other._memory.Copy());
        _producers = [.. other._producers.Select(producer => producer with { })];
        (_needs, _writes) = ([.. other._needs], [.. other._writes]);
        (_consumed, _order, _producer, _consumer) = ([.. other._consumed], [.. other._order], other._producer, other._consumer);
    }

    /// <summary>A queue of 2^<paramref name="log2Size"/> slots behind its shared words.</summary>
    public static CommandRing Ring(int log2Size, bool pollsMsi = true) => new(default, new Pa(64), log2Size, default, pollsMsi);

    /// <summary>Who can make a step; the consumer is the last.</summary>
    public IEnumerable<int> Movable()
    {
        for (var index = 0; index < _producers.Length; index++)
        {
            if (_needs[index] != IssueNeed.Done) yield return index;
        }

        if (_producer != _consumer) yield return _producers.Length;
    }

    /// <summary>Everything is inserted and consumed.</summary>
    public bool IsOver => !Movable().Any();

    public IssueNeed NeedOf(int producer) => _needs[producer];

    /// <summary>The world after a step of one of them.</summary>
    public ProducerWorld After(int mover, bool keepsTime = false)
    {
        var next = new ProducerWorld(this);
        if (mover == _producers.Length) next.Consume();
        else next.Produce(mover, keepsTime);
        return next;
    }

    /// <summary>What must hold in the end.</summary>
    public void CheckEnd()
    {
        Assert.Equal(_order.SelectMany(producer => _lists[producer]), _consumed);
        Assert.Equal(0UL, _memory.Load(_ring.Lock));
        var head = QueueHead.Read(_memory.Load(_ring.Head));
        Assert.Equal((_producer, false), (head.Producer, head.IsOwned));
        Assert.Equal(_producer, (uint)_memory.Load(_ring.Published));
    }

    public bool Equals(ProducerWorld? other) =>
        other is not null && _producer == other._producer && _consumer == other._consumer
        && _memory.Words.AsSpan().SequenceEqual(other._memory.Words) && _needs.SequenceEqual(other._needs)
        && _producers.SequenceEqual(other._producers) && _consumed.SequenceEqual(other._consumed) && _order.SequenceEqual(other._order);

    public override bool Equals(object? other) => Equals(other as ProducerWorld);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(_memory.Words.AsSpan()));
        foreach (var producer in _producers) hash.Add(producer);
        hash.Add(_consumed.Count);
        hash.Add(_producer);
        return hash.ToHashCode();
    }

    private static ImmutableArray<Command> Names(int producer, int count) =>
        [.. Enumerable.Range(0, count).Select(index => Named(producer, index))];

    private static Command Named(int producer, int index) =>
        default(Command) with { Opcode = CommandOpcode.TlbiNhVa, ASID = new Asid((ushort)(producer + 1)), Address = (ulong)index << 12 };

    private void Produce(int index, bool keepsTime)
    {
        var producer = _producers[index];
        var wasAllocated = producer.IsAllocated;
        var pending = Pending();
        var step = _needs[index] switch
        {
            IssueNeed.Consumer => producer.ConsumerRead(_memory, default(CmdqCons) with { RD = _consumer }),
            IssueNeed.PublishedProducer => Publish(index),
            _ => producer.Step(_memory),
        };
        (_needs[index], _writes[index]) = (step.Need, step.Producer);
        if (!keepsTime) producer.Pace = default;
        if (!wasAllocated && producer.IsAllocated) _order.Add(index);
        Assert.Equal(pending, Pending().Take(pending.Count));
        Assert.Equal(CommandsOutcome.Completed, step.Status);
    }

    // PROD never moves back, and what it moves over is written: the consumer finds it out.
    private IssueStep Publish(int index)
    {
        Assert.InRange(_ring.Distance(_producer, _writes[index]), 1u, _ring.Entries - _ring.Distance(_consumer, _producer));
        _producer = _writes[index];
        return _producers[index].ProducerWritten();
    }

    private void Consume()
    {
        var command = Read(_consumer);
        if (command.Opcode != CommandOpcode.Sync) _consumed.Add(command);
        else if (command.CS == SyncSignal.Irq) Signal(command);
        _consumer = _ring.Advance(_consumer, 1);
    }

    private void Signal(Command sync)
    {
        var address = new Pa(sync.MSIAddress);
        _memory.Update(address, word => (word & ~(ulong)uint.MaxValue) | sync.MSIData);
    }

    // What the hardware may read at any time, and no producer may touch.
    private List<Command> Pending()
    {
        List<Command> pending = [];
        for (var at = _consumer; at != _producer; at = _ring.Advance(at, 1)) pending.Add(Read(at));
        return pending;
    }

    private Command Read(uint pointer) =>
        new(_memory.Load(_ring.Slot(pointer)), _memory.Load(new Pa(_ring.Slot(pointer).Value + 8)));
}
