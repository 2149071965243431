namespace ActorIommu.Hardware.Spec;

/// <summary>CMDQ_CONS.ERR: why command consumption stopped.</summary>
public enum CommandError : byte
{
    /// <summary>CERROR_NONE: no error.</summary>
    None = 0,

    /// <summary>CERROR_ILL: the command is illegal.</summary>
    Ill = 1,

    /// <summary>CERROR_ABT: external abort on the command's fetch.</summary>
    Abt = 2,

    /// <summary>CERROR_ATC_INV_SYNC: a CMD_SYNC found that an earlier CMD_ATC_INV was not answered.</summary>
    AtcInvSync = 3,
}

/// <summary>CMD_SYNC.CS: how completion is signalled.</summary>
public enum SyncSignal : byte
{
    /// <summary>SIG_NONE: only CMDQ_CONS moves on.</summary>
    None = 0,

    /// <summary>SIG_IRQ: an interrupt or an MSI write.</summary>
    Irq = 1,

    /// <summary>SIG_SEV: an event to the processors.</summary>
    Sev = 2,

    /// <summary>CERROR_ILL.</summary>
    Reserved = 3,
}

/// <summary>TG of TLBI commands: not the encoding of <see cref="Tg0"/>.</summary>
public enum TlbiGranule : byte
{
    /// <summary>No granule: one address, any granule, no range.</summary>
    None = 0,

    /// <summary>4 KiB.</summary>
    K4 = 1,

    /// <summary>16 KiB.</summary>
    K16 = 2,

    /// <summary>64 KiB.</summary>
    K64 = 3,
}

/// <summary>TTL of TLBI commands: where the leaf descriptors are.</summary>
public enum TlbiLevel : byte
{
    /// <summary>Any level.</summary>
    Any = 0,

    /// <summary>Level 1.</summary>
    Level1 = 1,

    /// <summary>Level 2.</summary>
    Level2 = 2,

    /// <summary>Level 3.</summary>
    Level3 = 3,
}

/// <summary>CMD_RESUME.Ac and Ab: the end of a stall. Ac with Ab also retries.</summary>
public enum ResumeAction : byte
{
    /// <summary>Reads return 0, writes vanish.</summary>
    TerminateRazwi = 0,

    /// <summary>The transaction is translated again.</summary>
    Retry = 1,

    /// <summary>The transaction aborts.</summary>
    TerminateAbort = 2,

    /// <summary>As Retry: Ab is ignored when Ac is 1.</summary>
    RetryToo = 3,
}

/// <summary>CMD_PRI_RESP.Resp: the answer to a page request group.</summary>
public enum PriResponse : byte
{
    /// <summary>RESP_FAILURE: permanent, the interface is to be disabled.</summary>
    Failure = 0,

    /// <summary>RESP_INVALID: some page cannot be had.</summary>
    Invalid = 1,

    /// <summary>RESP_SUCCESS: all pages are there.</summary>
    Success = 2,

    /// <summary>CERROR_ILL.</summary>
    Illegal = 3,
}
