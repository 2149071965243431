namespace ActorIommu.Hardware.Spec;

/// <summary>Command opcodes (IHI 0070 section 4.1.1).</summary>
public enum CommandOpcode : byte
{
    /// <summary>CMD_PREFETCH_CONFIG.</summary>
    PrefetchConfig = 0x01,

    /// <summary>CMD_PREFETCH_ADDR.</summary>
    PrefetchAddr = 0x02,

    /// <summary>CMD_CFGI_STE: one stream's cached configuration.</summary>
    CfgiSte = 0x03,

    /// <summary>CMD_CFGI_STE_RANGE, and CMD_CFGI_ALL, which is Range 31.</summary>
    CfgiSteRange = 0x04,

    /// <summary>CMD_CFGI_CD: one substream's context descriptor.</summary>
    CfgiCd = 0x05,

    /// <summary>CMD_CFGI_CD_ALL: all of a stream's context descriptors.</summary>
    CfgiCdAll = 0x06,

    /// <summary>CMD_CFGI_VMS_PIDM.</summary>
    CfgiVmsPidm = 0x07,

    /// <summary>CMD_TLBI_NH_ALL: EL1, by VMID.</summary>
    TlbiNhAll = 0x10,

    /// <summary>CMD_TLBI_NH_ASID: EL1, by VMID and ASID.</summary>
    TlbiNhAsid = 0x11,

    /// <summary>CMD_TLBI_NH_VA: EL1, by VMID, ASID and address.</summary>
    TlbiNhVa = 0x12,

    /// <summary>CMD_TLBI_NH_VAA: EL1, by VMID and address, any ASID.</summary>
    TlbiNhVaa = 0x13,

    /// <summary>CMD_TLBI_EL3_ALL; Secure queue only.</summary>
    TlbiEl3All = 0x18,

    /// <summary>CMD_TLBI_EL3_VA; Secure queue only.</summary>
    TlbiEl3Va = 0x1A,

    /// <summary>CMD_TLBI_EL2_ALL.</summary>
    TlbiEl2All = 0x20,

    /// <summary>CMD_TLBI_EL2_ASID: EL2-E2H, by ASID.</summary>
    TlbiEl2Asid = 0x21,

    /// <summary>CMD_TLBI_EL2_VA: by address, and by ASID for EL2-E2H.</summary>
    TlbiEl2Va = 0x22,

    /// <summary>CMD_TLBI_EL2_VAA: EL2-E2H, by address, any ASID.</summary>
    TlbiEl2Vaa = 0x23,

    /// <summary>CMD_TLBI_S12_VMALL: both stages, by VMID.</summary>
    TlbiS12Vmall = 0x28,

    /// <summary>CMD_TLBI_S2_IPA: stage 2, by VMID and IPA.</summary>
    TlbiS2Ipa = 0x2A,

    /// <summary>CMD_TLBI_NSNH_ALL: all Non-secure EL1, both stages.</summary>
    TlbiNsnhAll = 0x30,

    /// <summary>CMD_ATC_INV: entries of a device's translation cache.</summary>
    AtcInv = 0x40,

    /// <summary>CMD_PRI_RESP: answer to a group of page requests.</summary>
    PriResp = 0x41,

    /// <summary>CMD_RESUME: one stalled transaction.</summary>
    Resume = 0x44,

    /// <summary>CMD_STALL_TERM: all stalled transactions of a stream.</summary>
    StallTerm = 0x45,

    /// <summary>CMD_SYNC: completion of everything earlier.</summary>
    Sync = 0x46,

    /// <summary>CMD_TLBI_S_EL2_ALL; Secure queue only.</summary>
    TlbiSEl2All = 0x50,

    /// <summary>CMD_TLBI_S_EL2_ASID; Secure queue only.</summary>
    TlbiSEl2Asid = 0x51,

    /// <summary>CMD_TLBI_S_EL2_VA; Secure queue only.</summary>
    TlbiSEl2Va = 0x52,

    /// <summary>CMD_TLBI_S_EL2_VAA; Secure queue only.</summary>
    TlbiSEl2Vaa = 0x53,

    /// <summary>CMD_TLBI_S_S12_VMALL; Secure queue only.</summary>
    TlbiSS12Vmall = 0x58,

    /// <summary>CMD_TLBI_S_S2_IPA; Secure queue only.</summary>
    TlbiSS2Ipa = 0x5A,

    /// <summary>CMD_TLBI_SNH_ALL; Secure queue only.</summary>
    TlbiSnhAll = 0x60,

    /// <summary>CMD_DPTI_ALL: all of the cached device permission table.</summary>
    DptiAll = 0x70,

    /// <summary>CMD_DPTI_PA: the cached device permission table, by address.</summary>
    DptiPa = 0x73,

    /// <summary>First of the IMPLEMENTATION DEFINED opcodes.</summary>
    ImpDefFirst = 0x80,

    /// <summary>Last of the IMPLEMENTATION DEFINED opcodes.</summary>
    ImpDefLast = 0x8F,
}
