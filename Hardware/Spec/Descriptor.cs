namespace ActorIommu.Hardware.Spec;

/// <summary>
/// VMSAv8-64 translation table descriptor, 8 bytes (DDI 0487 chapter D8): the attributes. Which fields count follows from the stage and
/// from whether it is a table or a leaf (block or page). The addresses are in DescriptorAddresses.cs.
/// </summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("PT_S1_*", "PT_S2_*")]
public readonly partial record struct Descriptor(ulong Raw)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 8;

    /// <summary>The descriptor is valid.</summary>
    [Bits(0)] public bool Valid { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>Levels above 3: table, not block. Level 3: must be 1.</summary>
    [SpecField("TYPE")]
    [Bits(1)] public bool TableBit { get => Raw.Bit(1); init => Raw = Raw.WithBit(1, value); }

    /// <summary>Valid and TableBit together.</summary>
    [Bits(1, 0)] public DescriptorKind Kind { get => (DescriptorKind)Raw.Bits(1, 0); init => Raw = Raw.WithBits(1, 0, (ulong)value); }

    /// <summary>Stage 1 leaf: which byte of MAIR.</summary>
    [Bits(4, 2)] public byte AttrIndx { get => (byte)Raw.Bits(4, 2); init => Raw = Raw.WithBits(4, 2, value); }

    /// <summary>Stage 1 leaf of a Secure stream: the output is Non-secure.</summary>
    [SpecField("NS", "PT_S1_*")]
    [Bits(5)] public bool NS { get => Raw.Bit(5); init => Raw = Raw.WithBit(5, value); }

    /// <summary>Stage 1 leaf: AP[2:1].</summary>
    [Bits(7, 6)] public Stage1Access AP { get => (Stage1Access)Raw.Bits(7, 6); init => Raw = Raw.WithBits(7, 6, (ulong)value); }

    /// <summary>Leaf, not in the 52-bit formats of the 4 KiB and 16 KiB granules.</summary>
    [Bits(9, 8)] public Shareability SH { get => (Shareability)Raw.Bits(9, 8); init => Raw = Raw.WithBits(9, 8, (ulong)value); }

    /// <summary>Leaf, and table with HAFT: access flag.</summary>
    [Bits(10)] public bool AF { get => Raw.Bit(10); init => Raw = Raw.WithBit(10, value); }

    /// <summary>Stage 1 leaf: not global, tagged by ASID.</summary>
    [Bits(11)] public bool NG { get => Raw.Bit(11); init => Raw = Raw.WithBit(11, value); }

    /// <summary>Block: not to be cached as a block (IDR3.BBML).</summary>
    [Bits(16)] public bool NT { get => Raw.Bit(16); init => Raw = Raw.WithBit(16, value); }

    /// <summary>Stage 1 leaf: guarded page; no effect on an SMMU.</summary>
    [Bits(50)] public bool GP { get => Raw.Bit(50); init => Raw = Raw.WithBit(50, value); }

    /// <summary>Leaf: dirty bit modifier, hardware may make the leaf writable.</summary>
    [Bits(51)] public bool DBM { get => Raw.Bit(51); init => Raw = Raw.WithBit(51, value); }

    /// <summary>Leaf: one of a group of adjacent leaves with adjacent outputs.</summary>
    [Bits(52)] public bool Contiguous { get => Raw.Bit(52); init => Raw = Raw.WithBit(52, value); }

    /// <summary>Stage 1 leaf: privileged execute-never.</summary>
    [Bits(53)] public bool PXN { get => Raw.Bit(53); init => Raw = Raw.WithBit(53, value); }

    /// <summary>Stage 1 leaf: unprivileged execute-never; XN in regimes of one privilege.</summary>
    [Bits(54)] public bool UXN { get => Raw.Bit(54); init => Raw = Raw.WithBit(54, value); }

    /// <summary>Stage 1 leaf: for software.</summary>
    [SpecField("SW", "PT_S1_*")]
    [Bits(58, 55)] public byte SW { get => (byte)Raw.Bits(58, 55); init => Raw = Raw.WithBits(58, 55, value); }

    /// <summary>Leaf: for hardware (IDR3.PBHA).</summary>
    [Bits(62, 59)] public byte PBHA { get => (byte)Raw.Bits(62, 59); init => Raw = Raw.WithBits(62, 59, value); }

    /// <summary>Stage 1 leaf: bit 3 of AttrIndx, when CD.AIE.</summary>
    [Bits(59)] public bool AttrIndx3 { get => Raw.Bit(59); init => Raw = Raw.WithBit(59, value); }

    /// <summary>Stage 2 leaf: memory type; with STE.S2FWB bits [4:2] only, with another meaning.</summary>
    [Bits(5, 2)] public Stage2MemAttr MemAttr { get => (Stage2MemAttr)Raw.Bits(5, 2); init => Raw = Raw.WithBits(5, 2, (ulong)value); }

    /// <summary>Stage 2 leaf: access permission.</summary>
    [Bits(7, 6)] public Stage2Access S2AP { get => (Stage2Access)Raw.Bits(7, 6); init => Raw = Raw.WithBits(7, 6, (ulong)value); }

    /// <summary>Stage 2 leaf: XS override.</summary>
    [Bits(11)] public bool FnXS { get => Raw.Bit(11); init => Raw = Raw.WithBit(11, value); }

    /// <summary>Stage 2 leaf: execute-never; bit 53 counts when IDR3.XNX.</summary>
    [Bits(54, 53)]
    public Stage2ExecuteNever XN { get => (Stage2ExecuteNever)Raw.Bits(54, 53); init => Raw = Raw.WithBits(54, 53, (ulong)value); }

    /// <summary>Stage 2 leaf of a Realm stream: the output is Non-secure.</summary>
    [SpecField("NS", "PT_S2_*")]
    [Bits(55)] public bool S2NS { get => Raw.Bit(55); init => Raw = Raw.WithBit(55, value); }

    /// <summary>Stage 2 leaf: for software.</summary>
    [SpecField("SW", "PT_S2_*")]
    [Bits(57, 56)] public byte S2SW { get => (byte)Raw.Bits(57, 56); init => Raw = Raw.WithBits(57, 56, value); }

    /// <summary>Stage 2 leaf: only assured translations (STE.AssuredOnly).</summary>
    [Bits(58)] public bool AssuredOnly { get => Raw.Bit(58); init => Raw = Raw.WithBit(58, value); }

    /// <summary>Stage 1 table: protected (CD.PnCH).</summary>
    [Bits(52)] public bool Protected { get => Raw.Bit(52); init => Raw = Raw.WithBit(52, value); }

    /// <summary>Stage 1 table: PXN for everything below.</summary>
    [Bits(59)] public bool PXNTable { get => Raw.Bit(59); init => Raw = Raw.WithBit(59, value); }

    /// <summary>Stage 1 table: UXN for everything below.</summary>
    [Bits(60)] public bool UXNTable { get => Raw.Bit(60); init => Raw = Raw.WithBit(60, value); }

    /// <summary>Stage 1 table: bit 0 takes unprivileged access, bit 1 takes write access, from everything below.</summary>
    [Bits(62, 61)] public byte APTable { get => (byte)Raw.Bits(62, 61); init => Raw = Raw.WithBits(62, 61, value); }

    /// <summary>Stage 1 table of a Secure stream: everything below is Non-secure.</summary>
    [Bits(63)] public bool NSTable { get => Raw.Bit(63); init => Raw = Raw.WithBit(63, value); }
}
