namespace ActorIommu.Hardware.Spec;

/// <summary>VINTF_CONFIG.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VINTF_CONFIG")]
public readonly record struct VintfConfig(uint Raw)
{
    /// <summary>Enables the virtual interface.</summary>
    [Bits(0)] public bool EN { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>VMID put into the commands of a guest.</summary>
    [Bits(16, 1)] public Vmid VMID { get => new((ushort)Raw.Bits(16, 1)); init => Raw = Raw.WithBits(16, 1, value.Value); }

    /// <summary>The host owns it: commands are taken as they are.</summary>
    [Bits(17)] public bool HypOwn { get => Raw.Bit(17); init => Raw = Raw.WithBit(17, value); }
}

/// <summary>VINTF_STATUS.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VINTF_STATUS")]
public readonly record struct VintfStatus(uint Raw)
{
    /// <summary>It is enabled.</summary>
    [Bits(0)] public bool ENABLED { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>State of the virtual interface.</summary>
    [Bits(3, 1)] public byte STATUS { get => (byte)Raw.Bits(3, 1); init => Raw = Raw.WithBits(3, 1, value); }

    /// <summary>Logical queues.</summary>
    [Bits(23, 16)] public byte NumLvcmdq { get => (byte)Raw.Bits(23, 16); init => Raw = Raw.WithBits(23, 16, value); }
}

/// <summary>VINTF_SID_MATCH(n): a StreamID as the guest knows it.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VINTF_SID_MATCH")]
public readonly record struct VintfSidMatch(uint Raw)
{
    /// <summary>Element n counts.</summary>
    [Bits(0)] public bool ENABLE { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>The guest's StreamID.</summary>
    [Bits(20, 1)] public VirtualStreamId VirtSid { get => new(Raw.Bits(20, 1)); init => Raw = Raw.WithBits(20, 1, value.Value); }
}

/// <summary>VINTF_SID_REPLACE(n): what VINTF_SID_MATCH(n) becomes.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("VINTF_SID_REPLACE")]
public readonly record struct VintfSidReplace(uint Raw)
{
    /// <summary>The StreamID.</summary>
    [Bits(19, 0)] public StreamId PhysSid { get => new(Raw.Bits(19, 0)); init => Raw = Raw.WithBits(19, 0, value.Value); }
}
