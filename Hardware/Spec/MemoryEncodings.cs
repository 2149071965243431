namespace ActorIommu.Hardware.Spec;

/// <summary>TG0 of the context descriptor and S2TG of the stream table entry.</summary>
public enum Tg0 : byte
{
    /// <summary>4 KiB.</summary>
    K4 = 0,

    /// <summary>64 KiB.</summary>
    K64 = 1,

    /// <summary>16 KiB.</summary>
    K16 = 2,

    /// <summary>Reserved.</summary>
    Reserved = 3,
}

/// <summary>TG1 of the context descriptor: not the encoding of <see cref="Tg0"/>.</summary>
public enum Tg1 : byte
{
    /// <summary>Reserved.</summary>
    Reserved = 0,

    /// <summary>16 KiB.</summary>
    K16 = 1,

    /// <summary>4 KiB.</summary>
    K4 = 2,

    /// <summary>64 KiB.</summary>
    K64 = 3,
}

/// <summary>IDR5.OAS, CD.IPS and STE.S2PS.</summary>
public enum AddressSize : byte
{
    /// <summary>32 bits.</summary>
    Bits32 = 0,

    /// <summary>36 bits.</summary>
    Bits36 = 1,

    /// <summary>40 bits.</summary>
    Bits40 = 2,

    /// <summary>42 bits.</summary>
    Bits42 = 3,

    /// <summary>44 bits.</summary>
    Bits44 = 4,

    /// <summary>48 bits.</summary>
    Bits48 = 5,

    /// <summary>52 bits.</summary>
    Bits52 = 6,

    /// <summary>56 bits (v3.4).</summary>
    Bits56 = 7,
}

/// <summary>Shareability of tables, queues, walks and stage 1 leaves.</summary>
public enum Shareability : byte
{
    /// <summary>Non-shareable.</summary>
    NonShareable = 0,

    /// <summary>Behaves as NonShareable.</summary>
    Reserved = 1,

    /// <summary>Outer shareable.</summary>
    OuterShareable = 2,

    /// <summary>Inner shareable.</summary>
    InnerShareable = 3,
}

/// <summary>Cacheability of walks: CD.IR0, OR0, IR1, OR1 and STE.S2IR0, S2OR0.</summary>
public enum WalkCacheability : byte
{
    /// <summary>Non-cacheable.</summary>
    NonCacheable = 0,

    /// <summary>Write-back, read-allocate, write-allocate.</summary>
    WriteBackReadWriteAllocate = 1,

    /// <summary>Write-through, read-allocate, no write-allocate.</summary>
    WriteThroughReadAllocate = 2,

    /// <summary>Write-back, read-allocate, no write-allocate.</summary>
    WriteBackReadAllocate = 3,
}

/// <summary>Cacheability of context descriptor fetches: STE.S1CIR and S1COR.</summary>
public enum ContextCacheability : byte
{
    /// <summary>Non-cacheable.</summary>
    NonCacheable = 0,

    /// <summary>Write-back, read-allocate.</summary>
    WriteBackReadAllocate = 1,

    /// <summary>Write-through, read-allocate.</summary>
    WriteThroughReadAllocate = 2,

    /// <summary>Write-back, no read-allocate.</summary>
    WriteBackNoReadAllocate = 3,
}

/// <summary>Cacheability of tables and queues: the _IC and _OC fields of CR1.</summary>
public enum TableCacheability : byte
{
    /// <summary>Non-cacheable.</summary>
    NonCacheable = 0,

    /// <summary>Write-back.</summary>
    WriteBack = 1,

    /// <summary>Write-through.</summary>
    WriteThrough = 2,

    /// <summary>Behaves as NonCacheable.</summary>
    Reserved = 3,
}

/// <summary>Bytes of CD.MAIR0 and MAIR1 that software uses; all other values are representable.</summary>
public enum MairAttribute : byte
{
    /// <summary>Device-nGnRnE.</summary>
    DeviceNGnRnE = 0x00,

    /// <summary>Device-nGnRE.</summary>
    DeviceNGnRE = 0x04,

    /// <summary>Normal, inner and outer non-cacheable.</summary>
    NormalNonCacheable = 0x44,

    /// <summary>Normal, inner and outer write-through, read- and write-allocate.</summary>
    NormalWriteThrough = 0xBB,

    /// <summary>Normal, inner and outer write-back, read- and write-allocate.</summary>
    NormalWriteBack = 0xFF,
}
