using System.Collections.Immutable;
using System.Numerics;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// How Linux rewrites a stream table entry or a context descriptor under a running SMMU (arm-smmu-v3.c, IHI 0070 3.21.3.1): bits that
/// the current entry ignores first, then the one doubleword that matters, then what the new entry ignores. Only where two
/// doublewords matter at once, the entry is made invalid first.
/// </summary>
internal static class StructureWriter
{
    /// <summary>Doublewords of an entry.</summary>
    public const int Dwords = 8;

    /// <summary>The steps from one content to another.</summary>
    /// <param name="current">The entry as it is.</param>
    /// <param name="target">The entry as it is to be; it sets no bit that its own content makes unused.</param>
    /// <param name="use">What the hardware uses of such an entry.</param>
    public static StructureUpdate Plan(ReadOnlySpan<ulong> current, ReadOnlySpan<ulong> target, IStructureUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentOutOfRangeException.ThrowIfNotEqual(current.Length, Dwords, nameof(current));
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, Dwords, nameof(target));
        Span<ulong> prepared = stackalloc ulong[Dwords];
        var differing = Prepare(current, target, use, prepared);
        var steps = new Steps(current);
        switch (BitOperations.PopCount(differing))
        {
            case 0:
                steps.Store(target, 0, Dwords);
                return steps.Finish(StructureUpdateKind.Unused, null);
            case 1:
                var critical = BitOperations.TrailingZeroCount(differing);
                prepared[critical] = current[critical];
                steps.Store(prepared, 0, Dwords);
                steps.Store(target, critical, 1);
                steps.Store(target, 0, Dwords);
                return steps.Finish(StructureUpdateKind.Hitless, critical);
            default:
                // V is in doubleword 0 of both structures.
                prepared[0] = 0;
                steps.Store(prepared, 0, 1);
                steps.Store(target, 1, Dwords - 1);
                steps.Store(target, 0, 1);
                return steps.Finish(StructureUpdateKind.Breaking, null);
        }
    }

    // The current entry with every bit that it ignores taken from the target, and the doublewords that are still not the target's.
    private static uint Prepare(ReadOnlySpan<ulong> current, ReadOnlySpan<ulong> target, IStructureUse use, Span<ulong> prepared)
    {
        Span<ulong> usedNow = stackalloc ulong[Dwords], usedThen = stackalloc ulong[Dwords], safe = stackalloc ulong[Dwords];
        use.Used(current, usedNow);
        use.Used(target, usedThen);
        use.Safe(current, target, safe);
        var differing = 0u;
        for (var index = 0; index < Dwords; index++)
        {
            if ((target[index] & ~usedThen[index]) != 0)
                throw new ArgumentException($"Doubleword {index} sets bits that the hardware does not use.", nameof(target));
            // A safe bit that only one of the two uses goes the way of every unused bit: no step for it alone.
            var keep = usedNow[index] & ~(safe[index] & usedThen[index]);
            prepared[index] = (current[index] & keep) | (target[index] & ~keep);
            if ((prepared[index] & usedThen[index]) != target[index]) differing |= 1u << index;
        }

        return differing;
    }

    // Stores only what differs, and synchronises only after a store.
    private ref struct Steps
    {
        private readonly ImmutableArray<StructureStep>.Builder _steps = ImmutableArray.CreateBuilder<StructureStep>();
        private readonly ulong[] _entry;

        public Steps(ReadOnlySpan<ulong> current) => _entry = current.ToArray();

        public readonly void Store(ReadOnlySpan<ulong> values, int first, int count)
        {
            var before = _steps.Count;
            for (var index = first; index < first + count; index++)
            {
                if (_entry[index] == values[index]) continue;
                _entry[index] = values[index];
                _steps.Add(new StructureStep(index, values[index]));
            }

            if (_steps.Count != before) _steps.Add(StructureStep.Sync);
        }

        public readonly StructureUpdate Finish(StructureUpdateKind kind, int? critical) => new(kind, critical, _steps.ToImmutable());
    }
}
