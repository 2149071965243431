namespace ActorIommu.Hardware.Spec;

/// <summary>SMMU_IDR0: features.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR0")]
public readonly record struct Idr0(uint Raw)
{
    /// <summary>Stage 2 is there.</summary>
    [Bits(0)] public bool S2P { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>Stage 1 is there.</summary>
    [Bits(1)] public bool S1P { get => Raw.Bit(1); init => Raw = Raw.WithBit(1, value); }

    /// <summary>Translation table formats.</summary>
    [Bits(3, 2)] public TableFormats TTF { get => (TableFormats)Raw.Bits(3, 2); init => Raw = Raw.WithBits(3, 2, (uint)value); }

    /// <summary>Coherent access to tables and queues.</summary>
    [Bits(4)] public bool COHACC { get => Raw.Bit(4); init => Raw = Raw.WithBit(4, value); }

    /// <summary>Broadcast TLB maintenance from the processors.</summary>
    [Bits(5)] public bool BTM { get => Raw.Bit(5); init => Raw = Raw.WithBit(5, value); }

    /// <summary>Hardware updates of access flag and dirty state.</summary>
    [Bits(7, 6)] public HardwareUpdates HTTU { get => (HardwareUpdates)Raw.Bits(7, 6); init => Raw = Raw.WithBits(7, 6, (uint)value); }

    /// <summary>Dormant hint.</summary>
    [Bits(8)] public bool DORMHINT { get => Raw.Bit(8); init => Raw = Raw.WithBit(8, value); }

    /// <summary>EL2 regimes.</summary>
    [Bits(9)] public bool Hyp { get => Raw.Bit(9); init => Raw = Raw.WithBit(9, value); }

    /// <summary>PCIe ATS.</summary>
    [Bits(10)] public bool ATS { get => Raw.Bit(10); init => Raw = Raw.WithBit(10, value); }

    /// <summary>Split-stage ATS is not there.</summary>
    [Bits(11)] public bool NS1ATS { get => Raw.Bit(11); init => Raw = Raw.WithBit(11, value); }

    /// <summary>16-bit ASIDs.</summary>
    [Bits(12)] public bool ASID16 { get => Raw.Bit(12); init => Raw = Raw.WithBit(12, value); }

    /// <summary>Message signalled interrupts.</summary>
    [Bits(13)] public bool MSI { get => Raw.Bit(13); init => Raw = Raw.WithBit(13, value); }

    /// <summary>Wake-up events.</summary>
    [Bits(14)] public bool SEV { get => Raw.Bit(14); init => Raw = Raw.WithBit(14, value); }

    /// <summary>Address translation operations.</summary>
    [Bits(15)] public bool ATOS { get => Raw.Bit(15); init => Raw = Raw.WithBit(15, value); }

    /// <summary>Page request interface.</summary>
    [Bits(16)] public bool PRI { get => Raw.Bit(16); init => Raw = Raw.WithBit(16, value); }

    /// <summary>VMID wildcard matching.</summary>
    [Bits(17)] public bool VMW { get => Raw.Bit(17); init => Raw = Raw.WithBit(17, value); }

    /// <summary>16-bit VMIDs.</summary>
    [Bits(18)] public bool VMID16 { get => Raw.Bit(18); init => Raw = Raw.WithBit(18, value); }

    /// <summary>Two-level context descriptor tables.</summary>
    [Bits(19)] public bool CD2L { get => Raw.Bit(19); init => Raw = Raw.WithBit(19, value); }

    /// <summary>Virtual address translation operations.</summary>
    [Bits(20)] public bool VATOS { get => Raw.Bit(20); init => Raw = Raw.WithBit(20, value); }

    /// <summary>Endianness of translation tables.</summary>
    [Bits(22, 21)]
    public TableEndianness TTENDIAN { get => (TableEndianness)Raw.Bits(22, 21); init => Raw = Raw.WithBits(22, 21, (uint)value); }

    /// <summary>Refused ATS requests can be recorded.</summary>
    [Bits(23)] public bool ATSRECERR { get => Raw.Bit(23); init => Raw = Raw.WithBit(23, value); }

    /// <summary>Stall support.</summary>
    [Bits(25, 24)] public StallModel StallModel { get => (StallModel)Raw.Bits(25, 24); init => Raw = Raw.WithBits(25, 24, (uint)value); }

    /// <summary>Terminated faults always abort: no RAZ/WI.</summary>
    [Bits(26)] public bool TermModel { get => Raw.Bit(26); init => Raw = Raw.WithBit(26, value); }

    /// <summary>Shapes of the stream table.</summary>
    [Bits(28, 27)]
    public StreamTableLevels StLevel { get => (StreamTableLevels)Raw.Bits(28, 27); init => Raw = Raw.WithBits(28, 27, (uint)value); }

    /// <summary>Realm management extension.</summary>
    [Bits(30)] public bool RmeImpl { get => Raw.Bit(30); init => Raw = Raw.WithBit(30, value); }
}

/// <summary>SMMU_IDR1: sizes.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR1")]
public readonly record struct Idr1(uint Raw)
{
    /// <summary>Bits of a StreamID, 0..32.</summary>
    [Bits(5, 0)] public byte SIDSIZE { get => (byte)Raw.Bits(5, 0); init => Raw = Raw.WithBits(5, 0, value); }

    /// <summary>Bits of a SubstreamID, 0..20.</summary>
    [Bits(10, 6)] public byte SSIDSIZE { get => (byte)Raw.Bits(10, 6); init => Raw = Raw.WithBits(10, 6, value); }

    /// <summary>log2 of the most entries of the PRI queue, at most 19.</summary>
    [Bits(15, 11)] public byte PRIQS { get => (byte)Raw.Bits(15, 11); init => Raw = Raw.WithBits(15, 11, value); }

    /// <summary>log2 of the most entries of the event queue, at most 19.</summary>
    [Bits(20, 16)] public byte EVENTQS { get => (byte)Raw.Bits(20, 16); init => Raw = Raw.WithBits(20, 16, value); }

    /// <summary>log2 of the most entries of the command queue, at most 19.</summary>
    [Bits(25, 21)] public byte CMDQS { get => (byte)Raw.Bits(25, 21); init => Raw = Raw.WithBits(25, 21, value); }

    /// <summary>Incoming permission attributes can be overridden.</summary>
    [Bits(26)] public bool AttrPermsOvr { get => Raw.Bit(26); init => Raw = Raw.WithBit(26, value); }

    /// <summary>Incoming memory types can be overridden.</summary>
    [Bits(27)] public bool AttrTypesOvr { get => Raw.Bit(27); init => Raw = Raw.WithBit(27, value); }

    /// <summary>Preset bases are relative to the register page.</summary>
    [Bits(28)] public bool REL { get => Raw.Bit(28); init => Raw = Raw.WithBit(28, value); }

    /// <summary>Queue bases are fixed.</summary>
    [Bits(29)] public bool QueuesPreset { get => Raw.Bit(29); init => Raw = Raw.WithBit(29, value); }

    /// <summary>Table bases are fixed.</summary>
    [Bits(30)] public bool TablesPreset { get => Raw.Bit(30); init => Raw = Raw.WithBit(30, value); }

    /// <summary>Enhanced command queues.</summary>
    [Bits(31)] public bool ECMDQ { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}

/// <summary>SMMU_IDR2: where the VATOS page is.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR2")]
public readonly record struct Idr2(uint Raw)
{
    /// <summary>The VATOS page is at 0x20000 + BA_VATOS * 0x10000.</summary>
    [Bits(9, 0)] public ushort BaVatos { get => (ushort)Raw.Bits(9, 0); init => Raw = Raw.WithBits(9, 0, value); }
}

/// <summary>SMMU_IDR3: features.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR3")]
public readonly record struct Idr3(uint Raw)
{
    /// <summary>Hierarchical attributes can be disabled.</summary>
    [Bits(2)] public bool HAD { get => Raw.Bit(2); init => Raw = Raw.WithBit(2, value); }

    /// <summary>Page-based hardware attributes.</summary>
    [Bits(3)] public bool PBHA { get => Raw.Bit(3); init => Raw = Raw.WithBit(3, value); }

    /// <summary>Stage 2 execute-never by privilege.</summary>
    [Bits(4)] public bool XNX { get => Raw.Bit(4); init => Raw = Raw.WithBit(4, value); }

    /// <summary>Automatic page responses always carry the PASID of the request: STE.PPAR is ignored.</summary>
    [Bits(5)] public bool PPS { get => Raw.Bit(5); init => Raw = Raw.WithBit(5, value); }

    /// <summary>Memory partitioning.</summary>
    [Bits(7)] public bool MPAM { get => Raw.Bit(7); init => Raw = Raw.WithBit(7, value); }

    /// <summary>Stage 2 forced write-back.</summary>
    [Bits(8)] public bool FWB { get => Raw.Bit(8); init => Raw = Raw.WithBit(8, value); }

    /// <summary>Small translation tables.</summary>
    [Bits(9)] public bool STT { get => Raw.Bit(9); init => Raw = Raw.WithBit(9, value); }

    /// <summary>Range and level hints of TLBI.</summary>
    [Bits(10)] public bool RIL { get => Raw.Bit(10); init => Raw = Raw.WithBit(10, value); }

    /// <summary>Break-before-make level.</summary>
    [Bits(12, 11)]
    public BreakBeforeMakeLevel BBML { get => (BreakBeforeMakeLevel)Raw.Bits(12, 11); init => Raw = Raw.WithBits(12, 11, (uint)value); }

    /// <summary>CD.E0PD0 and E0PD1.</summary>
    [Bits(13)] public bool E0PD { get => Raw.Bit(13); init => Raw = Raw.WithBit(13, value); }

    /// <summary>Stage 1 walks that stage 2 maps as Device, where STE.S2PTW permits them, are Normal non-cacheable.</summary>
    [Bits(14)] public bool PTWNNC { get => Raw.Bit(14); init => Raw = Raw.WithBit(14, value); }

    /// <summary>Device permission table.</summary>
    [Bits(15)] public bool DPT { get => Raw.Bit(15); init => Raw = Raw.WithBit(15, value); }

    /// <summary>Translated transactions may have a PASID.</summary>
    [Bits(16)] public bool PASIDTT { get => Raw.Bit(16); init => Raw = Raw.WithBit(16, value); }

    /// <summary>CD.EPAN.</summary>
    [Bits(17)] public bool EPAN { get => Raw.Bit(17); init => Raw = Raw.WithBit(17, value); }

    /// <summary>Stage 1 permission indirection.</summary>
    [Bits(18)] public bool S1PI { get => Raw.Bit(18); init => Raw = Raw.WithBit(18, value); }

    /// <summary>Stage 2 permission indirection.</summary>
    [Bits(19)] public bool S2PI { get => Raw.Bit(19); init => Raw = Raw.WithBit(19, value); }

    /// <summary>Stage 2 permission overlays.</summary>
    [Bits(20)] public bool S2PO { get => Raw.Bit(20); init => Raw = Raw.WithBit(20, value); }

    /// <summary>Translation hardening.</summary>
    [Bits(21)] public bool THE { get => Raw.Bit(21); init => Raw = Raw.WithBit(21, value); }

    /// <summary>Stage 2 tag access permission.</summary>
    [Bits(22)] public bool MTEPERM { get => Raw.Bit(22); init => Raw = Raw.WithBit(22, value); }

    /// <summary>CD.AIE.</summary>
    [Bits(23)] public bool AIE { get => Raw.Bit(23); init => Raw = Raw.WithBit(23, value); }
}

/// <summary>SMMU_IDR4.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR4")]
public readonly record struct Idr4(uint Raw)
{
    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(31, 0)] public uint ImpDef { get => Raw.Bits(31, 0); init => Raw = Raw.WithBits(31, 0, value); }
}

/// <summary>SMMU_IDR5: addresses and granules.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR5")]
public readonly record struct Idr5(uint Raw)
{
    /// <summary>Output address size.</summary>
    [Bits(2, 0)] public AddressSize OAS { get => (AddressSize)Raw.Bits(2, 0); init => Raw = Raw.WithBits(2, 0, (uint)value); }

    /// <summary>4 KiB granule.</summary>
    [Bits(4)] public bool GRAN4K { get => Raw.Bit(4); init => Raw = Raw.WithBit(4, value); }

    /// <summary>16 KiB granule.</summary>
    [Bits(5)] public bool GRAN16K { get => Raw.Bit(5); init => Raw = Raw.WithBit(5, value); }

    /// <summary>64 KiB granule.</summary>
    [Bits(6)] public bool GRAN64K { get => Raw.Bit(6); init => Raw = Raw.WithBit(6, value); }

    /// <summary>52-bit format of the 4 KiB and 16 KiB granules.</summary>
    [Bits(7)] public bool DS { get => Raw.Bit(7); init => Raw = Raw.WithBit(7, value); }

    /// <summary>VMSAv9-128 tables.</summary>
    [Bits(8)] public bool D128 { get => Raw.Bit(8); init => Raw = Raw.WithBit(8, value); }

    /// <summary>Virtual address size.</summary>
    [Bits(11, 10)]
    public VirtualAddressSize VAX { get => (VirtualAddressSize)Raw.Bits(11, 10); init => Raw = Raw.WithBits(11, 10, (uint)value); }

    /// <summary>Most transactions stalled at once.</summary>
    [Bits(31, 16)] public ushort StallMax { get => (ushort)Raw.Bits(31, 16); init => Raw = Raw.WithBits(31, 16, value); }
}

/// <summary>SMMU_IDR6: control pages of enhanced command queues.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IDR6")]
public readonly record struct Idr6(uint Raw)
{
    /// <summary>log2 of the queues per control page.</summary>
    [Bits(19, 16)] public byte CmdqControlPageLog2Numq { get => (byte)Raw.Bits(19, 16); init => Raw = Raw.WithBits(19, 16, value); }

    /// <summary>log2 of the control pages.</summary>
    [Bits(27, 24)] public byte CmdqControlPageLog2Nump { get => (byte)Raw.Bits(27, 24); init => Raw = Raw.WithBits(27, 24, value); }
}

/// <summary>SMMU_IIDR: who made it.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IIDR")]
public readonly record struct Iidr(uint Raw)
{
    /// <summary>JEP106 code of the implementer.</summary>
    [Bits(11, 0)] public ushort Implementer { get => (ushort)Raw.Bits(11, 0); init => Raw = Raw.WithBits(11, 0, value); }

    /// <summary>Minor revision.</summary>
    [Bits(15, 12)] public byte Revision { get => (byte)Raw.Bits(15, 12); init => Raw = Raw.WithBits(15, 12, value); }

    /// <summary>Major revision.</summary>
    [Bits(19, 16)] public byte Variant { get => (byte)Raw.Bits(19, 16); init => Raw = Raw.WithBits(19, 16, value); }

    /// <summary>Product.</summary>
    [Bits(31, 20)] public ushort ProductID { get => (ushort)Raw.Bits(31, 20); init => Raw = Raw.WithBits(31, 20, value); }
}

/// <summary>SMMU_AIDR: architecture version.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("AIDR")]
public readonly record struct Aidr(uint Raw)
{
    /// <summary>Minor version: 0..4 for v3.0..v3.4.</summary>
    [Bits(3, 0)]
    public ArchitectureMinor ArchMinorRev { get => (ArchitectureMinor)Raw.Bits(3, 0); init => Raw = Raw.WithBits(3, 0, (uint)value); }

    /// <summary>Major version: 0 for v3.</summary>
    [Bits(7, 4)] public byte ArchMajorRev { get => (byte)Raw.Bits(7, 4); init => Raw = Raw.WithBits(7, 4, value); }
}
