using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// Pages for translation tables. One that comes back is filled with descriptors that lead to one poisoned page, and is the next to be
/// handed out: hardware that still follows a pointer to it betrays itself.
/// </summary>
internal sealed class TablePool
{
    private readonly IPhysicalMemory _memory;
    private readonly FrameAllocator _frames;
    private readonly int _maxTables;
    private readonly int _shift;
    private readonly ulong _poison;

    /// <param name="memory">Where the tables are.</param>
    /// <param name="frames">What they are made of.</param>
    /// <param name="granule">Their size.</param>
    /// <param name="maxTables">How many there may be at a time.</param>
    public TablePool(IPhysicalMemory memory, FrameAllocator frames, Granule granule, int maxTables)
    {
        (_memory, _frames, _maxTables, _shift) = (memory, frames, maxTables, granule.PageShift);
        PoisonedPage = frames.Allocate(_shift);
        // At the last level a page, above it a table: whatever the level, a walk ends in the poisoned page.
        var leaf = PageTableBuilder.StageOneLeaf with { Kind = DescriptorKind.TableOrPage };
        _poison = leaf.WithOutputAddress(PoisonedPage.Value, _shift, DescriptorFormat.Bits48).Raw;
        Fill(PoisonedPage);
    }

    /// <summary>Where a DMA ends up that uses a table that was freed.</summary>
    public Pa PoisonedPage { get; }

    /// <summary>Tables that are handed out.</summary>
    public int Count { get; private set; }

    /// <summary>A table whose first contents are still to be written; null if there is none left.</summary>
    public Pa? Allocate()
    {
        if (Count == _maxTables) return null;
        Count++;
        return _frames.AllocateAsIs(_shift);
    }

    /// <summary>Takes a table back, to which hardware holds no pointer any more.</summary>
    public void Free(Pa table)
    {
        Fill(table);
        _frames.Free(table, _shift);
        Count--;
    }

    private void Fill(Pa page)
    {
        for (var offset = 0UL; offset < 1UL << _shift; offset += 8) _memory.Store(new Pa(page.Value + offset), _poison);
    }
}
