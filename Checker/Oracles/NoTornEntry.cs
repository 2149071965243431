using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>
/// I2: an entry of eight doublewords, read one by one in any order while it is rewritten. What may be read between two completed
/// invalidations is every mixture of the stores between them.
/// </summary>
internal sealed class NoTornEntry() : Oracle(
    "I2",
    "Whatever hardware reads of a stream table entry or context descriptor under change is the old one, the new one, or invalid; and "
    + "invalid only if one doubleword cannot make the change.",
    "IHI 0070 3.21.3.1; Linux arm-smmu-v3.c: arm_smmu_write_entry",
    typeof(ConfigurationWritten), typeof(SyncCompleted), typeof(OperationEnded))
{
    private const int Dwords = 8;
    private readonly Dictionary<Pa, Rewriting> _open = [];
    private readonly Stack<Rewriting> _free = [];

    private sealed class Rewriting
    {
        public OperationId Operation;
        public ConfigurationKind Kind;
        public readonly ulong[] Old = new ulong[Dwords];
        public readonly ulong[] Base = new ulong[Dwords];
        public readonly ulong[] Now = new ulong[Dwords];
        public readonly bool[] Known = new bool[Dwords];
        public readonly List<(int Dword, ulong Value)> Stores = [];
        public readonly List<ulong[]> Seen = [];
        public bool SawInvalid;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (var one in _open.Values) _free.Push(one);
        _open.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ConfigurationWritten { Kind: ConfigurationKind.StreamTableEntry or ConfigurationKind.ContextDescriptor } written:
                Store(written);
                break;
            case SyncCompleted completed when _open.Count > 0 && ghost.Find(completed.Queue) is { } queue:
                var slot = queue.Unroll(completed.Slot);
                if (!queue.IsWritten(slot) || queue.At(slot).Operation is not { } by) break;
                foreach (var one in _open.Values)
                {
                    if (one.Operation == by.Began.Operation) CloseWindow(one);
                }

                break;
            case OperationEnded ended when _open.Count > 0:
                End(ended, stamped, findings);
                break;
        }
    }

    private void Store(ConfigurationWritten written)
    {
        if (!_open.TryGetValue(written.Address, out var one) || one.Operation != written.Operation)
        {
            if (one is not null) _free.Push(one);
            _open[written.Address] = one = _free.TryPop(out var used) ? used : new Rewriting();
            (one.Operation, one.Kind, one.SawInvalid) = (written.Operation, written.Kind, false);
            one.Stores.Clear();
            one.Seen.Clear();
            Array.Clear(one.Known);
            Array.Clear(one.Old);
            Array.Clear(one.Base);
            Array.Clear(one.Now);
        }

        // A doubleword that is not stored does not change, so its value makes no difference to any comparison.
        if (!one.Known[written.Dword])
        {
            (one.Known[written.Dword], one.Old[written.Dword], one.Base[written.Dword]) = (true, written.Old, written.Old);
            foreach (var seen in one.Seen) seen[written.Dword] = written.Old;
        }

        one.Now[written.Dword] = written.New;
        one.Stores.Add((written.Dword, written.New));
    }

    private static void CloseWindow(Rewriting one)
    {
        for (var subset = 0; subset < 1 << Math.Min(one.Stores.Count, Dwords); subset++)
        {
            var entry = (ulong[])one.Base.Clone();
            for (var store = 0; store < one.Stores.Count; store++)
            {
                if (store >= Dwords || (subset >> store & 1) != 0) entry[one.Stores[store].Dword] = one.Stores[store].Value;
            }

            one.Seen.Add(entry);
        }

        one.Now.CopyTo(one.Base, 0);
        one.Stores.Clear();
    }

    private void End(OperationEnded ended, in StampedEvent stamped, Findings findings)
    {
        foreach (var (address, one) in _open)
        {
            if (one.Operation != ended.Operation) continue;
            CloseWindow(one);
            // Who says that an invalidation failed went on without it, as Linux does: nothing is promised (docs/CHECKER.md).
            foreach (var entry in ended.Status == OperationStatus.Degraded ? [] : one.Seen)
            {
                if (!IsValid(one.Kind, entry)) one.SawInvalid = true;
                else if (!Equals(one.Kind, entry, one.Old) && !Equals(one.Kind, entry, one.Now))
                {
                    findings.Add(this, stamped, Prose.Plain(
                        $"e = the {one.Kind} at {address}, rewritten by {ended.Operation}.",
                        $"e was [{Text(one.Old)}] before and [{Text(one.Now)}] after (doublewords that are not stored are shown as 0).",
                        $"between two completed invalidations hardware could read [{Text(entry)}], which is neither."));
                    break;
                }
            }

            if (one.SawInvalid && IsValid(one.Kind, one.Old) && IsValid(one.Kind, one.Now) && CanBeHitless(one))
            {
                findings.Add(this, stamped, Prose.Plain(
                    $"e = the {one.Kind} at {address}, rewritten by {ended.Operation}.",
                    "at most one doubleword that is in use had to change.",
                    "e was made invalid on the way: traffic that goes on is aborted for nothing."));
            }

            _open.Remove(address);
            _free.Push(one);
        }
    }

    // As many doublewords as differ in what the old entry uses, once everything that it ignores is written ahead.
    private static bool CanBeHitless(Rewriting one)
    {
        var differing = 0;
        for (var dword = 0; dword < Dwords; dword++)
        {
            var oldUsed = Used(one.Kind, one.Old, dword);
            var ahead = (one.Old[dword] & oldUsed) | (one.Now[dword] & ~oldUsed);
            if (((ahead ^ one.Now[dword]) & Used(one.Kind, one.Now, dword)) != 0) differing++;
        }

        return differing <= 1;
    }

    private static bool IsValid(ConfigurationKind kind, ulong[] entry) =>
        kind == ConfigurationKind.StreamTableEntry ? entry[0].Bit(0) : entry[0].Bit(31);

    private static bool Equals(ConfigurationKind kind, ulong[] entry, ulong[] other)
    {
        for (var dword = 0; dword < Dwords; dword++)
        {
            if (((entry[dword] ^ other[dword]) & Used(kind, entry, dword)) != 0) return false;
        }

        return true;
    }

    // Own reading of IHI 0070 5.2 and 5.4: what an entry with these contents makes hardware look at. MEV only merges events, and EATS is
    // judged with the ATS protocol, so neither counts.
    private static ulong Used(ConfigurationKind kind, ulong[] entry, int dword)
    {
        if (!IsValid(kind, entry)) return dword != 0 ? 0UL : kind == ConfigurationKind.StreamTableEntry ? 1UL : 1UL << 31;
        if (kind == ConfigurationKind.ContextDescriptor)
            return !entry[0].Bit(14) ? ulong.MaxValue : dword switch { 0 => ~0x3fffUL, 1 => 0UL, _ => ulong.MaxValue };
        var read = new StreamTableEntry(entry[0], entry[1], entry[2], 0, 0, 0, 0, 0);
        var one = read.Config is SteConfig.S1Translate or SteConfig.Nested;
        var two = read.Config is SteConfig.S2Translate or SteConfig.Nested;
        const ulong StageOneAttributes = 0xff | (1UL << 27) | (3UL << 30);
        const ulong Shareability = 3UL << 44;
        const ulong ForcedWriteBack = 1UL << 25;
        return dword switch
        {
            0 => one ? ulong.MaxValue : 0xfUL,
            1 => (one ? StageOneAttributes : 0UL) | (two ? ForcedWriteBack | Shareability : 0UL)
                | (read.Config == SteConfig.Bypass || (one && read.S1DSS == SteS1Dss.Bypass) ? Shareability : 0UL),
            2 => two ? ulong.MaxValue : one ? 0xffffUL : 0UL,
            3 => two ? ulong.MaxValue : 0UL,
            _ => 0UL,
        };
    }

    private static string Text(ulong[] entry) => string.Join(' ', entry.Select(dword => $"{dword:x}"));
}
