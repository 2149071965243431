namespace ActorIommu.Hardware.Spec;

/// <summary>IDR0.TTF.</summary>
public enum TableFormats : byte
{
    /// <summary>VMSAv8-32 LPAE.</summary>
    AArch32 = 1,

    /// <summary>VMSAv8-64.</summary>
    AArch64 = 2,

    /// <summary>Both.</summary>
    Both = 3,
}

/// <summary>IDR0.TTENDIAN.</summary>
public enum TableEndianness : byte
{
    /// <summary>Either.</summary>
    Mixed = 0,

    /// <summary>Reserved.</summary>
    Reserved = 1,

    /// <summary>Little-endian.</summary>
    Little = 2,

    /// <summary>Big-endian.</summary>
    Big = 3,
}

/// <summary>IDR0.STALL_MODEL.</summary>
public enum StallModel : byte
{
    /// <summary>Software chooses.</summary>
    StallAndTerminate = 0,

    /// <summary>Faults terminate.</summary>
    NoStall = 1,

    /// <summary>Faults stall.</summary>
    ForcedStall = 2,
}

/// <summary>IDR0.ST_LEVEL.</summary>
public enum StreamTableLevels : byte
{
    /// <summary>Linear only.</summary>
    Linear = 0,

    /// <summary>Linear and two-level.</summary>
    TwoLevel = 1,
}

/// <summary>IDR0.HTTU.</summary>
public enum HardwareUpdates : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Access flag.</summary>
    Access = 1,

    /// <summary>Access flag and dirty state.</summary>
    AccessDirty = 2,

    /// <summary>Also access flag of table descriptors (v3.4).</summary>
    AccessDirtyTable = 3,
}

/// <summary>IDR3.BBML.</summary>
public enum BreakBeforeMakeLevel : byte
{
    /// <summary>Break-before-make is needed.</summary>
    Level0 = 0,

    /// <summary>Block and table may change with nT.</summary>
    Level1 = 1,

    /// <summary>Block and table may change freely.</summary>
    Level2 = 2,
}

/// <summary>IDR5.VAX.</summary>
public enum VirtualAddressSize : byte
{
    /// <summary>48 bits.</summary>
    Bits48 = 0,

    /// <summary>52 bits, 64 KiB granule or DS.</summary>
    Bits52 = 1,

    /// <summary>56 bits, VMSAv9-128.</summary>
    Bits56 = 2,
}

/// <summary>AIDR.ArchMinorRev.</summary>
public enum ArchitectureMinor : byte
{
    /// <summary>SMMUv3.0.</summary>
    V30 = 0,

    /// <summary>SMMUv3.1.</summary>
    V31 = 1,

    /// <summary>SMMUv3.2.</summary>
    V32 = 2,

    /// <summary>SMMUv3.3.</summary>
    V33 = 3,

    /// <summary>SMMUv3.4.</summary>
    V34 = 4,
}
