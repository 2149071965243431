using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Caches.Freshness;

/// <summary>
/// A table of 39 bits and 4K granule that software changes all the time and by the rules: break before make, an invalidation that
/// covers the change, CMD_SYNC, and only then is memory used again. It has 2 x 2 regions of 2 MiB, of which 32 pages are used.
/// </summary>
internal sealed class AddressSpace
{
    public const int Pages = 32;

    private readonly FreshnessRun _run;
    private readonly ushort _asid;
    private readonly ulong[] _tables = new ulong[2];
    private readonly Region[] _regions = [.. Enumerable.Range(0, 4).Select(_ => new Region())];

    public AddressSpace(FreshnessRun run, ushort asid)
    {
        (_run, _asid) = (run, asid);
        Root = run.AllocateTable();
    }

    public ulong Root { get; }

    public static ulong RandomAddress(Prng random) =>
        ((ulong)random.Below(2) << 30) + ((ulong)random.Below(2) << 21) + ((ulong)random.Below(Pages) << 12)
            + (8 * (ulong)random.Below(512));

    public GhostPage Page(ulong address) => RegionOf((int)(address >> 30), (int)(address >> 21) & 1).Pages[(address >> 12) & (Pages - 1)];

    /// <summary>Software at work; each step is one write, one command, or waiting.</summary>
    public IEnumerable<bool> Work()
    {
        while (!_run.IsEnding)
        {
            foreach (var step in Change(_run.Random.Below(2), _run.Random.Below(2))) yield return step;
        }
    }

    private Region RegionOf(int high, int low) => _regions[(2 * high) + low];

    private IEnumerable<bool> Change(int high, int low)
    {
        if (_tables[high] == 0)
        {
            _tables[high] = _run.AllocateTable();
            return Write(Root + (8 * (ulong)high), FreshnessRun.TableDescriptor(_tables[high]));
        }

        var region = RegionOf(high, low);
        var (entry, start) = (_tables[high] + (8 * (ulong)low), ((ulong)high << 30) | ((ulong)low << 21));
        _run.Hot = start + ((ulong)_run.Random.Below(Pages) << 12);
        if (region.Table != 0) return _run.Random.OneIn(8) ? DropTable(region, entry, start) : ChangePage(region, start);
        if (region.IsBlock) return _run.Random.OneIn(2) ? Permit(region.Pages, entry, start, 512, 2) : DropBlock(region, entry, start);
        if (_run.Random.OneIn(3) && RegionOf(high, 1 - low) is { Table: 0, IsBlock: false }) return DropHigh(high);
        return _run.Random.OneIn(3) ? MakeBlock(region, entry) : MakeTable(region, entry);
    }

    private IEnumerable<bool> MakeTable(Region region, ulong entry)
    {
        region.Table = _run.AllocateTable();
        return Write(entry, FreshnessRun.TableDescriptor(region.Table));
    }

    private IEnumerable<bool> MakeBlock(Region region, ulong entry)
    {
        region.IsBlock = true;
        return Map(region.Pages, [(entry, 0UL)], isBlock: true, isGroup: false);
    }

    private IEnumerable<bool> DropBlock(Region region, ulong entry, ulong start)
    {
        foreach (var step in Unmap(region.Pages, [entry], start, 512, 2, leafOnly: true)) yield return step;
        region.IsBlock = false;
    }

    private IEnumerable<bool> DropTable(Region region, ulong entry, ulong start)
    {
        foreach (var step in Unmap(region.Pages, [entry], start, 512, 0, leafOnly: false)) yield return step;
        _run.FreeTable(region.Table);
        region.Clear();
    }

    private IEnumerable<bool> DropHigh(int high)
    {
        var start = (ulong)high << 30;
        foreach (var step in Unmap([], [Root + (8 * (ulong)high)], start, 1 << 18, 0, leafOnly: false)) yield return step;
        _run.FreeTable(_tables[high]);
        _tables[high] = 0;
    }

    private IEnumerable<bool> ChangePage(Region region, ulong start)
    {
        var number = _run.Random.Below(Pages);
        var first = number & ~15;
        _run.Hot = start + ((ulong)(region.IsGroup[first / 16] ? first + _run.Random.Below(16) : number) << 12);
        var group = region.Pages[first..(first + 16)];
        var (address, entry) = (start + ((ulong)number << 12), region.Table + (8 * (ulong)number));
        if (region.IsGroup[first / 16])
        {
            region.IsGroup[first / 16] = false;
            var entries = Enumerable.Range(first, 16).Select(page => region.Table + (8 * (ulong)page)).ToArray();
            return Unmap(group, entries, start + ((ulong)first << 12), 16, 3, leafOnly: true);
        }

        if (group.All(page => page.Current is null) && _run.Random.OneIn(2))
        {
            region.IsGroup[first / 16] = true;
            var leaves = Enumerable.Range(first, 16).Select(page => (region.Table + (8 * (ulong)page), (ulong)page << 12)).ToArray();
            return Map(group, leaves, isBlock: false, isGroup: true);
        }

        GhostPage[] one = [region.Pages[number]];
        if (one[0].Current is null) return Map(one, [(entry, (ulong)number << 12)], isBlock: false, isGroup: false);
        return _run.Random.OneIn(2) ? Permit(one, entry, address, 1, 3) : Unmap(one, [entry], address, 1, 3, leafOnly: true);
    }

