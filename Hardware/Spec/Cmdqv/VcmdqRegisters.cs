namespace ActorIommu.Hardware.Spec;

/// <summary>VCMDQ_CONS_INDX.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VCMDQ_CONS")]
public readonly record struct VcmdqCons(uint Raw)
{
    /// <summary>Read index, bits [LOG2SIZE-1:0], and wrap flag, bit LOG2SIZE.</summary>
    [Bits(19, 0)] public uint RD { get => Raw.Bits(19, 0); init => Raw = Raw.WithBits(19, 0, value); }

    /// <summary>Why consumption stopped.</summary>
    [Bits(30, 24)] public VcmdqError ERR { get => (VcmdqError)Raw.Bits(30, 24); init => Raw = Raw.WithBits(30, 24, (uint)value); }
}

/// <summary>VCMDQ_PROD_INDX.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VCMDQ_PROD")]
public readonly record struct VcmdqProd(uint Raw)
{
    /// <summary>Write index, bits [LOG2SIZE-1:0], and wrap flag, bit LOG2SIZE.</summary>
    [Bits(19, 0)] public uint WR { get => Raw.Bits(19, 0); init => Raw = Raw.WithBits(19, 0, value); }
}

/// <summary>VCMDQ_CONFIG.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VCMDQ_CONFIG")]
public readonly record struct VcmdqConfig(uint Raw)
{
    /// <summary>Enables the queue.</summary>
    [Bits(0)] public bool CmdqEn { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }
}

/// <summary>VCMDQ_STATUS.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VCMDQ_STATUS")]
public readonly record struct VcmdqStatus(uint Raw)
{
    /// <summary>The queue is enabled.</summary>
    [Bits(0)] public bool CmdqEnOk { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }
}

/// <summary>VCMDQ_GERROR and VCMDQ_GERRORN: an error is active while its bits differ.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VCMDQ_GERROR", "VCMDQ_GERRORN")]
public readonly record struct VcmdqGerror(uint Raw)
{
    /// <summary>A command error; VCMDQ_CONS_INDX.ERR says which.</summary>
    [Bits(0)] public bool CmdqErr { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>The write of CONS to memory aborted.</summary>
    [Bits(1)] public bool ConsDramWrAbtErr { get => Raw.Bit(1); init => Raw = Raw.WithBit(1, value); }

    /// <summary>The queue could not be enabled.</summary>
    [Bits(2)] public bool CmdqInitErr { get => Raw.Bit(2); init => Raw = Raw.WithBit(2, value); }
}

/// <summary>VCMDQ_BASE: where the queue is.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("VCMDQ_BASE")]
public readonly record struct VcmdqBase(ulong Raw)
{
    /// <summary>log2 of the number of entries.</summary>
    [Bits(4, 0)] public byte LOG2SIZE { get => (byte)Raw.Bits(4, 0); init => Raw = Raw.WithBits(4, 0, value); }

    /// <summary>Address bits [47:5].</summary>
    [AddressBits(47, 5)] public ulong ADDR { get => Raw.AddressBits(47, 5); init => Raw = Raw.WithAddressBits(47, 5, value); }
}

/// <summary>VCMDQ_CONS_INDX_BASE_DRAM: where CONS is written to memory.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("VCMDQ_CONS_INDX_BASE_DRAM")]
public readonly record struct VcmdqConsIndxBaseDram(ulong Raw)
{
    /// <summary>Address bits [47:0].</summary>
    [AddressBits(47, 0)] public ulong ADDR { get => Raw.AddressBits(47, 0); init => Raw = Raw.WithAddressBits(47, 0, value); }
}

/// <summary>VCMDQ_CONS_INDX.ERR: why consumption stopped.</summary>
public enum VcmdqError : byte
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The command is none that the queue may have.</summary>
    IllOpcode = 1,

    /// <summary>External abort on the command's fetch.</summary>
    Abt = 2,

    /// <summary>A CMD_SYNC found that an earlier CMD_ATC_INV was not answered.</summary>
    AtcInvSync = 3,

    /// <summary>Known by its name only; no public document says when it is given.</summary>
    IllAccess = 4,
}
