using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>Changes the permission of leaves. More and less permission alike is cached, so both are invalidated.</summary>
internal sealed class ProtectOperation(ProtectPages request) : DomainOperation(request.Address.Value, request.SizeBytes)
{
    private Gather _gather;
    private ulong _done;
    private HostResult _result = HostResult.Ok;

    /// <inheritdoc/>
    public override OperationBegan Began(OperationId operation, DomainId domain) =>
        new(operation, OperationKind.ChangePermissions, domain)
        {
            Iova = new Iova(First),
            SizeBytes = SizeBytes,
            Permissions = new Permissions(true, request.IsWritable),
        };

    /// <inheritdoc/>
    public override OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        if (_result == HostResult.Ok && _done < SizeBytes) return Change(table, memory);
        if (!_gather.IsEmpty) return Sync(table);
        return OperationStep.Over(new PagesProtected(request.Request, Result(_result), _done), Result(_result), _done);
    }

    private OperationStep Change(DomainTable table, StoreBuffer memory)
    {
        var address = First + _done;
        var entry = table.Find(memory, address, 3);
        var size = table.SizeOf(entry.Level);
        if (!entry.Descriptor.Valid) _result = HostResult.NoEntry;
        else if ((address & (size - 1)) != 0 || size > SizeBytes - _done) _result = HostResult.PartOfBlock;
        if (_result != HostResult.Ok) return new OperationStep(OperationNeed.Turn);
        if (!_gather.Takes(address, size)) return Sync(table);
        table.Write(memory, entry, address, table.Permit(entry.Descriptor, request.IsWritable));
        _gather = _gather.With(address, size);
        _done += size;
        return new OperationStep(OperationNeed.Turn);
    }

    private OperationStep Sync(DomainTable table)
    {
        var range = _gather.Range(table);
        _gather = default;
        return new OperationStep(OperationNeed.Invalidation, range);
    }
}
