using System.Numerics;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>What became of a message.</summary>
internal enum Outcome : byte
{
    None,
    Processed,

    /// <summary>The handler threw; supervision may or may not have restarted the actor afterwards.</summary>
    Failed,
    DeadLetter,
}

/// <summary>
/// The fate of every message from one sender to one actor. The sender is the only one that opens entries; entries are settled by the
/// receiving actor and by whoever hears of dead letters, on different threads.
/// </summary>
internal sealed class Ledger(string pair, Action<string> complain)
{
    // Chunks double: most pairs exchange little, and a chunk that a reader may be using never moves.
    private const int FirstChunkBits = 6;
    private readonly byte[]?[] _chunks = new byte[24][];
    private int _lastHandled = -1;
    private int _firstDead = int.MaxValue;

    public string Pair => pair;

    public int Sent { get; private set; }

    /// <summary>Opens an entry. The message that carries its number must not be told before.</summary>
    public int Open()
    {
        var sequence = Sent++;
        _chunks[ChunkOf(sequence)] ??= new byte[1 << (FirstChunkBits + ChunkOf(sequence))];
        return sequence;
    }

    /// <summary>Settles an entry from the receiving actor, one call at a time.</summary>
    public void Handle(int sequence, Outcome outcome)
    {
        if (sequence <= _lastHandled)
            complain($"{pair}: message {sequence} was handled after message {_lastHandled}");
        _lastHandled = Math.Max(_lastHandled, sequence);
        Settle(sequence, outcome);
    }

    /// <summary>Settles an entry from the dead letters, one call at a time.</summary>
    public void Bury(int sequence)
    {
        _firstDead = Math.Min(_firstDead, sequence);
        Settle(sequence, Outcome.DeadLetter);
    }

    /// <summary>Whether an entry has this outcome.</summary>
    public bool Has(int sequence, Outcome outcome) => Entry(sequence) == (byte)outcome;

    /// <summary>Adds up, when everything has come to rest.</summary>
    public void Judge(Tally tally)
    {
        tally.Sent += Sent;
        var lost = 0;
        var firstLost = -1;
        for (var sequence = 0; sequence < Sent; sequence++)
        {
            var outcome = (Outcome)Entry(sequence);
            tally.Count(outcome);
            if (outcome == Outcome.None && lost++ == 0)
                firstLost = sequence;
        }
        if (lost > 0)
            complain($"{pair}: {lost} of {Sent} messages lost, the first is {firstLost}");
        if (_lastHandled > _firstDead)
            complain($"{pair}: message {_lastHandled} was handled although message {_firstDead} before it was a dead letter");
    }

    private static int ChunkOf(int sequence) => BitOperations.Log2((uint)sequence + (1 << FirstChunkBits)) - FirstChunkBits;

    private ref byte Entry(int sequence)
    {
        var chunk = ChunkOf(sequence);
        return ref _chunks[chunk]![sequence + (1 << FirstChunkBits) - (1 << (FirstChunkBits + chunk))];
    }

    private void Settle(int sequence, Outcome outcome)
    {
        var before = (Outcome)Interlocked.CompareExchange(ref Entry(sequence), (byte)outcome, (byte)Outcome.None);
        if (before != Outcome.None)
            complain($"{pair}: message {sequence} was {before} and then {outcome}");
    }
}

/// <summary>How many messages had which outcome.</summary>
internal sealed class Tally
{
    private readonly long[] _counts = new long[4];

    public long Sent { get; set; }

    public void Count(Outcome outcome) => _counts[(int)outcome]++;

    public long Of(Outcome outcome) => _counts[(int)outcome];
}
