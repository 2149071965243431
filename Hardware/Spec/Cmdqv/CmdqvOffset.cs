namespace ActorIommu.Hardware.Spec;

/// <summary>Byte offsets of the CMDQV unit.</summary>
public static class CmdqvOffset
{
    /// <summary>CMDQV_CONFIG.</summary>
    public const int Config = 0x0;

    /// <summary>CMDQV_PARAM.</summary>
    public const int Param = 0x4;

    /// <summary>CMDQV_STATUS.</summary>
    public const int Status = 0x8;

    /// <summary>Which virtual interfaces have an error, two words.</summary>
    public const int VintfErrMap = 0x14;

    /// <summary>Which virtual interfaces do not interrupt, two words.</summary>
    public const int VintfIntMask = 0x1C;

    /// <summary>Which queues have an error, four words.</summary>
    public const int CmdqErrMap = 0x24;

    /// <summary>CMDQV_CMDQ_ALLOC_MAP(0), one word each.</summary>
    public const int CmdqAllocMap = 0x200;

    /// <summary>Registers of virtual interface 0.</summary>
    public const int VintfBase = 0x1000;

    /// <summary>Distance of two virtual interfaces.</summary>
    public const int VintfStride = 0x100;

    /// <summary>Page 0 (indices, control) of the queues by physical number.</summary>
    public const int VcmdqPage0Base = 0x10000;

    /// <summary>Page 1 (bases) of the queues by physical number.</summary>
    public const int VcmdqPage1Base = 0x20000;

    /// <summary>Distance of two queues.</summary>
    public const int VcmdqStride = 0x80;

    /// <summary>Page 0 of the queues by logical number, virtual interface 0: what a guest sees.</summary>
    public const int VintfPage0Base = 0x30000;

    /// <summary>Page 1 of the queues by logical number, virtual interface 0.</summary>
    public const int VintfPage1Base = 0x40000;

    /// <summary>Distance of the pages of two virtual interfaces.</summary>
    public const int VintfPageStride = 0x20000;
}

/// <summary>Byte offsets within a virtual interface.</summary>
public static class VintfOffset
{
    /// <summary>VINTF_CONFIG.</summary>
    public const int Config = 0x0;

    /// <summary>VINTF_STATUS.</summary>
    public const int Status = 0x4;

    /// <summary>VINTF_SID_MATCH(0), one word each.</summary>
    public const int SidMatch = 0x40;

    /// <summary>VINTF_SID_REPLACE(0), one word each.</summary>
    public const int SidReplace = 0x80;

    /// <summary>Which logical queues have an error, 64 bits.</summary>
    public const int LvcmdqErrMap64 = 0xC0;
}

/// <summary>Byte offsets within page 0 of a virtual command queue.</summary>
public static class VcmdqPage0Offset
{
    /// <summary>VCMDQ_CONS_INDX.</summary>
    public const int ConsIndx = 0x0;

    /// <summary>VCMDQ_PROD_INDX.</summary>
    public const int ProdIndx = 0x4;

    /// <summary>VCMDQ_CONFIG.</summary>
    public const int Config = 0x8;

    /// <summary>VCMDQ_STATUS.</summary>
    public const int Status = 0xC;

    /// <summary>VCMDQ_GERROR.</summary>
    public const int Gerror = 0x10;

    /// <summary>VCMDQ_GERRORN.</summary>
    public const int Gerrorn = 0x14;
}

/// <summary>Byte offsets within page 1 of a virtual command queue.</summary>
public static class VcmdqPage1Offset
{
    /// <summary>VCMDQ_BASE, 64 bits.</summary>
    public const int Base = 0x0;

    /// <summary>VCMDQ_CONS_INDX_BASE_DRAM, 64 bits.</summary>
    public const int ConsIndxBaseDram = 0x8;
}
