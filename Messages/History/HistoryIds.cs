namespace ActorIommu.Messages.History;

/// <summary>One operation of software; never used twice in a history. 0 is none.</summary>
/// <param name="Value">Counts up from 1 over all that issue operations.</param>
public readonly record struct OperationId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"op#{Value}";
}

/// <summary>One domain (HWPT); never used twice in a history.</summary>
/// <param name="Value">Counts up.</param>
public readonly record struct DomainId(int Value)
{
    /// <summary>The one domain without tables: addresses are passed on as they are. Any device may be attached to it.</summary>
    public static DomainId Identity => new(-2);

    /// <inheritdoc/>
    public override string ToString() => this == Identity ? "identity" : $"domain{Value}";
}

/// <summary>One command queue.</summary>
/// <param name="Smmu">Whose.</param>
/// <param name="Index">0 is the CMDQ, 1 and up are VCMDQs.</param>
public readonly record struct QueueId(SmmuId Smmu, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => Index == 0 ? $"{Smmu}.cmdq" : $"{Smmu}.vcmdq{Index}";
}

/// <summary>One call that writes commands into a queue: they stand there together, in order.</summary>
/// <param name="Value">Never used twice in a history.</param>
public readonly record struct BatchId(long Value);

/// <summary>Which kind of queue tells software what went wrong.</summary>
public enum EventQueueKind : byte
{
    /// <summary>The EVTQ of an SMMU.</summary>
    Events,

    /// <summary>The PRIQ of an SMMU.</summary>
    PageRequests,

    /// <summary>A vEVENTQ of iommufd.</summary>
    Virtual,
}

/// <summary>One queue of events.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Index">The SMMU's number, or the vEVENTQ's.</param>
public readonly record struct EventQueueId(EventQueueKind Kind, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}{Index}";
}

/// <summary>One event that hardware detected, on its way to software.</summary>
/// <param name="Value">Never used twice in a history.</param>
public readonly record struct DetectedEventId(long Value);

/// <summary>An object of host software that can be freed: of iommufd, or a part of a driver.</summary>
/// <param name="Value">Never used twice in a history.</param>
public readonly record struct ObjectId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"object#{Value}";
}
