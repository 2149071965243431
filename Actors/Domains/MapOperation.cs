using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// Maps addresses (Linux: __arm_lpae_map). Nothing is invalidated, for what is not mapped is not cached; but for a table without leaves
/// that a block takes the place of. What cannot be mapped to its end is taken back.
/// </summary>
internal sealed class MapOperation(MapPages request) : DomainOperation(request.Address.Value, request.SizeBytes)
{
    private ulong _done;
    private TableEntry? _unlinked;
    private UnmapOperation? _undo;
    private HostResult _failure;

    /// <inheritdoc/>
    public override OperationBegan Began(OperationId operation, DomainId domain) =>
        new(operation, OperationKind.Map, domain)
        {
            Iova = new Iova(First),
            SizeBytes = SizeBytes,
            Pa = request.Output,
            Permissions = new Permissions(true, request.IsWritable),
        };

    /// <inheritdoc/>
    public override OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        if (_undo is not null) return Undo(_undo.Step(table, memory, bugs));
        if (_unlinked is { } unlinked)
        {
            _unlinked = null;
            if (!IsDegraded) table.Free(memory, unlinked);
        }

        if (_done < SizeBytes) return MapNext(table, memory, bugs);
        // Linux: dma_wmb; a DMA that starts when the caller knows finds the leaves.
        memory.Barrier();
        return Answer(HostResult.Ok);
    }

    /// <inheritdoc/>
    public override void Invalidated(CommandsOutcome outcome, BugSet bugs)
    {
        _undo?.Invalidated(outcome, bugs);
        base.Invalidated(outcome, bugs);
    }

    private OperationStep MapNext(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        var (address, output) = (First + _done, request.Output.Value + _done);
        var level = table.LevelOf(address | output, SizeBytes - _done);
        var entry = table.Find(memory, address, level);
        if (entry.Level < level && !entry.Descriptor.Valid)
        {
            if (table.NewTable(memory) is not { } link) return GiveUp(HostResult.NoMemory);
            // Its descriptors are visible before the pointer to them.
            if (!bugs.Has(Bug.TableNoFlush)) memory.Barrier();
            table.Write(memory, entry, address, link);
        }
        else if (entry.Level == level && !entry.Descriptor.Valid)
        {
            table.Write(memory, entry, address, table.Leaf(output, level, request.IsWritable));
            _done += table.SizeOf(level);
        }
        else if (entry.IsTable && !table.HasLeaves(memory, entry))
        {
            table.Write(memory, entry, address, default);
            _unlinked = entry;
            if (bugs.Has(Bug.EmptyTableNoFlush)) return new OperationStep(OperationNeed.Turn);
            var walk = UnmapOperation.Walk(address, table.SizeOf(level), table.Shape.Granule);
            return new OperationStep(OperationNeed.Invalidation, walk);
        }
        else
        {
            return GiveUp(HostResult.Exists);
        }

        return new OperationStep(OperationNeed.Turn);
    }

    private OperationStep GiveUp(HostResult result)
    {
        if (_done == 0) return Answer(result);
        _failure = result;
        _undo = new UnmapOperation(First, _done, isLazy: false, (undone, _) =>
            new PagesMapped(request.Request, undone == HostResult.Degraded ? undone : result));
        return new OperationStep(OperationNeed.Turn);
    }

    private OperationStep Undo(OperationStep step) =>
        step.Need == OperationNeed.Done ? step with { Result = _failure, SizeBytes = 0 } : step;

    private OperationStep Answer(HostResult result) =>
        OperationStep.Over(new PagesMapped(request.Request, Result(result)), Result(result), result == HostResult.Ok ? SizeBytes : 0);
}
