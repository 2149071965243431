using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// Takes leaves and, where a whole table's addresses go, tables away (Linux: __arm_lpae_unmap). A table is freed when the pointers to it
/// that hardware may hold are invalidated. A part of a block is refused, or splits it (Linux up to 6.12: arm_lpae_split_blk_unmap).
/// </summary>
internal sealed class UnmapOperation(ulong first, ulong sizeBytes, bool isLazy, Func<HostResult, ulong, IIommuProtocol> answer)
    : DomainOperation(first, sizeBytes)
{
    private Gather _gather;
    private TableEntry? _unlinked;
    private (TableEntry Block, Descriptor Link, ulong First, ulong End)? _split;
    private ulong _done;
    private HostResult _result = HostResult.Ok;
    private bool _isOver;

    /// <summary>The invalidation is left to a later flush.</summary>
    public bool IsLazy => isLazy;

    /// <inheritdoc/>
    public override OperationBegan Began(OperationId operation, DomainId domain) =>
        new(operation, OperationKind.Unmap, domain) { Iova = new Iova(First), SizeBytes = SizeBytes, IsDeferred = isLazy };

    /// <inheritdoc/>
    public override OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        if (_unlinked is { } unlinked)
        {
            _unlinked = null;
            // Hardware that may still point there keeps it from being used again.
            if (!IsDegraded) table.Free(memory, unlinked);
            return new OperationStep(OperationNeed.Turn);
        }

        if (_split is { } split) return Split(split.Block, split.Link, split.First, split.End, table, memory, bugs);
        if (!_isOver && _done < SizeBytes) return Clear(table, memory, bugs);
        if (!_gather.IsEmpty) return Sync(table);
        return OperationStep.Over(answer(Result(_result), _done), Result(_result), _done);
    }

    private OperationStep Clear(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        var address = First + _done;
        var level = table.LevelOf(address, SizeBytes - _done);
        var entry = table.Find(memory, address, level);
        var size = table.SizeOf(level);
        if (!entry.Descriptor.Valid) return Stop(HostResult.NoEntry);
        if (entry.Level < level) return table.SplitsBlocks ? BeginSplit(entry, table, memory) : Stop(HostResult.PartOfBlock);
        if (!_gather.Takes(address, size)) return Sync(table);
        table.Write(memory, entry, address, default);
        if (!isLazy && !bugs.Has(Bug.GatherEmpty)) _gather = _gather.With(address, size);
        _done += size;
        // The defect counts on from the last address of a table instead of the first of the next.
        if (bugs.Has(Bug.UnmapStride) && table.Shape.Index(level, First + _done) == 0) _done = SizeBytes;
        if (!entry.IsTable) return new OperationStep(OperationNeed.Turn);
        _unlinked = entry;
        return bugs.Has(Bug.KernelPtNoFlush)
            ? new OperationStep(OperationNeed.Turn)
            : new OperationStep(OperationNeed.Invalidation, Walk(address, size, table.Shape.Granule));
    }

    // What goes is left out from the start, as far as whole leaves of the new table go.
    private OperationStep BeginSplit(TableEntry block, DomainTable table, StoreBuffer memory)
    {
        var (address, part) = (First + _done, table.SizeOf(block.Level + 1));
        var last = Math.Min(First + SizeBytes, (address & ~(table.SizeOf(block.Level) - 1)) + table.SizeOf(block.Level));
        var end = (address & (part - 1)) == 0 ? last & ~(part - 1) : address;
        if (table.NewTableOf(memory, block, address, end) is not { } link) return Stop(HostResult.NoMemory);
        _split = (block, link, address, end);
        return new OperationStep(OperationNeed.Turn);
    }

    private OperationStep Split(
        TableEntry block, Descriptor link, ulong first, ulong end, DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        _split = null;
        var isFirst = table.TrySplit(memory, block, link, first, end);
        // Who comes second finds the other's table in the next turn.
        if (isFirst || bugs.Has(Bug.SplitLoserSkips)) _done += end - first;
        if (isFirst)
        {
            var size = table.SizeOf(block.Level);
            return new OperationStep(OperationNeed.Invalidation, Walk(first & ~(size - 1), size, table.Shape.Granule));
        }

        table.Discard(memory, link);
        return new OperationStep(OperationNeed.Turn);
    }

    /// <summary>What is invalidated when a table of these addresses goes.</summary>
    public static InvalidationRange Walk(ulong address, ulong size, Granule page) =>
        new(address, size, page.PageSizeBytes, page, LeafOnly: false);

    private OperationStep Stop(HostResult result)
    {
        (_isOver, _result) = (true, result);
        return new OperationStep(OperationNeed.Turn);
    }

    private OperationStep Sync(DomainTable table)
    {
        var range = _gather.Range(table);
        _gather = default;
        return new OperationStep(OperationNeed.Invalidation, range);
    }
}
