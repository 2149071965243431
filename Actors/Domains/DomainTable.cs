using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>Where a walk of software through a table stopped.</summary>
/// <param name="Level">At which level.</param>
/// <param name="Address">Of the descriptor.</param>
/// <param name="Descriptor">What it is.</param>
internal readonly record struct TableEntry(int Level, Pa Address, Descriptor Descriptor)
{
    /// <summary>It points to another table.</summary>
    public bool IsTable => Level < 3 && Descriptor.Kind == DescriptorKind.TableOrPage;
}

/// <summary>The translation table of a domain, as Linux uses it (io-pgtable-arm.c).</summary>
internal sealed class DomainTable
{
    private readonly DomainId _domain;
    private readonly TablePool _pool;
    private readonly Stage _stage;

    public DomainTable(DomainId domain, TablePool pool, Pa root, DomainSettings settings)
    {
        (_domain, _pool, Root, _stage) = (domain, pool, root, settings.Stage);
        Shape = ShapeOf(settings);
        SplitsBlocks = settings.SplitsBlocks;
        // Where a block becomes pages under way, entries of either size may be cached for an address.
        KnowsLevels = !settings.IsShared && !settings.SplitsBlocks;
    }

    /// <summary>A part of a block can be unmapped.</summary>
    public bool SplitsBlocks { get; }

    /// <summary>It is known at which level the leaves were that changed.</summary>
    public bool KnowsLevels { get; }

    /// <summary>The first table.</summary>
    public Pa Root { get; }

    /// <summary>Granule, size and start level.</summary>
    public PageTableShape Shape { get; }

    public static PageTableShape ShapeOf(DomainSettings settings) =>
        PageTableShape.StageOne(settings.Granule, 64 - settings.InputBits);

    /// <summary>Bytes that an entry of a level maps.</summary>
    public ulong SizeOf(int level) => 1UL << Shape.Log2Size(level);

    /// <summary>True if addresses and size are whole pages within the table.</summary>
    public bool Allows(ulong address, ulong output, ulong sizeBytes)
    {
        var offset = Shape.Granule.PageSizeBytes - 1;
        var limit = 1UL << Shape.InputBits;
        return sizeBytes != 0 && ((address | output | sizeBytes) & offset) == 0 && sizeBytes <= limit && address <= limit - sizeBytes;
    }

    /// <summary>The level of the largest leaf that may start at these addresses and is no longer (Linux: iommu_pgsize).</summary>
    public int LevelOf(ulong addresses, ulong sizeBytes)
    {
        for (var level = Shape.StartLevel; level < 3; level++)
        {
            if (Shape.AllowsLeaf(level) && (addresses & (SizeOf(level) - 1)) == 0 && sizeBytes >= SizeOf(level)) return level;
        }

        return 3;
    }

    /// <summary>Walks to a level, or to where there is no table any more.</summary>
    public TableEntry Find(IPhysicalMemory memory, ulong input, int level)
    {
        var entry = Read(memory, Root, Shape.StartLevel, input);
        while (entry.Level < level && entry.IsTable) entry = Read(memory, Next(entry), entry.Level + 1, input);
        return entry;
    }

    /// <summary>A leaf.</summary>
    public Descriptor Leaf(ulong output, int level, bool isWritable)
    {
        var kind = level == 3 ? DescriptorKind.TableOrPage : DescriptorKind.Block;
        var leaf = _stage == Stage.One ? PageTableBuilder.StageOneLeaf : PageTableBuilder.StageTwoLeaf;
        return Permit(leaf with { Kind = kind }, isWritable).WithOutputAddress(output, Shape.Log2Size(level), Shape.Format);
    }

    /// <summary>A leaf with another permission.</summary>
    public Descriptor Permit(Descriptor leaf, bool isWritable) => _stage == Stage.One
        ? leaf with { AP = isWritable ? Stage1Access.ReadWrite : Stage1Access.ReadOnly }
        : leaf with { S2AP = isWritable ? Stage2Access.ReadWrite : Stage2Access.Read };

    /// <summary>A descriptor that points to a new table; null if there is none left.</summary>
    public Descriptor? NewTable(StoreBuffer memory)
    {
        if (_pool.Allocate() is not { } table) return null;
        var bytes = Shape.Granule.PageSizeBytes;
        if (memory.History.IsOn) memory.History.Record(new TableAllocated(memory.Operation, table, bytes));
        memory.Clear(table, bytes, new TableInitialized(table));
        var link = default(Descriptor) with { Kind = DescriptorKind.TableOrPage };
        return link.WithOutputAddress(table.Value, Shape.Granule.PageShift, Shape.Format);
    }

