namespace ActorIommu.Messages;

/// <summary>Where a fault can be injected. The number of each is part of recorded traces: append, never renumber.</summary>
public enum FaultSite : byte
{
    /// <summary>A read of a stream table aborts: F_STE_FETCH.</summary>
    StreamTableAbort,

    /// <summary>A read of a context descriptor table aborts: F_CD_FETCH.</summary>
    ContextTableAbort,

    /// <summary>A read of a translation table aborts: F_WALK_EABT.</summary>
    DescriptorAbort,

    /// <summary>A read of the command queue aborts: CERROR_ABT.</summary>
    CommandReadAbort,

    /// <summary>A write of the event queue aborts: GERROR.EVENTQ_ABT_ERR.</summary>
    EventWriteAbort,

    /// <summary>The interrupt of a CMD_SYNC is lost.</summary>
    SyncInterruptLost,

    /// <summary>The interrupt of a CMD_SYNC comes twice.</summary>
    SyncInterruptTwice,

    /// <summary>A device ignores an ATC invalidation: what it covers stays, and nobody answers: CERROR_ATC_INV_SYNC.</summary>
    AtcInvalidationIgnored,

    /// <summary>A part of the machine crashes while it handles a message, and is restarted.</summary>
    PartCrash,

    /// <summary>Software resets the SMMU instead of reading the events that it is interrupted for.</summary>
    SmmuReset,

    /// <summary>The event queue, which holds a record, has no room for another.</summary>
    EventQueueFull,

    /// <summary>The command queue consumes nothing for a while.</summary>
    CommandQueueStall,

    /// <summary>A command in memory is not what software wrote.</summary>
    CommandCorrupted,

    /// <summary>Virtual time jumps.</summary>
    ClockJump,

    /// <summary>The command queue consumes nothing any more, until software starts it anew.</summary>
    CommandQueueStuck,

    /// <summary>What an attach answers cannot be copied to who asked (Linux: copy_to_user), so that it has to be undone.</summary>
    AnswerNotCopied,

    /// <summary>A read of a level 1 descriptor of streams or context descriptors aborts: F_STE_FETCH, F_CD_FETCH.</summary>
    LevelOneAbort,
}
