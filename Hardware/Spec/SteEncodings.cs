namespace ActorIommu.Hardware.Spec;

/// <summary>STE.Config. With bit 2 clear every value aborts, and no event is recorded.</summary>
public enum SteConfig : byte
{
    /// <summary>Transactions abort silently.</summary>
    Abort = 0,

    /// <summary>Both stages bypassed.</summary>
    Bypass = 4,

    /// <summary>Stage 1 translates, stage 2 bypassed.</summary>
    S1Translate = 5,

    /// <summary>Stage 1 bypassed, stage 2 translates.</summary>
    S2Translate = 6,

    /// <summary>Both stages translate.</summary>
    Nested = 7,
}

/// <summary>STE.S1Fmt: the shape of the context descriptor table.</summary>
public enum SteS1Fmt : byte
{
    /// <summary>One array of descriptors.</summary>
    Linear = 0,

    /// <summary>Two levels, leaves of 4 KiB (64 descriptors).</summary>
    TwoLevel4K = 1,

    /// <summary>Two levels, leaves of 64 KiB (1024 descriptors).</summary>
    TwoLevel64K = 2,

    /// <summary>C_BAD_STE where it matters.</summary>
    Reserved = 3,
}

/// <summary>STE.S1DSS: transactions without a substream, on a stream that has substreams.</summary>
public enum SteS1Dss : byte
{
    /// <summary>They abort: F_STREAM_DISABLED.</summary>
    Terminate = 0,

    /// <summary>They bypass stage 1.</summary>
    Bypass = 1,

    /// <summary>They use substream 0; those with substream 0 abort: F_STREAM_DISABLED.</summary>
    Substream0 = 2,

    /// <summary>Behaves as Terminate.</summary>
    Reserved = 3,
}

/// <summary>STE.EATS: what ATS the stream may use (IDR0.ATS).</summary>
public enum SteEats : byte
{
    /// <summary>Translation requests are refused, translated transactions abort.</summary>
    Disabled = 0,

    /// <summary>Translation requests return the output of all enabled stages.</summary>
    Full = 1,

    /// <summary>Translation requests return the output of stage 1; translated transactions pass stage 2 (IDR0.NS1ATS = 0).</summary>
    SplitStage = 2,

    /// <summary>As Full, with checks of the device permission table (IDR3.DPT).</summary>
    FullWithDpt = 3,
}

/// <summary>STE.STRW: the translation regime of stage 1 and its TLB tags.</summary>
public enum SteStrw : byte
{
    /// <summary>EL1: entries have ASID and VMID.</summary>
    NsEl1 = 0,

    /// <summary>EL3; Secure streams only.</summary>
    El3 = 1,

    /// <summary>EL2, or EL2-E2H when CR2.E2H: entries have an ASID in the latter, never a VMID.</summary>
    El2 = 2,
}

/// <summary>SHCFG of STE and GBPA.</summary>
public enum ShareabilityOverride : byte
{
    /// <summary>Non-shareable.</summary>
    NonShareable = 0,

    /// <summary>As it came.</summary>
    Incoming = 1,

    /// <summary>Outer shareable.</summary>
    OuterShareable = 2,

    /// <summary>Inner shareable.</summary>
    InnerShareable = 3,
}

/// <summary>STE.NSCFG.</summary>
public enum SecurityOverride : byte
{
    /// <summary>As it came.</summary>
    Incoming = 0,

    /// <summary>Behaves as Incoming.</summary>
    Reserved = 1,

    /// <summary>Secure.</summary>
    Secure = 2,

    /// <summary>Non-secure.</summary>
    NonSecure = 3,
}

/// <summary>PRIVCFG of STE and GBPA.</summary>
public enum PrivilegeOverride : byte
{
    /// <summary>As it came.</summary>
    Incoming = 0,

    /// <summary>Behaves as Incoming.</summary>
    Reserved = 1,

    /// <summary>Unprivileged.</summary>
    Unprivileged = 2,

    /// <summary>Privileged.</summary>
    Privileged = 3,
}

/// <summary>INSTCFG of STE and GBPA; writes are always data.</summary>
public enum InstructionOverride : byte
{
    /// <summary>As it came.</summary>
    Incoming = 0,

    /// <summary>Behaves as Incoming.</summary>
    Reserved = 1,

    /// <summary>Data.</summary>
    Data = 2,

    /// <summary>Instruction.</summary>
    Instruction = 3,
}
