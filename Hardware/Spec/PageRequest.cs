namespace ActorIommu.Hardware.Spec;

/// <summary>PRI queue entry, 16 bytes: a page request from a device (IHI 0070 section 8.1).</summary>
/// <param name="D0">Bits [63:0].</param>
/// <param name="D1">Bits [127:64].</param>
[SpecStructure("PRIQ_ENTRY")]
public readonly record struct PageRequest(ulong D0, ulong D1)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 16;

    /// <summary>The device's stream.</summary>
    [Bits(31, 0)] public StreamId StreamID { get => new((uint)D0.Bits(31, 0)); init => D0 = D0.WithBits(31, 0, value.Value); }

    /// <summary>The substream, when SSV.</summary>
    [Bits(51, 32)] public SubstreamId SubstreamID { get => new((uint)D0.Bits(51, 32)); init => D0 = D0.WithBits(51, 32, value.Value); }

    /// <summary>Privileged access asked for.</summary>
    [Bits(58)] public bool Priv { get => D0.Bit(58); init => D0 = D0.WithBit(58, value); }

    /// <summary>Execute asked for.</summary>
    [Bits(59)] public bool X { get => D0.Bit(59); init => D0 = D0.WithBit(59, value); }

    /// <summary>Read asked for.</summary>
    [Bits(60)] public bool R { get => D0.Bit(60); init => D0 = D0.WithBit(60, value); }

    /// <summary>Write asked for.</summary>
    [Bits(61)] public bool W { get => D0.Bit(61); init => D0 = D0.WithBit(61, value); }

    /// <summary>The last request of its group.</summary>
    [Bits(62)] public bool Last { get => D0.Bit(62); init => D0 = D0.WithBit(62, value); }

    /// <summary>SubstreamID is valid.</summary>
    [Bits(63)] public bool SSV { get => D0.Bit(63); init => D0 = D0.WithBit(63, value); }

    /// <summary>Page request group.</summary>
    [Bits(72, 64)] public ushort PRGIndex { get => (ushort)D1.Bits(72, 64); init => D1 = D1.WithBits(72, 64, value); }

    /// <summary>The page, bits [63:12].</summary>
    [AddressBits(127, 76)]
    public Iova Address { get => new(D1.AddressBits(127, 76)); init => D1 = D1.WithAddressBits(127, 76, value.Value); }

    /// <summary>The structure as it is in memory.</summary>
    /// <param name="dwords">Its 2 little-endian dwords, in order.</param>
    public static PageRequest Read(ReadOnlySpan<ulong> dwords) =>
        new(dwords[0], dwords[1]);

    /// <summary>Writes the structure as it is in memory.</summary>
    /// <param name="dwords">Room for its 2 dwords.</param>
    public void CopyTo(Span<ulong> dwords)
    {
        dwords[0] = D0;
        dwords[1] = D1;
    }
}
