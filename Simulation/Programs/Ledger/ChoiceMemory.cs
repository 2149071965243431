using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs.Ledger;

/// <summary>
/// Memory of which each doubleword may be as it is now or as a cache may still have it. Which, is a choice; the choices
/// of one walk are enumerated like the digits of a counter: run, <see cref="TryAdvance"/>, run again.
/// </summary>
internal sealed class ChoiceMemory(ProgramMemory memory, MemoryLedger ledger, InvalidationLedger invalidations) : ModelMemory
{
    private readonly List<(int Taken, int Count)> _choices = [];
    private int _next;

    /// <summary>When the newest of the replaced values that were used of an STE was replaced; -1 if none was.</summary>
    public int EntryReplacedAt { get; private set; } = -1;

    /// <summary>The same for all other values.</summary>
    public int ContextReplacedAt { get; private set; } = -1;

    /// <summary>Every past value of configuration counts, because a translation that was made under it may outlive it.</summary>
    public bool AllowsPastConfiguration { get; set; }

    /// <summary>Begins a walk with the choices as they are.</summary>
    public void Restart()
    {
        _next = 0;
        IsRejected = false;
        LastWasStale = false;
        EntryReplacedAt = ContextReplacedAt = -1;
    }

    /// <summary>The next combination of choices; false when all were tried.</summary>
    public bool TryAdvance()
    {
        _choices.RemoveRange(_next, _choices.Count - _next);
        while (_choices.Count > 0)
        {
            var (taken, count) = _choices[^1];
            if (taken + 1 < count)
            {
                _choices[^1] = (taken + 1, count);
                return true;
            }

            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }

    /// <summary>One of several ways to go on.</summary>
    public int Choose(int count)
    {
        if (count <= 1) return 0;
        if (_next == _choices.Count) _choices.Add((0, count));
        return _choices[_next++].Taken;
    }

    /// <inheritdoc/>
    public override bool TryRead(in ModelRead read, out ulong value)
    {
        LastWasStale = false;
        if (!memory.TryRead64(new Pa(read.Address), out value)) return false;
        var past = ledger.PastOf(read.Address);
        if (past.Count == 0) return true;
        var possible = Possible(read, past);
        var choice = Choose(possible.Count + 1);
        if (choice == 0) return true;
        (value, LastWasStale) = (possible[choice - 1].Value, true);
        var replacedAt = possible[choice - 1].ReplacedAt;
        if (read.Kind == ReadKind.StreamTableEntry) EntryReplacedAt = Math.Max(EntryReplacedAt, replacedAt);
        else ContextReplacedAt = Math.Max(ContextReplacedAt, replacedAt);
        return true;
    }

    private List<PastValue> Possible(in ModelRead read, IReadOnlyList<PastValue> past)
    {
        var possible = new List<PastValue>();
        var always = AllowsPastConfiguration && read.Kind is ReadKind.StreamTableEntry or ReadKind.ContextDescriptor;
        foreach (var one in past)
        {
            if (always || invalidations.MayBeCached(read, one.Value, one.ReplacedAt)) possible.Add(one);
        }

        return possible;
    }
}
