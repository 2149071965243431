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

    /// <summary>BZ-03: caches of devices are invalidated before the TLB that they are filled from.</summary>
    AtcBeforeTlbi,

    /// <summary>BZ-04: the invalidation array is read before the cleared descriptors are visible.</summary>
    InvsNoBarrier,

    /// <summary>BZ-07: an overflow of the event queue is not acknowledged.</summary>
    NoOvAck,

    /// <summary>BZ-09: the event handler goes on as long as events come.</summary>
    DrainForever,

    /// <summary>BZ-12: a range of one page without a level is encoded as the reserved combination.</summary>
    RangeTtl0Single,

    /// <summary>BZ-15: a table is freed while hardware may still hold a pointer to it.</summary>
    KernelPtNoFlush,

    /// <summary>BZ-21, BZ-22: an operation succeeds although its CMD_SYNC timed out or a command was refused.</summary>
    SyncErrorIgnored,

    /// <summary>BZ-23: an illegal command is replaced by a CMD_SYNC without the interrupt that its waiter polls for.</summary>
    ReplacedSyncWithoutMsi,

    /// <summary>BZ-26: an SMMU that comes up again lets everything pass until its tables are there.</summary>
    KdumpResetBypass,

    /// <summary>BZ-54: the command queue is not aligned to its size.</summary>
    BaseMisaligned,

    /// <summary>BZ-83: unmap does not say what it cleared, so nothing is invalidated.</summary>
    GatherEmpty,

    /// <summary>BZ-84: unmap counts on from where it is instead of from the start of the table, and skips the rest.</summary>
    UnmapStride,

    /// <summary>The driver goes on before a write of CR0, IRQ_CTRL or GBPA is acknowledged.</summary>
    UpdateNotAwaited,

    /// <summary>BZ-91: a replace does not give back what the old domain counted on the device's page faults.</summary>
    IopfRefLeak,

    /// <summary>BZ-06: a level 1 descriptor of the stream table may be visible before the array that it points to.</summary>
    NoL1Barrier,

    /// <summary>BZ-27: of two unmaps that split the same block, the one that comes second leaves its pages mapped.</summary>
    SplitLoserSkips,

    /// <summary>BZ-05: no bit of a stream table entry may change early, so that an entry is made invalid that need not be.</summary>
    NoSafeBits,

    /// <summary>BZ-18: a device that is refused for its StreamID takes the entry of the device that has it out of the directory.</summary>
    DupSidErase,

    /// <summary>BZ-74: an attach of a PASID that cannot be answered is undone by detaching the device itself.</summary>
    PasidErrDetachesRid,

    /// <summary>BZ-78: which doorbells a device needs is known by a pointer into the domain where it asked, and goes with that.</summary>
    MsiCookiePointer,

    /// <summary>BZ-90: the first StreamID of a device is invalidated for each of them.</summary>
    AliasFlushPrimaryOnly,

    /// <summary>G2: a tag that loses its last user is not invalidated, and is used again.</summary>
    TagNotFlushed,

    /// <summary>Ours: the event handler counts slots without the wrap bit, and takes a queue that it has emptied for full.</summary>
    EventWrapDropped,

    /// <summary>BZ-16: of a guest's commands those before one that is refused count as done and are not.</summary>
    ViommuPartialCount,

    /// <summary>BZ-30: an unmap below a guest's stage 1 leaves what combines both stages.</summary>
    S2IpaOnly,

    /// <summary>BZ-51: only 20 bits of a guest's StreamID are looked at.</summary>
    VsidTruncate20,

    /// <summary>BZ-68: a device that leaves a guest can still be named by it.</summary>
    VdevOutlivesDev,

    /// <summary>BZ-96: an invalidation of every ASID is taken for one of an ASID that nobody has.</summary>
    VaaNoMatch,

    /// <summary>BZ-99: a guest's invalidation of a range of stream table entries is taken for half of it.</summary>
    CfgiRangeOffByOne,

    /// <summary>BZ-100: a guest's invalidation of everything is not passed on.</summary>
    GlobalInvNotForwarded,

    /// <summary>BZ-101: a device that comes to an address space that others use is not told of its invalidations.</summary>
    NoReplayOnAttach,

    /// <summary>Own finding: who uses an ASID is learned from the guest's invalidations alone, not from its memory.</summary>
    AsidListTrapsOnly,

    /// <summary>BZ-24: a batch that is longer than a list chooses its queue anew for each list, and waits in the last one alone.</summary>
    BatchRechooseQueue,

    /// <summary>BZ-44: the queue is chosen again between the commands of a batch and its CMD_SYNC.</summary>
    MigrateBetweenCmdAndSync,

    /// <summary>BZ-53: the map of the queues that have an error is read in the wrong byte order, and names queues that are none.</summary>
    ErrMapWrongIndex,

    /// <summary>BZ-98: the code of a range invalidation's granule is taken for the log2 of its bytes: it covers next to nothing.</summary>
    TgAsShift,

    /// <summary>BZ-25: an SMMU is disabled while the VCMDQs beside it still take commands.</summary>
    ShutdownOrder,

    /// <summary>BZ-52: a device with several StreamIDs is let into a viommu, which knows the first of them alone.</summary>
    MultiSidFirstOnly,

    /// <summary>Ours: what a viommu lost of a guest's events is skipped by the VMM, and nothing tells the guest.</summary>
    VirtualLossUntold,

    /// <summary>Ours: every SMMU of the machine is told of an invalidation and waited for, whoever uses the domain.</summary>
    AwaitsEverySmmu,

    /// <summary>Ours: a leg of a guest's command that fails does not stop the guest's queue.</summary>
    FailedLegIgnored,

    /// <summary>Own finding (Linux 7.2): who gives up waiting for an MSI takes what is before its CMD_SYNC for consumed.</summary>
    TimeoutMovesConsumer,

    /// <summary>Ours: what a part was handling when it crashed comes back behind what was sent meanwhile.</summary>
    ComesBackLast,

    /// <summary>BZ-42: a guest's driver puts commands into a VCMDQ that such a queue does not take.</summary>
    NoSupportsCmd,

    /// <summary>BZ-45: the memory of a guest's VCMDQ is given back before the queue is stopped.</summary>
    FreeRingBeforeDrain,

    /// <summary>BZ-55: a VCMDQ changes hands without a CMD_SYNC on the SMMU's own queue: the next owner is told of another's ATC.</summary>
    NoDeinitSync,

    /// <summary>BZ-50: a guest's virtual interface is freed while the handler of its errors still finds it.</summary>
    TeardownOrder,

    /// <summary>BZ-46: the handler of errors finds a guest's virtual interface before its registers are set.</summary>
    PublishEarly,

    /// <summary>BZ-87: a pointer to a new translation table can be seen before the table has been cleared.</summary>
    TableNoFlush,

    /// <summary>Ours: a block takes the place of an empty table, and nothing invalidates what walks have cached of that.</summary>
    EmptyTableNoFlush,
}