    private IEnumerable<bool> Map(GhostPage[] pages, (ulong Entry, ulong Offset)[] leaves, bool isBlock, bool isGroup)
    {
        var fact = new Fact(_run.NewFrame(), !_run.Random.OneIn(3));
        // The first leaf of a group speaks for all of it (DDI 0487 D8.7.1), though memory still says that the others are absent.
        foreach (var page in isGroup ? pages : []) page.Facts.Add(fact);
        for (var i = 0; i < leaves.Length; i++)
        {
            _run.Write(leaves[i].Entry, Leaf(fact, leaves[i].Offset, isBlock, isGroup));
            foreach (var page in leaves.Length == 1 ? pages : [pages[i]]) page.Map(fact, _run.Now);
            yield return true;
        }
    }

    // The same output with other permissions needs no break (3.21.1.1), and both are permitted until it is synchronised.
    private IEnumerable<bool> Permit(GhostPage[] pages, ulong entry, ulong start, int count, byte level)
    {
        var before = pages[0].Current!;
        var after = new Fact(before.Frame, !before.IsWritable);
        _run.Write(entry, Leaf(after, level == 2 ? 0 : start & 0x1f_f000, isBlock: level == 2, isGroup: false));
        foreach (var page in pages) page.Map(after, _run.Now);
        foreach (var step in Invalidate(start, count, level, leafOnly: true)) yield return step;
        foreach (var step in _run.Synchronise()) yield return step;
        before.Until = _run.Now;
    }

    private IEnumerable<bool> Unmap(GhostPage[] pages, ulong[] entries, ulong start, int count, byte level, bool leafOnly)
    {
        var gone = new List<Fact>();
        for (var i = 0; i < entries.Length; i++)
        {
            _run.Write(entries[i], 0);
            foreach (var page in entries.Length == 1 ? pages : [pages[i]])
            {
                if (page.Unmap() is { } fact) gone.Add(fact);
            }

            yield return true;
        }

        foreach (var step in Invalidate(start, count, level, leafOnly)) yield return step;
        foreach (var step in _run.Synchronise()) yield return step;
        foreach (var fact in gone) fact.Until = _run.Now;
    }

    private IEnumerable<bool> Write(ulong address, ulong value)
    {
        _run.Write(address, value);
        yield return true;
    }

    private IEnumerable<bool> Invalidate(ulong start, int pages, byte level, bool leafOnly)
    {
        var random = _run.Random;
        var (el2, any) = (_run.Shape == FreshnessShape.El2, random.OneIn(4));
        var leaf = leafOnly && !random.OneIn(4);
        if (random.OneIn(6))
        {
            var wide = el2 ? CommandOpcode.TlbiEl2All
                : random.Of(CommandOpcode.TlbiNhAsid, CommandOpcode.TlbiNhAsid, CommandOpcode.TlbiNhAll, CommandOpcode.TlbiS12Vmall);
            yield return _run.Execute(Commands.Of(wide) with { VMID = FreshnessRun.Vmid, ASID = new Asid(_asid) });
            yield break;
        }

        var opcode = el2 ? (any ? CommandOpcode.TlbiEl2Vaa : CommandOpcode.TlbiEl2Va)
            : any ? CommandOpcode.TlbiNhVaa : CommandOpcode.TlbiNhVa;
        var command = Commands.Of(opcode) with { VMID = FreshnessRun.Vmid, ASID = new Asid(_asid), Leaf = leaf };
        if (level != 0 && random.OneIn(2))
        {
            // The single-address form: any address within a block, every page of a group.
            var step = level == 2 ? pages : 1;
            for (var page = 0; page < pages; page += step)
                yield return _run.Execute(command with { Address = start + ((ulong)(page + random.Below(step)) << 12) });
            yield break;
        }

        var scale = pages > 32 ? System.Numerics.BitOperations.Log2((uint)pages) : 0;
        var hint = pages == 1 || random.OneIn(2) ? level : 0;
        yield return _run.Execute(command with
        {
            Address = start,
            TG = TlbiGranule.K4,
            TTL = (TlbiLevel)hint,
            SCALE = (byte)scale,
            NUM = (byte)(scale == 0 ? pages - 1 : 0),
        });
    }

    private static ulong Leaf(Fact fact, ulong offset, bool isBlock, bool isGroup) =>
        (PageTableBuilder.StageOneLeaf with
        {
            Valid = true,
            TableBit = !isBlock,
            AP = fact.IsWritable ? Stage1Access.ReadWrite : Stage1Access.ReadOnly,
            Contiguous = isGroup,
        }).Raw | (fact.Frame + offset);

    private sealed class Region
    {
        public GhostPage[] Pages { get; } = [.. Enumerable.Range(0, AddressSpace.Pages).Select(_ => new GhostPage())];

        public bool[] IsGroup { get; } = new bool[2];

        public ulong Table { get; set; }

        public bool IsBlock { get; set; }

        public void Clear()
        {
            Table = 0;
            Array.Clear(IsGroup);
        }
    }
}
