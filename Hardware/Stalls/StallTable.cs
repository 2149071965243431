// Not modelled here: early retry (3.12.2.2 permits none), order between transactions of one stream that the interconnect may ask for.
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Stalls;

/// <summary>
/// The transactions that an SMMU holds because they stalled (IHI 0070 3.12.2), and what CMD_RESUME, CMD_STALL_TERM and a disabled
/// SMMU make of them. One that software is told of has a STAG. One that repeats the fault of such a one is held without (3.12.2.1),
/// and retried when that one is acknowledged. One that finds no STAG free is held as though it had not arrived yet (3.12.2.3:
/// backpressure), and retried when one is returned. What is released is taken in the order of its release.
/// </summary>
public sealed class StallTable
{
    /// <summary>STAG has 16 bits.</summary>
    public const int MostTags = 1 << 16;

    private readonly int _tags;
    private readonly bool _onlyAborts;
    private readonly Func<long> _nextSequence;
    private readonly SortedDictionary<long, HeldTransaction> _held = [];
    private readonly Dictionary<ushort, HeldTransaction> _byTag = [];
    private readonly Dictionary<EventRecord, HeldTransaction> _byFault = [];
    private readonly Stack<ushort> _returned = [];
    private readonly Queue<HeldTransaction> _released = [];
    private int _used;
    private long _last;

    /// <param name="tags">How many STAGs there are, 1 to <see cref="MostTags"/>.</param>
    /// <param name="onlyAborts">IDR0.TERM_MODEL: CMD_RESUME terminates with abort, whatever Ab says.</param>
    /// <param name="nextSequence">Numbers releases among the walks that begin, so that a CMD_SYNC can tell what came before it.</param>
    internal StallTable(int tags, bool onlyAborts, Func<long> nextSequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tags, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tags, MostTags);
        (_tags, _onlyAborts, _nextSequence) = (tags, onlyAborts, nextSequence);
    }

    /// <summary>Transactions that are stalled.</summary>
    public int Count => _held.Count;

    /// <summary>
    /// The next transaction that is to be answered (then <see cref="DropReleased"/>) or retried (<see cref="ISmmuCore.BeginRetry"/>).
    /// </summary>
    public bool TryPeekReleased(out ReleasedStall released)
    {
        var any = _released.TryPeek(out var first);
        released = any ? new ReleasedStall(first!.Id, first.Release) : default;
        return any;
    }

    /// <summary>The transaction of <see cref="TryPeekReleased"/> is taken.</summary>
    public void DropReleased() => _released.Dequeue();

    /// <summary>
    /// The event queue had no room for the record of this stall: it is retried when there is (3.12.2, 7.2.1), and recorded then, if
    /// it still faults.
    /// </summary>
    public void NotRecorded(StallId stall)
    {
        if (_held.TryGetValue(stall.Value, out var held)) held.IsUnrecorded = true;
    }

    /// <summary>The event queue, which had no room for a stall, is writable again.</summary>
    public void EventQueueWritable()
    {
        foreach (var held in Held(held => held.IsUnrecorded)) Acknowledge(held, StallRelease.Retry);
    }

    /// <summary>Sequence number of the oldest release that nobody took yet.</summary>
    internal long? OldestRelease => _released.TryPeek(out var first) ? first.Sequence : null;

    internal Transaction FirstReleased => _released.Peek().Transaction;

    /// <summary>Holds a transaction that stalled; the answer says whether its record is to be written, and has the STAG in it.</summary>
    /// <param name="transaction">As it arrived.</param>
    /// <param name="result">Of its walk.</param>
    /// <param name="id">Of a retry: what it was called before.</param>
    internal TranslationResult Hold(in Transaction transaction, in TranslationResult result, StallId? id)
    {
        var held = new HeldTransaction(id ?? new StallId(++_last), transaction, PageOf(result.Event));
        _held.Add(held.Id.Value, held);
        if (_byFault.TryGetValue(held.Fault, out var first))
        {
            first.Repeats.Add(held);
            return result with { HasEvent = false, Event = default, Stall = held.Id };
        }

        if (!TryTakeTag(out var tag))
        {
            held.WaitsForTag = true;
            return result with { HasEvent = false, Event = default, Stall = held.Id };
        }

        held.Tag = tag;
        _byTag.Add(tag, held);
        _byFault.Add(held.Fault, held);
        return result with { Event = result.Event with { STAG = tag }, Stall = held.Id };
    }

    // 4.7.1: a STAG that is not in use, or of another stream, has no effect. Ab counts only with Ac = 0 and TERM_MODEL = 0.
    internal void Resume(in Command command)
    {
        if (!_byTag.TryGetValue(command.STAG, out var held) || held.Transaction.Stream != command.StreamID) return;
        Acknowledge(held, command.Ac ? StallRelease.Retry
            : command.Ab || _onlyAborts ? StallRelease.Abort : StallRelease.ReadZeroWriteIgnored);
    }

    /// <summary>CMD_STALL_TERM (4.7.2); without a stream, SMMUEN = 0 (6.3.9.6). What waits to be retried is terminated too.</summary>
    internal void Terminate(StreamId? stream)
    {
        foreach (var released in _released)
        {
            if (released.Release == StallRelease.Retry && IsOf(released)) released.Release = StallRelease.Abort;
        }

        var returnsTags = false;
        foreach (var held in Held(IsOf))
        {
            returnsTags |= ReturnTag(held);
            Release(held, StallRelease.Abort);
        }

        if (returnsTags) RetryWaiting();
        bool IsOf(HeldTransaction held) => stream is not { } only || held.Transaction.Stream == only;
    }

    // 3.12.2.1: what was not recorded because of this one is retried, however this one ends.
    private void Acknowledge(HeldTransaction held, StallRelease release)
    {
        ReturnTag(held);
        Release(held, release);
        foreach (var repeat in held.Repeats) Release(repeat, StallRelease.Retry);
        RetryWaiting();
    }

    private void RetryWaiting()
    {
        foreach (var held in Held(held => held.WaitsForTag)) Release(held, StallRelease.Retry);
    }

    private void Release(HeldTransaction held, StallRelease release)
    {
        _held.Remove(held.Id.Value);
        (held.Release, held.Sequence) = (release, _nextSequence());
        _released.Enqueue(held);
    }

    private bool TryTakeTag(out ushort tag)
    {
        if (_returned.TryPop(out tag)) return true;
        if (_used == _tags) return false;
        tag = (ushort)_used++;
        return true;
    }

    private bool ReturnTag(HeldTransaction held)
    {
        if (held.Tag is not { } tag) return false;
        _byTag.Remove(tag);
        _byFault.Remove(held.Fault);
        _returned.Push(tag);
        return true;
    }

    private List<HeldTransaction> Held(Func<HeldTransaction, bool> isMeant) => [.. _held.Values.Where(isMeant)];

    // 3.12.2.1: the same stream, page, privilege, instruction or data, and direction; and the same fault (7.3).
    private static EventRecord PageOf(in EventRecord record) => record with { InputAddr = new Iova(record.InputAddr.Value & ~0xfffUL) };

    private sealed class HeldTransaction(StallId id, Transaction transaction, EventRecord fault)
    {
        public StallId Id { get; } = id;

        public Transaction Transaction { get; } = transaction;

        public EventRecord Fault { get; } = fault;

        public List<HeldTransaction> Repeats { get; } = [];

        public ushort? Tag { get; set; }

        public bool WaitsForTag { get; set; }

        public bool IsUnrecorded { get; set; }

        public StallRelease Release { get; set; }

        public long Sequence { get; set; }
    }
}
