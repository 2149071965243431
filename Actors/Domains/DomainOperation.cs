using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>What an operation of a domain needs before its next step.</summary>
internal enum OperationNeed : byte
{
    /// <summary>Nothing; others may come in between.</summary>
    Turn,

    /// <summary>An invalidation of what is attached.</summary>
    Invalidation,

    /// <summary>An invalidation of a tag that nobody uses any more.</summary>
    TagInvalidation,

    /// <summary>It is over.</summary>
    Done,
}

/// <summary>What a step of an operation came to.</summary>
/// <param name="Need">What it needs now.</param>
/// <param name="Range">What is to be invalidated.</param>
/// <param name="Tag">Which tag.</param>
/// <param name="Answer">What to say to who asked.</param>
/// <param name="Result">How it ended.</param>
/// <param name="SizeBytes">How much was done.</param>
internal readonly record struct OperationStep(
    OperationNeed Need, InvalidationRange Range = default, InvalidationEntry Tag = default, IIommuProtocol? Answer = null,
    HostResult Result = HostResult.Ok, ulong SizeBytes = 0)
{
    /// <summary>It is over.</summary>
    public static OperationStep Over(IIommuProtocol? answer, HostResult result, ulong sizeBytes = 0) =>
        new(OperationNeed.Done, Answer: answer, Result: result, SizeBytes: sizeBytes);
}

/// <summary>
/// One thing that a domain does, as a thread of Linux would: in steps of at most one store to its tables. What is stored is visible to
/// others at the latest when an invalidation begins.
/// </summary>
/// <param name="first">First address that it concerns.</param>
/// <param name="sizeBytes">Bytes; 0 is no address.</param>
internal abstract class DomainOperation(ulong first, ulong sizeBytes)
{
    /// <summary>First address that it concerns.</summary>
    public ulong First => first;

    /// <summary>Bytes that it concerns.</summary>
    public ulong SizeBytes => sizeBytes;

    /// <summary>An invalidation of its own ended otherwise than it should.</summary>
    protected bool IsDegraded { get; private set; }

    /// <summary>Its next step is not made while an invalidation of a device's cache is under way.</summary>
    public virtual bool ExcludesAtsInvalidations => false;

    /// <summary>What a history says when it begins.</summary>
    public abstract OperationBegan Began(OperationId operation, DomainId domain);

    /// <summary>Makes the next step.</summary>
    public abstract OperationStep Step(DomainTable table, StoreBuffer memory, BugSet bugs);

    /// <summary>The invalidation that it needed has ended.</summary>
    public virtual void Invalidated(CommandsOutcome outcome, BugSet bugs)
    {
        // Linux 7.2: __arm_smmu_domain_inv_range does not look at what came of it.
        if (outcome != CommandsOutcome.Completed && !bugs.Has(Bug.SyncErrorIgnored)) IsDegraded = true;
    }

    /// <summary>True if it concerns an address of the range.</summary>
    public bool Overlaps(ulong address, ulong size) => SizeBytes != 0 && size != 0 && address < First + SizeBytes && First < address + size;

    protected HostResult Result(HostResult result) => IsDegraded ? HostResult.Degraded : result;
}
