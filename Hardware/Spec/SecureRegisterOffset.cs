namespace ActorIommu.Hardware.Spec;

/// <summary>Byte offsets of Secure registers, which the emulator refuses (IHI 0070 section 6.2).</summary>
public static class SecureRegisterOffset
{
    /// <summary>The bank: a Secure register is here plus the offset of its Non-secure counterpart, the queue indices included.</summary>
    public const int Bank = 0x8000;

    /// <summary>SMMU_S_IDR0.</summary>
    public const int Idr0 = 0x8000;

    /// <summary>SMMU_S_CR0.</summary>
    public const int Cr0 = 0x8020;

    /// <summary>SMMU_S_INIT: has no Non-secure counterpart.</summary>
    public const int Init = 0x803C;

    /// <summary>SMMU_S_GBPA.</summary>
    public const int Gbpa = 0x8044;

    /// <summary>SMMU_S_STRTAB_BASE.</summary>
    public const int StrtabBase = 0x8080;

    /// <summary>SMMU_S_CMDQ_BASE.</summary>
    public const int CmdqBase = 0x8090;

    /// <summary>SMMU_S_CMDQ_PROD.</summary>
    public const int CmdqProd = 0x8098;

    /// <summary>SMMU_S_CMDQ_CONS.</summary>
    public const int CmdqCons = 0x809C;

    /// <summary>SMMU_S_EVENTQ_BASE.</summary>
    public const int EventqBase = 0x80A0;

    /// <summary>SMMU_S_EVENTQ_PROD.</summary>
    public const int EventqProd = 0x80A8;

    /// <summary>SMMU_S_EVENTQ_CONS.</summary>
    public const int EventqCons = 0x80AC;
}
