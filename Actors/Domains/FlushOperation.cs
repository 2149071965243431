using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

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
    public override OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        if (_isOver) return new OperationStep(OperationNeed.Done, Answer: answer(Result(HostResult.Ok)));
        _isOver = true;
        var page = table.Shape.Granule;
        return new OperationStep(OperationNeed.Invalidation, new InvalidationRange(0, 0, page.PageSizeBytes, page, LeafOnly: false));
    }
}
