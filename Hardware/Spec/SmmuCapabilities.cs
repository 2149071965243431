using System.Collections.Immutable;

namespace ActorIommu.Hardware.Spec;

/// <summary>
/// What an SMMU says it is: the identification registers, and what they mean for configuration and commands
/// (IHI 0070 6.3.1 to 6.3.9). A feature whose bit is 0 behaves as the architecture says, whoever asks for it.
/// </summary>
public sealed record SmmuCapabilities
{
    /// <summary>Stages, table formats, tags, stall model, stream table levels.</summary>
    public required Idr0 Idr0 { get; init; }

    /// <summary>Sizes of StreamIDs, SubstreamIDs and queues.</summary>
    public required Idr1 Idr1 { get; init; }

    /// <summary>Offset of the VATOS page.</summary>
    public Idr2 Idr2 { get; init; }

    /// <summary>Range invalidation, table attributes.</summary>
    public Idr3 Idr3 { get; init; }

    /// <summary>Implementation defined.</summary>
    public Idr4 Idr4 { get; init; }

    /// <summary>Output address size and granules.</summary>
    public required Idr5 Idr5 { get; init; }

    /// <summary>Implementer and product.</summary>
    public Iidr Iidr { get; init; }

    /// <summary>Architecture version.</summary>
    public Aidr Aidr { get; init; }

    /// <summary>Reset value of GBPA; 6.3.14 leaves it to the implementation.</summary>
    public Gbpa GbpaReset { get; init; }

    /// <summary>PIDR4 to PIDR7, PIDR0 to PIDR3, CIDR0 to CIDR3, in the order of their addresses from 0xfd0 (6.3.1).</summary>
    public ImmutableArray<byte> PeripheralIds { get; init; } = [4, 0, 0, 0, 0x84, 0xb4, 0xf0, 0x10, 0x0d, 0xf0, 0x05, 0xb1];

    /// <summary>Stage 1 is implemented.</summary>
    public bool StageOne => Idr0.S1P;

    /// <summary>Stage 2 is implemented.</summary>
    public bool StageTwo => Idr0.S2P;

    /// <summary>Bits of a physical address, 32 to 52.</summary>
    public int OutputAddressBits { get; private init; }

    /// <summary>log2 of the largest stream table.</summary>
    public int StreamBits => Math.Min((int)Idr1.SIDSIZE, 32);

    /// <summary>Bits of a SubstreamID; 0 is no substreams.</summary>
    public int SubstreamBits => Math.Min((int)Idr1.SSIDSIZE, 20);

    /// <summary>How terminated and stalled transactions are offered.</summary>
    public StallModel StallModel => Idr0.StallModel;

    /// <summary>Creates capabilities; derived values are computed once.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public SmmuCapabilities(Idr0 idr0, Idr1 idr1, Idr5 idr5)
    {
        (Idr0, Idr1, Idr5) = (idr0, idr1, idr5);
        OutputAddressBits = idr5.OAS switch
        {
            AddressSize.Bits32 => 32,
            AddressSize.Bits36 => 36,
            AddressSize.Bits40 => 40,
            AddressSize.Bits42 => 42,
            AddressSize.Bits44 => 44,
            AddressSize.Bits48 => 48,
            _ => 52,
        };
    }

    /// <summary>True if tables may use this granule (IDR5.GRAN*).</summary>
    public bool SupportsGranule(Granule granule) => granule switch
    {
        Granule.K4 => Idr5.GRAN4K,
        Granule.K16 => Idr5.GRAN16K,
        _ => Idr5.GRAN64K,
    };

    /// <summary>An address of a queue, table or MSI without its bits beyond OAS (3.4.3).</summary>
    public Pa Truncate(ulong address) => new(address & ((1UL << OutputAddressBits) - 1));

    /// <summary>True if descriptors of this granule hold address bits [51:48] in bits [15:12] (DDI 0487 D8.3.1).</summary>
    public bool HasHighBits(Granule granule) => granule == Granule.K64 && OutputAddressBits == 52;

    /// <summary>True if tables may have this endianness, 1 being big (IDR0.TTENDIAN).</summary>
    public bool SupportsEndianness(bool big) => Idr0.TTENDIAN switch
    {
        TableEndianness.Little => !big,
        TableEndianness.Big => big,
        _ => true,
    };

    /// <summary>Smallest TxSZ of a stage 1 table (5.4, CD.T0SZ): 48 bits of input, or 52 with a 64K granule and IDR5.VAX.</summary>
    public int MinimumTxsz(Granule granule) => granule == Granule.K64 && Idr5.VAX != VirtualAddressSize.Bits48 ? 12 : 16;

    /// <summary>Largest TxSZ (5.4, CD.T0SZ), more with small translation tables (IDR3.STT).</summary>
    public int MaximumTxsz(Granule granule) => !Idr3.STT ? 39 : granule == Granule.K64 ? 47 : 48;
}
