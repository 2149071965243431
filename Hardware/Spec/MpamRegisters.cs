namespace ActorIommu.Hardware.Spec;

/// <summary>SMMU_MPAMIDR: limits of memory partitioning.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("MPAMIDR")]
public readonly record struct Mpamidr(uint Raw)
{
    /// <summary>Largest PARTID.</summary>
    [Bits(15, 0)] public ushort PartidMax { get => (ushort)Raw.Bits(15, 0); init => Raw = Raw.WithBits(15, 0, value); }

    /// <summary>Largest PMG.</summary>
    [Bits(23, 16)] public byte PmgMax { get => (byte)Raw.Bits(23, 16); init => Raw = Raw.WithBits(23, 16, value); }
}

/// <summary>SMMU_GMPAM: partition of the SMMU's own accesses.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GMPAM")]
public readonly record struct Gmpam(uint Raw)
{
    /// <summary>PARTID.</summary>
    [Bits(15, 0)] public ushort SoPartid { get => (ushort)Raw.Bits(15, 0); init => Raw = Raw.WithBits(15, 0, value); }

    /// <summary>PMG.</summary>
    [Bits(23, 16)] public byte SoPmg { get => (byte)Raw.Bits(23, 16); init => Raw = Raw.WithBits(23, 16, value); }

    /// <summary>Written as 1 to update; reads as 0 when the update is complete.</summary>
    [Bits(31)] public bool Update { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}

/// <summary>SMMU_GBPMPAM: partition of transactions while CR0.SMMUEN is 0.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GBPMPAM")]
public readonly record struct Gbpmpam(uint Raw)
{
    /// <summary>PARTID.</summary>
    [Bits(15, 0)] public ushort GbpPartid { get => (ushort)Raw.Bits(15, 0); init => Raw = Raw.WithBits(15, 0, value); }

    /// <summary>PMG.</summary>
    [Bits(23, 16)] public byte GbpPmg { get => (byte)Raw.Bits(23, 16); init => Raw = Raw.WithBits(23, 16, value); }

    /// <summary>Written as 1 to update; reads as 0 when the update is complete.</summary>
    [Bits(31)] public bool Update { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}
