using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Stalls;

/// <summary>How a stalled transaction goes on.</summary>
public enum StallRelease : byte
{
    /// <summary>It is translated again, as though it had just arrived.</summary>
    Retry,

    /// <summary>The device sees an abort.</summary>
    Abort,

    /// <summary>The device sees success: reads give zero, writes go nowhere.</summary>
    ReadZeroWriteIgnored,
}

/// <summary>A transaction that is stalled no more, and waits for whoever drives the SMMU.</summary>
/// <param name="Stall">Which.</param>
/// <param name="Release">What is to be done with it.</param>
public readonly record struct ReleasedStall(StallId Stall, StallRelease Release);
