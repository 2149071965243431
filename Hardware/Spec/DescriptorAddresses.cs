namespace ActorIommu.Hardware.Spec;

/// <summary>How a descriptor holds its output or next-table address.</summary>
public enum DescriptorFormat : byte
{
    /// <summary>Address bits [47:shift] in place; all granules, addresses of at most 48 bits.</summary>
    Bits48,

    /// <summary>64 KiB granule with 52-bit addresses: address bits [51:48] at [15:12].</summary>
    Bits52In64K,

    /// <summary>4 KiB and 16 KiB granules with CD.DS or STE.S2DS: address bits [51:50] at [9:8], shareability elsewhere.</summary>
    Bits52Ds,
}

/// <content>The address fields, as printed for every granule and level, and the two accessors that a walk needs.</content>
public readonly partial record struct Descriptor
{
    /// <summary>The output or next-table address.</summary>
    /// <param name="shift">log2 of the size of what the address points to: the page or block of a leaf, the granule of a table.</param>
    /// <param name="format">Where the top bits are.</param>
    public ulong OutputAddress(int shift, DescriptorFormat format) => format switch
    {
        DescriptorFormat.Bits52In64K => Raw.AddressBits(47, shift) | (Raw.Bits(15, 12) << 48),
        DescriptorFormat.Bits52Ds => Raw.AddressBits(49, shift) | (Raw.Bits(9, 8) << 50),
        _ => Raw.AddressBits(47, shift),
    };

    /// <summary>This descriptor with another output or next-table address.</summary>
    /// <param name="address">The address; bits that the format cannot hold are dropped.</param>
    /// <param name="shift">log2 of the size of what the address points to.</param>
    /// <param name="format">Where the top bits are.</param>
    public Descriptor WithOutputAddress(ulong address, int shift, DescriptorFormat format) => new(format switch
    {
        DescriptorFormat.Bits52In64K => Raw.WithAddressBits(47, shift, address).WithBits(15, 12, address >> 48),
        DescriptorFormat.Bits52Ds => Raw.WithAddressBits(49, shift, address).WithBits(9, 8, address >> 50),
        _ => Raw.WithAddressBits(47, shift, address),
    });

    /// <summary>Address bits [47:12] of 4 KiB pages and tables.</summary>
    [SpecField("OA_47_12")]
    [SpecField("NLTA_47_12")]
    [AddressBits(47, 12)] public ulong Address47To12 { get => Raw.AddressBits(47, 12); init => Raw = Raw.WithAddressBits(47, 12, value); }

    /// <summary>Address bits [47:14] of 16 KiB pages and tables.</summary>
    [SpecField("OA_47_14")]
    [SpecField("NLTA_47_14")]
    [AddressBits(47, 14)] public ulong Address47To14 { get => Raw.AddressBits(47, 14); init => Raw = Raw.WithAddressBits(47, 14, value); }

    /// <summary>Address bits [47:16] of 64 KiB pages and tables.</summary>
    [SpecField("OA_47_16")]
    [SpecField("NLTA_47_16")]
    [AddressBits(47, 16)] public ulong Address47To16 { get => Raw.AddressBits(47, 16); init => Raw = Raw.WithAddressBits(47, 16, value); }

    /// <summary>Address bits [47:21] of 2 MiB blocks (4 KiB granule, level 2).</summary>
    [SpecField("OA_47_21")]
    [AddressBits(47, 21)] public ulong Address47To21 { get => Raw.AddressBits(47, 21); init => Raw = Raw.WithAddressBits(47, 21, value); }

    /// <summary>Address bits [47:25] of 32 MiB blocks (16 KiB granule, level 2).</summary>
    [SpecField("OA_47_25")]
    [AddressBits(47, 25)] public ulong Address47To25 { get => Raw.AddressBits(47, 25); init => Raw = Raw.WithAddressBits(47, 25, value); }

    /// <summary>Address bits [47:29] of 512 MiB blocks (64 KiB granule, level 2).</summary>
    [SpecField("OA_47_29")]
    [AddressBits(47, 29)] public ulong Address47To29 { get => Raw.AddressBits(47, 29); init => Raw = Raw.WithAddressBits(47, 29, value); }

    /// <summary>Address bits [47:30] of 1 GiB blocks (4 KiB granule, level 1).</summary>
    [SpecField("OA_47_30")]
    [AddressBits(47, 30)] public ulong Address47To30 { get => Raw.AddressBits(47, 30); init => Raw = Raw.WithAddressBits(47, 30, value); }

    /// <summary>Address bits [47:42] of 4 TiB blocks (64 KiB granule, level 1).</summary>
    [SpecField("OA_47_42")]
    [AddressBits(47, 42)] public ulong Address47To42 { get => Raw.AddressBits(47, 42); init => Raw = Raw.WithAddressBits(47, 42, value); }

    /// <summary>Address bits [49:12] of 4 KiB pages and tables, 52-bit format.</summary>
    [SpecField("OA_49_12")]
    [SpecField("NLTA_49_12")]
    [AddressBits(49, 12)] public ulong Address49To12 { get => Raw.AddressBits(49, 12); init => Raw = Raw.WithAddressBits(49, 12, value); }

    /// <summary>Address bits [49:14] of 16 KiB pages and tables, 52-bit format.</summary>
    [SpecField("OA_49_14")]
    [SpecField("NLTA_49_14")]
    [AddressBits(49, 14)] public ulong Address49To14 { get => Raw.AddressBits(49, 14); init => Raw = Raw.WithAddressBits(49, 14, value); }

    /// <summary>Address bits [49:21] of 2 MiB blocks (4 KiB granule, level 2), 52-bit format.</summary>
    [SpecField("OA_49_21")]
    [AddressBits(49, 21)] public ulong Address49To21 { get => Raw.AddressBits(49, 21); init => Raw = Raw.WithAddressBits(49, 21, value); }

    /// <summary>Address bits [49:25] of 32 MiB blocks (16 KiB granule, level 2), 52-bit format.</summary>
    [SpecField("OA_49_25")]
    [AddressBits(49, 25)] public ulong Address49To25 { get => Raw.AddressBits(49, 25); init => Raw = Raw.WithAddressBits(49, 25, value); }

    /// <summary>Address bits [49:30] of 1 GiB blocks (4 KiB granule, level 1), 52-bit format.</summary>
    [SpecField("OA_49_30")]
    [AddressBits(49, 30)] public ulong Address49To30 { get => Raw.AddressBits(49, 30); init => Raw = Raw.WithAddressBits(49, 30, value); }

    /// <summary>Address bits [49:36] of 64 GiB blocks (16 KiB granule, level 1), 52-bit format.</summary>
    [SpecField("OA_49_36")]
    [AddressBits(49, 36)] public ulong Address49To36 { get => Raw.AddressBits(49, 36); init => Raw = Raw.WithAddressBits(49, 36, value); }

    /// <summary>Address bits [49:39] of 512 GiB blocks (4 KiB granule, level 0), 52-bit format.</summary>
    [SpecField("OA_49_39")]
    [AddressBits(49, 39)] public ulong Address49To39 { get => Raw.AddressBits(49, 39); init => Raw = Raw.WithAddressBits(49, 39, value); }

    /// <summary>Address bits [51:48], 64 KiB granule with 52-bit addresses.</summary>
    [SpecField("OA_51_48")]
    [SpecField("NLTA_51_48")]
    [Bits(15, 12)] public byte Address51To48 { get => (byte)Raw.Bits(15, 12); init => Raw = Raw.WithBits(15, 12, value); }

    /// <summary>Address bits [51:50], 4 KiB and 16 KiB granules in the 52-bit format (CD.DS, STE.S2DS).</summary>
    [SpecField("OA_51_50")]
    [SpecField("NLTA_51_50")]
    [Bits(9, 8)] public byte Address51To50 { get => (byte)Raw.Bits(9, 8); init => Raw = Raw.WithBits(9, 8, value); }
}
