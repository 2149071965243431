namespace ActorIommu.Hardware.Spec;

/// <summary>SMMU_STRTAB_BASE: the stream table.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("STRTAB_BASE")]
public readonly record struct StrtabBase(ulong Raw)
{
    /// <summary>Physical address, bits [55:6]; bits below the table size are ignored.</summary>
    [AddressBits(55, 6)] public ulong ADDR { get => Raw.AddressBits(55, 6); init => Raw = Raw.WithAddressBits(55, 6, value); }

    /// <summary>Read-allocate hint.</summary>
    [Bits(62)] public bool RA { get => Raw.Bit(62); init => Raw = Raw.WithBit(62, value); }
}

/// <summary>SMMU_STRTAB_BASE_CFG: shape of the stream table.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("STRTAB_BASE_CFG")]
public readonly record struct StrtabBaseCfg(uint Raw)
{
    /// <summary>SPLIT of leaves of 4 KiB.</summary>
    public const byte Split4K = 6;

    /// <summary>SPLIT of leaves of 16 KiB.</summary>
    public const byte Split16K = 8;

    /// <summary>SPLIT of leaves of 64 KiB.</summary>
    public const byte Split64K = 10;

    /// <summary>log2 of the number of streams.</summary>
    [Bits(5, 0)] public byte LOG2SIZE { get => (byte)Raw.Bits(5, 0); init => Raw = Raw.WithBits(5, 0, value); }

    /// <summary>Two levels: StreamID bits that index a leaf, 6, 8 or 10.</summary>
    [Bits(10, 6)] public byte SPLIT { get => (byte)Raw.Bits(10, 6); init => Raw = Raw.WithBits(10, 6, value); }

    /// <summary>One or two levels.</summary>
    [Bits(17, 16)]
    public StreamTableFormat FMT { get => (StreamTableFormat)Raw.Bits(17, 16); init => Raw = Raw.WithBits(17, 16, (uint)value); }
}

/// <summary>STRTAB_BASE_CFG.FMT; other values are reserved.</summary>
public enum StreamTableFormat : byte
{
    /// <summary>One array.</summary>
    Linear = 0,

    /// <summary>An array of descriptors of arrays.</summary>
    TwoLevel = 1,
}
