using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// Operations of software, as their caller sees them. Emitted by who carries the operation out for the caller (domain, IOAS, driver).

/// <summary>What an operation is to do.</summary>
public enum OperationKind : byte
{
    /// <summary>Iova, SizeBytes and Pa say what is mapped, Permissions how.</summary>
    Map,

    /// <summary>Iova and SizeBytes say what is unmapped.</summary>
    Unmap,

    /// <summary>Iova and SizeBytes say where Permissions change.</summary>
    ChangePermissions,

    /// <summary>The device (or its substream), which had no domain, gets the domain.</summary>
    Attach,

    /// <summary>The device (or its substream) gets the domain in place of the one that it has.</summary>
    Replace,

    /// <summary>The device (or its substream) loses the domain; its accesses are aborted from then on.</summary>
    Detach,

    /// <summary>Caches of the domain are invalidated because the caller says so; Iova and SizeBytes, 0 for everything.</summary>
    Invalidate,

    /// <summary>The flush queue (lazy mode): everything of the domain whose unmap ended before is invalidated.</summary>
    Flush,

    /// <summary>The domain is freed.</summary>
    FreeDomain,

    /// <summary>Anything else; it is only watched for its end.</summary>
    Other,
}

/// <summary>What a mapping lets a device do.</summary>
/// <param name="Read">Reads.</param>
/// <param name="Write">Writes.</param>
public readonly record struct Permissions(bool Read, bool Write)
{
    /// <summary>Both.</summary>
    public static Permissions ReadWrite => new(true, true);

    /// <summary>Reads only.</summary>
    public static Permissions ReadOnly => new(true, false);
}

/// <summary>Recorded before the first effect of the operation, at the latest when the request is taken up.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Kind">What it is to do.</param>
/// <param name="Domain">On which domain; of <see cref="OperationKind.Replace"/> the new one.</param>
public sealed record OperationBegan(OperationId Operation, OperationKind Kind, DomainId Domain) : IHistoryEvent
{
    /// <summary>Attach, replace, detach: whose.</summary>
    public DeviceId? Device { get; init; }

    /// <summary>Attach, replace, detach: of this PASID; null is the device's traffic without a substream.</summary>
    public SubstreamId? Substream { get; init; }

    /// <summary>First address; of a nest parent the IPA.</summary>
    public Iova Iova { get; init; }

    /// <summary>How many bytes from there.</summary>
    public ulong SizeBytes { get; init; }

    /// <summary>Map: where the first address goes; the rest follows without gaps.</summary>
    public Pa Pa { get; init; }

    /// <summary>Map, change of permissions.</summary>
    public Permissions Permissions { get; init; }

    /// <summary>Invalidate: the viommu whose guest asked for it.</summary>
    public ViommuId? Viommu { get; init; }

    /// <summary>Unmap: invalidation is left to a later <see cref="OperationKind.Flush"/> (lazy mode).</summary>
    public bool IsDeferred { get; init; }
}

/// <summary>How an operation ended.</summary>
public enum OperationStatus : byte
{
    /// <summary>Done, all of it.</summary>
    Success,

    /// <summary>Done, and it says itself that an invalidation that it relies on failed: the promise of freshness is not made.</summary>
    Degraded,

    /// <summary>Not done; the state before is kept, but for what <see cref="OperationEnded.Bytes"/> says.</summary>
    Failed,
}

/// <summary>Recorded when the caller has the answer: not before, for then the caller may free pages.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Code">0, or the error as Linux counts it: a negative errno.</param>
/// <param name="Bytes">Map, unmap: how many bytes from the first address were done.</param>
public sealed record OperationEnded(OperationId Operation, OperationStatus Status, int Code, ulong Bytes) : IHistoryEvent;
