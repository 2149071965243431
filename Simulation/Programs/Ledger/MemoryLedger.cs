using ActorIommu.Simulation.Programs.Format;

namespace ActorIommu.Simulation.Programs.Ledger;

/// <summary>A value that memory no longer holds.</summary>
/// <param name="Value">The value.</param>
/// <param name="ReplacedAt">When software replaced it.</param>
internal readonly record struct PastValue(ulong Value, int ReplacedAt);

/// <summary>Every value that software has replaced since the set-up, and when.</summary>
internal sealed class MemoryLedger(ProgramMemory memory)
{
    private readonly Dictionary<ulong, List<PastValue>> _past = [];

    /// <summary>Software writes at a time.</summary>
    public void Write(in ProgramWrite write, int time)
    {
        var words = write.Words.Span;
        for (var i = 0; i < words.Length; i++)
        {
            var address = write.Address + (8 * (ulong)i);
            if (!memory.TryRead64(new Hardware.Spec.Pa(address), out var before) || before == words[i]) continue;
            if (!_past.TryGetValue(address, out var values)) _past.Add(address, values = []);
            values.Add(new PastValue(before, time));
        }

        memory.Write(write);
    }

    /// <summary>The values that a doubleword had, oldest first.</summary>
    public IReadOnlyList<PastValue> PastOf(ulong address) => _past.TryGetValue(address, out var values) ? values : [];

    /// <summary>True if a doubleword of a range was ever replaced.</summary>
    public bool HasPast(ulong address, int words) => Enumerable.Range(0, words).Any(word => _past.ContainsKey(address + (8 * (ulong)word)));
}
