namespace ActorIommu.Hardware.Freedoms;

/// <summary>Where the architecture leaves hardware a choice. The numbers are part of recorded traces: append, never renumber.</summary>
public enum Freedom : byte
{
    /// <summary>A command other than CMD_SYNC takes effect now (0) or at some time before the next CMD_SYNC completes (4.1.4).</summary>
    LateEffect,

    /// <summary>Which of the effects that are still to come happens next.</summary>
    EffectOrder,

    /// <summary>A translation is used and not cached (0: cached), or evicted at once.</summary>
    Fill,

    /// <summary>An entry is dropped for no reason (0: none).</summary>
    Eviction,

    /// <summary>A translation is fetched that no transaction asked for (0: none).</summary>
    SpeculativeFill,

    /// <summary>An invalid STE, CD or level 1 descriptor is cached until a CMD_CFGI covers it (0: not).</summary>
    CachedInvalidConfiguration,

    /// <summary>An invalidation removes more than it must (0: no more).</summary>
    OverInvalidation,

    /// <summary>Stages are cached combined (0) or apart.</summary>
    CombinedEntries,

    /// <summary>The contiguous hint is ignored (0) or used.</summary>
    ContiguousHint,

    /// <summary>An event that may be merged with an equal one in the queue is recorded (0) or merged (7.3.1).</summary>
    EventMerge,

    /// <summary>The order of CMD_SYNC's MSI and CONS (0: MSI first).</summary>
    SyncSignalOrder,

    /// <summary>A write of CR0, IRQ_CTRL or GBPA takes effect, and says so, now (0) or so many turns later (6.3.9).</summary>
    LateAcknowledge,

    /// <summary>
    /// Of two entries that software made conflict, the smaller one is used (0), the larger one, or F_TLB_CONFLICT is the answer (3.20.1).
    /// </summary>
    TlbConflict,

    /// <summary>A valid level 1 descriptor of a stream or CD table is cached until a CMD_CFGI with Leaf = 0 covers it (0: not).</summary>
    CachedL1Descriptor,

    /// <summary>A store of host software is visible now (0) or at its next barrier.</summary>
    StoreDelay,

    /// <summary>For how many turns of the SMMU's other work what a walk read is on its way.</summary>
    SlowRead,

    /// <summary>With <see cref="Bugs.Quirk.TlbiRaceSurvives"/>: an entry that is invalidated goes (0) or stays.</summary>
    InvalidationRace,

    /// <summary>Which of the command queues of an SMMU a thread of host software takes: by its processor (0: the first).</summary>
    Processor,
}
