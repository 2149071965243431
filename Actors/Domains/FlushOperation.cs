using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>Invalidates everything of the domain (Linux: iommu_flush_iotlb_all).</summary>
/// <param name="number">Counts flushes as they begin.</param>
/// <param name="answer">What it is to say, if anybody asked.</param>
internal sealed class FlushOperation(long number, Func<HostResult, IIommuProtocol?> answer) : DomainOperation(0, 0)
{
    private bool _isOver;

    /// <summary>Counts flushes as they begin.</summary>
    public long Number => number;

    /// <summary>Everything was invalidated.</summary>
    public bool HasFlushed => _isOver && !IsDegraded;

    /// <inheritdoc/>
    public override OperationBegan Began(OperationId operation, DomainId domain) =>
        new(operation, OperationKind.Flush, domain);

    /// <inheritdoc/>
    public override OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        if (_isOver) return OperationStep.Over(answer(Result(HostResult.Ok)), Result(HostResult.Ok));
        _isOver = true;
        var page = table.Shape.Granule;
        return new OperationStep(OperationNeed.Invalidation, new InvalidationRange(0, 0, page.PageSizeBytes, page, LeafOnly: false));
    }
}
