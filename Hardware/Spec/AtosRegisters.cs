namespace ActorIommu.Hardware.Spec;

/// <summary>SMMU_GATOS_CTRL: starts an address translation operation.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GATOS_CTRL")]
public readonly record struct GatosCtrl(uint Raw)
{
    /// <summary>Written as 1 to start; reads as 0 when the result is there.</summary>
    [Bits(0)] public bool RUN { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }
}

/// <summary>SMMU_GATOS_SID: whose translation.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("GATOS_SID")]
public readonly record struct GatosSid(ulong Raw)
{
    /// <summary>The stream.</summary>
    [Bits(31, 0)] public StreamId StreamID { get => new((uint)Raw.Bits(31, 0)); init => Raw = Raw.WithBits(31, 0, value.Value); }

    /// <summary>The substream, when SSID_VALID.</summary>
    [Bits(51, 32)] public SubstreamId SubstreamID { get => new((uint)Raw.Bits(51, 32)); init => Raw = Raw.WithBits(51, 32, value.Value); }

    /// <summary>SubstreamID is valid.</summary>
    [Bits(52)] public bool SsidValid { get => Raw.Bit(52); init => Raw = Raw.WithBit(52, value); }
}

/// <summary>SMMU_GATOS_ADDR: which translation.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("GATOS_ADDR")]
public readonly record struct GatosAddr(ulong Raw)
{
    /// <summary>No hardware updates of flags.</summary>
    [Bits(6)] public bool HTTUI { get => Raw.Bit(6); init => Raw = Raw.WithBit(6, value); }

    /// <summary>Instruction, not data.</summary>
    [Bits(7)] public bool InD { get => Raw.Bit(7); init => Raw = Raw.WithBit(7, value); }

    /// <summary>Read, not write.</summary>
    [Bits(8)] public bool RnW { get => Raw.Bit(8); init => Raw = Raw.WithBit(8, value); }

    /// <summary>Privileged, not unprivileged.</summary>
    [Bits(9)] public bool PnU { get => Raw.Bit(9); init => Raw = Raw.WithBit(9, value); }

    /// <summary>1: stage 1. 2: stage 2 of an IPA. 3: both stages. 0 is reserved.</summary>
    [Bits(11, 10)] public byte TYPE { get => (byte)Raw.Bits(11, 10); init => Raw = Raw.WithBits(11, 10, value); }

    /// <summary>The address, bits [63:12].</summary>
    [AddressBits(63, 12)] public ulong ADDR { get => Raw.AddressBits(63, 12); init => Raw = Raw.WithAddressBits(63, 12, value); }
}

/// <summary>SMMU_GATOS_PAR: the result; two layouts, chosen by FAULT.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("GATOS_PAR")]
public readonly record struct GatosPar(ulong Raw)
{
    /// <summary>The translation failed.</summary>
    [Bits(0)] public bool FAULT { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>FAULT = 0: shareability.</summary>
    [Bits(9, 8)] public Shareability SH { get => (Shareability)Raw.Bits(9, 8); init => Raw = Raw.WithBits(9, 8, (ulong)value); }

    /// <summary>FAULT = 0: ADDR is of a larger page or block, whose size its lowest set bit tells.</summary>
    [Bits(11)] public bool SIZE { get => Raw.Bit(11); init => Raw = Raw.WithBit(11, value); }

    /// <summary>FAULT = 0: the physical address, bits [55:12].</summary>
    [AddressBits(55, 12)] public ulong ADDR { get => Raw.AddressBits(55, 12); init => Raw = Raw.WithAddressBits(55, 12, value); }

    /// <summary>FAULT = 0: memory attributes, as a byte of MAIR.</summary>
    [Bits(63, 56)] public byte ATTR { get => (byte)Raw.Bits(63, 56); init => Raw = Raw.WithBits(63, 56, value); }

    /// <summary>FAULT = 1: where it failed.</summary>
    [Bits(2, 1)] public byte REASON { get => (byte)Raw.Bits(2, 1); init => Raw = Raw.WithBits(2, 1, value); }

    /// <summary>FAULT = 1: the event number, or 0xFD..0xFF (INTERNAL_ERR, INV_STAGE, INV_REQ).</summary>
    [Bits(11, 4)] public EventId FAULTCODE { get => (EventId)Raw.Bits(11, 4); init => Raw = Raw.WithBits(11, 4, (ulong)value); }

    /// <summary>FAULT = 1: the IPA of a stage 2 failure, bits [55:12].</summary>
    [AddressBits(55, 12)] public ulong FADDR { get => Raw.AddressBits(55, 12); init => Raw = Raw.WithAddressBits(55, 12, value); }
}

/// <summary>SMMU_VATOS_SEL: whose virtual machine may use the VATOS page.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VATOS_SEL")]
public readonly record struct VatosSel(uint Raw)
{
    /// <summary>The virtual machine.</summary>
    [Bits(15, 0)] public Vmid VMID { get => new((ushort)Raw.Bits(15, 0)); init => Raw = Raw.WithBits(15, 0, value.Value); }
}
