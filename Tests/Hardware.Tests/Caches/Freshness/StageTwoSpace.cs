using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Caches.Freshness;

/// <summary>Stage 2 below both address spaces: 40 bits, RAM as it is, frames of 2 MiB that the hypervisor moves.</summary>
internal sealed class StageTwoSpace
{
    private readonly FreshnessRun _run;
    private readonly ulong _root;
    private readonly Dictionary<ulong, GhostPage> _pages = [];
    private readonly Dictionary<ulong, ulong> _tables = [];
    private readonly List<ulong> _frames = [];

    public StageTwoSpace(FreshnessRun run)
    {
        _run = run;
        _root = run.AllocateTable();
        // Two concatenated tables, aligned to their size.
        while ((_root & 0x1fff) != 0) _root = run.AllocateTable();
        Assert.Equal(_root + 0x1000, run.AllocateTable());
        run.Write(_root + 8, 0x4000_0000 | Leaf);
    }

    public GhostPage Page(ulong frame) => _pages[frame];

    public StreamTableEntry AttachedTo(in StreamTableEntry entry) => entry with
    {
        S2T0SZ = 24,
        S2SL0 = 1,
        S2TG = Tg0.K4,
        S2PS = AddressSize.Bits44,
        S2AA64 = true,
        S2R = true,
        S2TTB = _root,
    };

    /// <summary>Maps an IPA that never was one before.</summary>
    public void Add(ulong ipa)
    {
        _pages.Add(ipa, new GhostPage());
        _frames.Add(ipa);
        if (!_tables.ContainsKey(ipa >> 30))
        {
            _tables[ipa >> 30] = _run.AllocateTable();
            _run.Write(_root + (8 * (ipa >> 30)), FreshnessRun.TableDescriptor(_tables[ipa >> 30]));
        }

        Map(ipa);
    }

    public IEnumerable<bool> Work()
    {
        while (!_run.IsEnding)
        {
            yield return true;
            if (_frames.Count == 0 || !_run.Random.OneIn(4)) continue;
            var ipa = _frames[Math.Max(0, _frames.Count - 1 - _run.Random.Below(6))];
            _run.Write(EntryOf(ipa), 0);
            var gone = _pages[ipa].Unmap()!;
            yield return true;
            var command = Commands.Of(CommandOpcode.TlbiS2Ipa) with { VMID = FreshnessRun.Vmid, Leaf = _run.Random.OneIn(2) };
            var level = _run.Random.Of(TlbiLevel.Any, TlbiLevel.Level2);
            var range = command with { PageAddress = ipa, TG = TlbiGranule.K4, SCALE = 9, TTL = level };
            var single = command with { PageAddress = ipa + ((ulong)_run.Random.Below(512) << 12) };
            yield return _run.Execute(_run.Random.OneIn(2) ? single : range);
            foreach (var step in _run.Synchronise()) yield return step;
            // 4.4.3.1: combined entries are not stage 2 entries, and 4.7.3: the order needs the CMD_SYNC between.
            yield return _run.Execute(Commands.Of(CommandOpcode.TlbiNhAll) with { VMID = FreshnessRun.Vmid });
            foreach (var step in _run.Synchronise()) yield return step;
            gone.Until = _run.Now;
            Map(ipa);
        }
    }

    private void Map(ulong ipa)
    {
        var fact = new Fact(_run.NewOutput(), isWritable: true);
        _run.Write(EntryOf(ipa), fact.Frame | Leaf);
        _pages[ipa].Map(fact, _run.Now);
    }

    private ulong EntryOf(ulong ipa) => _tables[ipa >> 30] + (8 * ((ipa >> 21) & 511));

    private static ulong Leaf => (PageTableBuilder.StageTwoLeaf with { Valid = true }).Raw;
}
