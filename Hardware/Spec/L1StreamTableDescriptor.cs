namespace ActorIommu.Hardware.Spec;

/// <summary>Level 1 stream table descriptor, 8 bytes (IHI 0070 section 5.1).</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("L1STD")]
public readonly record struct L1StreamTableDescriptor(ulong Raw)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 8;

    /// <summary>Span of a descriptor whose L2Ptr is invalid.</summary>
    public const byte SpanInvalid = 0;

    /// <summary>0: L2Ptr is invalid. 1..11: the array at L2Ptr has 2^(Span - 1) entries. Others are reserved and behave as 0.</summary>
    [Bits(4, 0)] public byte Span { get => (byte)Raw.Bits(4, 0); init => Raw = Raw.WithBits(4, 0, value); }

    /// <summary>Physical address of the level 2 array, bits [55:6].</summary>
    [AddressBits(55, 6)] public ulong L2Ptr { get => Raw.AddressBits(55, 6); init => Raw = Raw.WithAddressBits(55, 6, value); }
}
