namespace ActorIommu.Hardware.Bugs;

/// <summary>
/// Defects that can be switched on, each one line at the place where the real one was. Those named BZ are of the collection of
/// historical bugs that docs/BUGS.md describes. The number of each is part of recorded traces: append, never renumber.
/// </summary>
public enum Bug
{
    /// <summary>Hardware: a walk fills a cache although an invalidation covered what it read after it began.</summary>
    FillWithoutTicket,

    /// <summary>Hardware: CMD_SYNC completes while older walks are in flight.</summary>
    SyncWithoutDrain,

    /// <summary>Hardware: the wrap bit of a queue index is dropped where it is compared.</summary>
    WrapBitDropped,

    /// <summary>BZ-01: a producer takes the number of its CMD_SYNC before its slots, and waits for a number that is not smaller.</summary>
    SyncSeqOutsideLock,

    /// <summary>BZ-02: a producer that waits for room is content with one slot, and begins its second anew each time.</summary>
    SpaceWaitNotFull,
}
