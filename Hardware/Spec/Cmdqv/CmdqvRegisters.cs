namespace ActorIommu.Hardware.Spec;

/// <summary>CMDQV_CONFIG.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CMDQV_CONFIG")]
public readonly record struct CmdqvConfig(uint Raw)
{
    /// <summary>Enables the unit.</summary>
    [Bits(0)] public bool CmdqvEn { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>As QEMU has it.</summary>
    [Bits(3, 1)] public byte CmdqvPerCmdOffset { get => (byte)Raw.Bits(3, 1); init => Raw = Raw.WithBits(3, 1, value); }

    /// <summary>As QEMU has it.</summary>
    [Bits(11, 4)] public byte CmdqvMaxClkBatch { get => (byte)Raw.Bits(11, 4); init => Raw = Raw.WithBits(11, 4, value); }

    /// <summary>As QEMU has it.</summary>
    [Bits(19, 12)] public byte CmdqvMaxCmdBatch { get => (byte)Raw.Bits(19, 12); init => Raw = Raw.WithBits(19, 12, value); }

    /// <summary>CONS indices are also written to memory.</summary>
    [Bits(20)] public bool ConsDramEn { get => Raw.Bit(20); init => Raw = Raw.WithBit(20, value); }
}

/// <summary>CMDQV_PARAM: sizes.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CMDQV_PARAM")]
public readonly record struct CmdqvParam(uint Raw)
{
    /// <summary>Version.</summary>
    [Bits(3, 0)] public byte VER { get => (byte)Raw.Bits(3, 0); init => Raw = Raw.WithBits(3, 0, value); }

    /// <summary>log2 of the virtual command queues.</summary>
    [Bits(7, 4)] public byte NumVcmdqLog2 { get => (byte)Raw.Bits(7, 4); init => Raw = Raw.WithBits(7, 4, value); }

    /// <summary>log2 of the virtual interfaces.</summary>
    [Bits(11, 8)] public byte NumVintfLog2 { get => (byte)Raw.Bits(11, 8); init => Raw = Raw.WithBits(11, 8, value); }

    /// <summary>log2 of the StreamID replacements per virtual interface.</summary>
    [Bits(15, 12)] public byte NumSidPerVmLog2 { get => (byte)Raw.Bits(15, 12); init => Raw = Raw.WithBits(15, 12, value); }
}

/// <summary>CMDQV_STATUS.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CMDQV_STATUS")]
public readonly record struct CmdqvStatus(uint Raw)
{
    /// <summary>The unit is enabled.</summary>
    [Bits(0)] public bool CmdqvEnabled { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }
}

/// <summary>CMDQV_CMDQ_ALLOC_MAP(n): to whom virtual command queue n belongs.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CMDQV_CMDQ_ALLOC_MAP")]
public readonly record struct CmdqvCmdqAllocMap(uint Raw)
{
    /// <summary>It belongs to someone.</summary>
    [Bits(0)] public bool ALLOC { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>Its logical number within the virtual interface.</summary>
    [Bits(7, 1)] public byte LVCMDQ { get => (byte)Raw.Bits(7, 1); init => Raw = Raw.WithBits(7, 1, value); }

    /// <summary>The virtual interface.</summary>
    [Bits(20, 15)] public byte VINTF { get => (byte)Raw.Bits(20, 15); init => Raw = Raw.WithBits(20, 15, value); }
}
