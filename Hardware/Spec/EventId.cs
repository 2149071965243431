namespace ActorIommu.Hardware.Spec;

/// <summary>Event numbers (IHI 0070 section 7.3): F for faults of a transaction, C for configuration errors, E for hints.</summary>
public enum EventId : byte
{
    /// <summary>F_UUT: unsupported upstream transaction.</summary>
    FUut = 0x01,

    /// <summary>C_BAD_STREAMID: the StreamID is outside the stream table.</summary>
    CBadStreamid = 0x02,

    /// <summary>F_STE_FETCH: external abort on a stream table read.</summary>
    FSteFetch = 0x03,

    /// <summary>C_BAD_STE: the stream table entry is invalid or illegal.</summary>
    CBadSte = 0x04,

    /// <summary>F_BAD_ATS_TREQ: translation request from a stream that must not send one.</summary>
    FBadAtsTreq = 0x05,

    /// <summary>F_STREAM_DISABLED: S1DSS terminates the transaction.</summary>
    FStreamDisabled = 0x06,

    /// <summary>F_TRANSL_FORBIDDEN: translated transaction from a stream that must not send one.</summary>
    FTranslForbidden = 0x07,

    /// <summary>C_BAD_SUBSTREAMID: the SubstreamID is outside the context descriptor table.</summary>
    CBadSubstreamid = 0x08,

    /// <summary>F_CD_FETCH: external abort on a context descriptor read.</summary>
    FCdFetch = 0x09,

    /// <summary>C_BAD_CD: the context descriptor is invalid or illegal.</summary>
    CBadCd = 0x0A,

    /// <summary>F_WALK_EABT: external abort on a translation table read.</summary>
    FWalkEabt = 0x0B,

    /// <summary>F_TRANSLATION: no valid descriptor.</summary>
    FTranslation = 0x10,

    /// <summary>F_ADDR_SIZE: an output address is too large.</summary>
    FAddrSize = 0x11,

    /// <summary>F_ACCESS: access flag 0.</summary>
    FAccess = 0x12,

    /// <summary>F_PERMISSION: the permissions refuse the access.</summary>
    FPermission = 0x13,

    /// <summary>F_TLB_CONFLICT: two TLB entries match.</summary>
    FTlbConflict = 0x20,

    /// <summary>F_CFG_CONFLICT: two cached configurations match.</summary>
    FCfgConflict = 0x21,

    /// <summary>E_PAGE_REQUEST: speculative page request hint.</summary>
    EPageRequest = 0x24,

    /// <summary>F_VMS_FETCH: external abort on a VMS read.</summary>
    FVmsFetch = 0x25,

    /// <summary>First of the IMPLEMENTATION DEFINED events.</summary>
    ImpDefFirst = 0xE0,

    /// <summary>Last of the IMPLEMENTATION DEFINED events.</summary>
    ImpDefLast = 0xEF,
}

/// <summary>CLASS of an event record: what the transaction was doing.</summary>
public enum EventClass : byte
{
    /// <summary>Fetching a context descriptor, through stage 2.</summary>
    CD = 0,

    /// <summary>Fetching a stage 1 translation table descriptor, through stage 2.</summary>
    TT = 1,

    /// <summary>Translating the input address itself.</summary>
    IN = 2,
}
