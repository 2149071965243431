using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// Takes a device out of the invalidation array (Linux: arm_smmu_invs_unref and what follows it at the end of an attach). The tag
/// that is in no array is clean in the TLB: what loses its last user is invalidated as a whole.
/// </summary>
/// <param name="request">Who leaves.</param>
/// <param name="release">Releases its entries; the tag that nobody uses any more, if there is one.</param>
internal sealed class LeaveOperation(LeaveDomain request, Func<InvalidationEntry?> release) : DomainOperation(0, 0)
{
    private bool _released;

    // An ATC_INV must not be under way to a device that nobody knows any more (Linux: the array's rwlock).
    /// <inheritdoc/>
    public override bool ExcludesAtsInvalidations => request.Member.HasAts && !_released;

    /// <inheritdoc/>
    public override OperationBegan Began(OperationId operation, DomainId domain) =>
        new(operation, OperationKind.Other, domain);

    /// <inheritdoc/>
    public override OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs)
    {
        if (_released || release() is not { } tag || bugs.Has(Bug.TagNotFlushed))
            return OperationStep.Over(new DomainLeft(request.Request, Result(HostResult.Ok)), Result(HostResult.Ok));
        _released = true;
        return new OperationStep(OperationNeed.TagInvalidation, Tag: tag);
    }
}
