namespace ActorIommu.Hardware.Spec;

/// <summary>Bits [1:0] of a descriptor.</summary>
public enum DescriptorKind : byte
{
    /// <summary>Invalid.</summary>
    Invalid = 0,

    /// <summary>Block at the levels that have blocks; reserved, and a fault, at level 3.</summary>
    Block = 1,

    /// <summary>Invalid: bit 0 alone decides.</summary>
    InvalidToo = 2,

    /// <summary>Table above level 3, page at level 3.</summary>
    TableOrPage = 3,
}

/// <summary>AP[2:1] of stage 1 leaves.</summary>
public enum Stage1Access : byte
{
    /// <summary>Privileged read and write, unprivileged nothing.</summary>
    PrivilegedReadWrite = 0,

    /// <summary>Read and write.</summary>
    ReadWrite = 1,

    /// <summary>Privileged read, unprivileged nothing.</summary>
    PrivilegedReadOnly = 2,

    /// <summary>Read.</summary>
    ReadOnly = 3,
}

/// <summary>S2AP of stage 2 leaves.</summary>
public enum Stage2Access : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read.</summary>
    Read = 1,

    /// <summary>Write.</summary>
    Write = 2,

    /// <summary>Read and write.</summary>
    ReadWrite = 3,
}

/// <summary>XN of stage 2 leaves; without IDR3.XNX only bit 1 counts.</summary>
public enum Stage2ExecuteNever : byte
{
    /// <summary>Executable.</summary>
    Execute = 0,

    /// <summary>Executable unprivileged only.</summary>
    UnprivilegedExecute = 1,

    /// <summary>Not executable.</summary>
    ExecuteNever = 2,

    /// <summary>Executable privileged only.</summary>
    PrivilegedExecute = 3,
}

/// <summary>MemAttr of stage 2 leaves, without STE.S2FWB; values not named are reserved or mix inner and outer.</summary>
public enum Stage2MemAttr : byte
{
    /// <summary>Device-nGnRnE.</summary>
    DeviceNGnRnE = 0,

    /// <summary>Device-nGnRE.</summary>
    DeviceNGnRE = 1,

    /// <summary>Device-nGRE.</summary>
    DeviceNGre = 2,

    /// <summary>Device-GRE.</summary>
    DeviceGre = 3,

    /// <summary>Normal, inner and outer non-cacheable.</summary>
    NormalNonCacheable = 5,

    /// <summary>Normal, inner and outer write-through.</summary>
    NormalWriteThrough = 10,

    /// <summary>Normal, inner and outer write-back.</summary>
    NormalWriteBack = 15,
}
