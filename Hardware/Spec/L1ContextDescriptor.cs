namespace ActorIommu.Hardware.Spec;

/// <summary>Level 1 context descriptor table descriptor, 8 bytes (IHI 0070 section 5.3).</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("L1CD")]
public readonly record struct L1ContextDescriptor(ulong Raw)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 8;

    /// <summary>L2Ptr is valid; if not, the substreams below it are C_BAD_SUBSTREAMID.</summary>
    [Bits(0)] public bool V { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>Address of the leaf table, bits [55:12]; an IPA when stage 2 translates, else a PA.</summary>
    [AddressBits(55, 12)] public ulong L2Ptr { get => Raw.AddressBits(55, 12); init => Raw = Raw.WithAddressBits(55, 12, value); }
}