    /// <summary>Writes a descriptor on the way to an address.</summary>
    public void Write(StoreBuffer memory, TableEntry entry, ulong input, Descriptor descriptor)
    {
        var written = Written(memory, entry with { Descriptor = descriptor }, input, default);
        memory.Store(entry.Address, descriptor.Raw, old => written with { Old = new Descriptor(old) });
    }

    private DescriptorWritten Written(StoreBuffer memory, TableEntry entry, ulong input, Descriptor old)
    {
        var index = Shape.Index(entry.Level, input);
        var table = new Pa(entry.Address.Value - (8 * (ulong)index));
        var first = new Iova(input & ~(SizeOf(entry.Level) - 1));
        return new DescriptorWritten(memory.Operation, _domain, table, index, entry.Level, first, old, entry.Descriptor);
    }

    // The leaves one level below a block that map the same, without those of some addresses.
    private IEnumerable<(TableEntry Entry, ulong Input)> Parts(TableEntry block, Descriptor link, ulong first, ulong end)
    {
        var (level, size) = (block.Level + 1, SizeOf(block.Level + 1));
        var input = first & ~(SizeOf(block.Level) - 1);
        var output = block.Descriptor.OutputAddress(Shape.Log2Size(block.Level), Shape.Format);
        var leaf = block.Descriptor with { Kind = level == 3 ? DescriptorKind.TableOrPage : DescriptorKind.Block };
        for (var offset = 0UL; offset < SizeOf(block.Level); offset += size)
        {
            if (input + offset >= first && input + offset < end) continue;
            var address = new Pa(Next(link).Value + (8 * (ulong)Shape.Index(level, input + offset)));
            var part = leaf.WithOutputAddress(output + offset, Shape.Log2Size(level), Shape.Format);
            yield return (new TableEntry(level, address, part), input + offset);
        }
    }

    /// <summary>
    /// A table of what a block maps, but for some addresses; nothing points to it yet. Null if there is none left.
    /// </summary>
    public Descriptor? NewTableOf(StoreBuffer memory, TableEntry block, ulong first, ulong end)
    {
        if (NewTable(memory) is not { } link) return null;
        foreach (var (entry, _) in Parts(block, link, first, end)) memory.Store(entry.Address, entry.Descriptor.Raw, null);
        return link;
    }

    /// <summary>Puts the table in place of the block; false if the block is not there any more.</summary>
    public bool TrySplit(StoreBuffer memory, TableEntry block, Descriptor link, ulong first, ulong end)
    {
        if (!memory.Exchange(block.Address, block.Descriptor.Raw, link.Raw, out _)) return false;
        if (!memory.History.IsOn) return true;
        foreach (var (entry, input) in Parts(block, link, first, end)) memory.History.Record(Written(memory, entry, input, default));
        memory.History.Record(Written(memory, block with { Descriptor = link }, first, block.Descriptor));
        return true;
    }

    /// <summary>Gives back a table that nothing ever pointed to.</summary>
    public void Discard(StoreBuffer memory, Descriptor link)
    {
        if (memory.History.IsOn) memory.History.Record(new TableFreed(memory.Operation, Next(link)));
        _pool.Free(Next(link));
    }

    /// <summary>True if something is mapped below a table descriptor.</summary>
    public bool HasLeaves(IPhysicalMemory memory, TableEntry table) =>
        Below(memory, table).Any(entry => entry.Descriptor.Valid && (!entry.IsTable || HasLeaves(memory, entry)));

    /// <summary>Gives back a table that is not linked any more, and what is below it.</summary>
    public void Free(StoreBuffer memory, TableEntry table)
    {
        foreach (var entry in Below(memory, table).Where(entry => entry.IsTable).ToList()) Free(memory, entry);
        if (memory.History.IsOn) memory.History.Record(new TableFreed(memory.Operation, Next(table)));
        _pool.Free(Next(table));
    }

    private IEnumerable<TableEntry> Below(IPhysicalMemory memory, TableEntry table)
    {
        for (var index = 0UL; index < Shape.Granule.PageSizeBytes / 8; index++)
        {
            var address = new Pa(Next(table).Value + (8 * index));
            yield return new TableEntry(table.Level + 1, address, new Descriptor(memory.Load(address)));
        }
    }

    private TableEntry Read(IPhysicalMemory memory, Pa table, int level, ulong input)
    {
        var address = new Pa(table.Value + (8 * (ulong)Shape.Index(level, input)));
        return new TableEntry(level, address, new Descriptor(memory.Load(address)));
    }

    private Pa Next(TableEntry table) => Next(table.Descriptor);

    private Pa Next(Descriptor link) => new(link.OutputAddress(Shape.Granule.PageShift, Shape.Format));
}
