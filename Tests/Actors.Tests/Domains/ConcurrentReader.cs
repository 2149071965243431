using ActorIommu.Actors.Domains;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>
/// The SMMU as it fetches an entry while software rewrites it: eight 64-bit reads in any order, each before or after any store. A
/// fetch that began before a synchronisation has ended when that completes, so it mixes only what was there between two of them; there,
/// each doubleword can have every value that it had, whatever the others have.
/// </summary>
internal static class ConcurrentReader
{
    /// <summary>The entries that a fetch can see and must not, each with the number of the synchronisation that it precedes.</summary>
    /// <param name="isStream">A stream table entry; else a context descriptor.</param>
    /// <param name="before">The entry before.</param>
    /// <param name="after">What it is to be.</param>
    /// <param name="steps">How it is rewritten.</param>
    /// <param name="mayBeInvalid">V = 0 is not wanted, but allowed meanwhile.</param>
    /// <param name="seen">How many different entries there were.</param>
    public static List<string> Forbidden(
        bool isStream, ulong[] before, ulong[] after, IEnumerable<StructureStep> steps, bool mayBeInvalid, out int seen)
    {
        List<string> forbidden = [];
        var (current, sync) = (before.ToArray(), 0);
        seen = 0;
        var values = Values(current);
        // A last group without a synchronisation is read, too; after the last one, the entry as it stays.
        foreach (var step in steps.Append(StructureStep.Sync))
        {
            if (step.Dword is { } dword)
            {
                current[dword] = step.Value;
                values[dword].Add(step.Value);
                continue;
            }

            foreach (var entry in Mixtures(values))
            {
                seen++;
                if (!IsAllowed(isStream, entry, before, after, mayBeInvalid))
                    forbidden.Add($"before sync {sync}: {string.Join(' ', entry.Select(one => $"{one:x16}"))}");
            }

            values = Values(current);
            sync++;
        }

        return forbidden;
    }

    private static List<ulong>[] Values(ulong[] entry) => [.. entry.Select(dword => new List<ulong> { dword })];

    private static IEnumerable<ulong[]> Mixtures(List<ulong>[] values)
    {
        IEnumerable<ulong[]> mixtures = [[]];
        foreach (var choices in values)
            mixtures = mixtures.SelectMany(head => choices.Distinct().Select(dword => (ulong[])[.. head, dword]));
        return mixtures;
    }

    /// <summary>True if the entry means what the old or the new one means.</summary>
    public static bool IsAllowed(bool isStream, ulong[] entry, ulong[] before, ulong[] after, bool mayBeInvalid)
    {
        if (mayBeInvalid && !UsedBits.IsValid(isStream, entry)) return true;
        var safe = isStream ? Safe(before, after) : 0;
        return Means(isStream, entry, before, after, safe) || Means(isStream, entry, after, before, safe);
    }

    // The same bits are used and have the same values; a safe bit may have that of the other entry.
    private static bool Means(bool isStream, ulong[] entry, ulong[] one, ulong[] other, ulong safe)
    {
        var (used, usedOfOne) = (UsedBits.Of(isStream, entry), UsedBits.Of(isStream, one));
        for (var index = 0; index < entry.Length; index++)
        {
            var differing = (entry[index] ^ one[index]) & (used[index] | usedOfOne[index]);
            if (index == 1) differing &= ~(safe & ~(entry[1] ^ other[1]));
            if (differing != 0) return false;
        }

        return true;
    }

    private static ulong Safe(ulong[] before, ulong[] after)
    {
        const ulong SplitStage1 = 0x2000_0000, Stall2 = 0x0200_0000_0000_0000;
        var ats = ((before[1] | after[1]) & SplitStage1) == 0 && ((before[2] | after[2]) & Stall2) == 0;
        return UsedBits.SafeMerging | (ats ? UsedBits.SafeAts : 0);
    }
}
