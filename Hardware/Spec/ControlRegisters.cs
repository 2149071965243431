namespace ActorIommu.Hardware.Spec;

/// <summary>SMMU_CR0 and SMMU_CR0ACK: what is enabled.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CR0", "CR0ACK")]
public readonly record struct Cr0(uint Raw)
{
    /// <summary>Translation; if not, GBPA decides.</summary>
    [Bits(0)] public bool SMMUEN { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>PRI queue.</summary>
    [Bits(1)] public bool PRIQEN { get => Raw.Bit(1); init => Raw = Raw.WithBit(1, value); }

    /// <summary>Event queue.</summary>
    [Bits(2)] public bool EVENTQEN { get => Raw.Bit(2); init => Raw = Raw.WithBit(2, value); }

    /// <summary>Command queue.</summary>
    [Bits(3)] public bool CMDQEN { get => Raw.Bit(3); init => Raw = Raw.WithBit(3, value); }

    /// <summary>Translated transactions are checked against STE.EATS.</summary>
    [Bits(4)] public bool ATSCHK { get => Raw.Bit(4); init => Raw = Raw.WithBit(4, value); }

    /// <summary>VMID wildcard: how many low VMID bits TLB maintenance ignores, 0..4.</summary>
    [Bits(8, 6)] public byte VMW { get => (byte)Raw.Bits(8, 6); init => Raw = Raw.WithBits(8, 6, value); }

    /// <summary>Device permission table walks.</summary>
    [Bits(10)] public bool DptWalkEn { get => Raw.Bit(10); init => Raw = Raw.WithBit(10, value); }
}

/// <summary>SMMU_CR1: attributes of table and queue accesses.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CR1")]
public readonly record struct Cr1(uint Raw)
{
    /// <summary>Queues, inner.</summary>
    [Bits(1, 0)]
    public TableCacheability QueueIC { get => (TableCacheability)Raw.Bits(1, 0); init => Raw = Raw.WithBits(1, 0, (uint)value); }

    /// <summary>Queues, outer.</summary>
    [Bits(3, 2)]
    public TableCacheability QueueOC { get => (TableCacheability)Raw.Bits(3, 2); init => Raw = Raw.WithBits(3, 2, (uint)value); }

    /// <summary>Queues.</summary>
    [Bits(5, 4)] public Shareability QueueSH { get => (Shareability)Raw.Bits(5, 4); init => Raw = Raw.WithBits(5, 4, (uint)value); }

    /// <summary>Tables, inner.</summary>
    [Bits(7, 6)]
    public TableCacheability TableIC { get => (TableCacheability)Raw.Bits(7, 6); init => Raw = Raw.WithBits(7, 6, (uint)value); }

    /// <summary>Tables, outer.</summary>
    [Bits(9, 8)]
    public TableCacheability TableOC { get => (TableCacheability)Raw.Bits(9, 8); init => Raw = Raw.WithBits(9, 8, (uint)value); }

    /// <summary>Tables.</summary>
    [Bits(11, 10)] public Shareability TableSH { get => (Shareability)Raw.Bits(11, 10); init => Raw = Raw.WithBits(11, 10, (uint)value); }
}

/// <summary>SMMU_CR2.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CR2")]
public readonly record struct Cr2(uint Raw)
{
    /// <summary>EL2 regimes have ASIDs and two tables.</summary>
    [Bits(0)] public bool E2H { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>C_BAD_STREAMID is recorded.</summary>
    [Bits(1)] public bool RECINVSID { get => Raw.Bit(1); init => Raw = Raw.WithBit(1, value); }

    /// <summary>Broadcast TLB maintenance is ignored.</summary>
    [Bits(2)] public bool PTM { get => Raw.Bit(2); init => Raw = Raw.WithBit(2, value); }

    /// <summary>Configuration errors of ATS requests are recorded.</summary>
    [Bits(3)] public bool RecCfgAts { get => Raw.Bit(3); init => Raw = Raw.WithBit(3, value); }
}

/// <summary>SMMU_STATUSR.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("STATUSR")]
public readonly record struct Statusr(uint Raw)
{
    /// <summary>Dormant.</summary>
    [Bits(0)] public bool DORMANT { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }
}

/// <summary>SMMU_GBPA: what happens to transactions while CR0.SMMUEN is 0.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GBPA")]
public readonly record struct Gbpa(uint Raw)
{
    /// <summary>Memory type override, when MTCFG.</summary>
    [Bits(3, 0)] public byte MemAttr { get => (byte)Raw.Bits(3, 0); init => Raw = Raw.WithBits(3, 0, value); }

    /// <summary>MemAttr replaces the incoming memory type.</summary>
    [Bits(4)] public bool MTCFG { get => Raw.Bit(4); init => Raw = Raw.WithBit(4, value); }

    /// <summary>Allocation hint override.</summary>
    [Bits(11, 8)] public byte ALLOCCFG { get => (byte)Raw.Bits(11, 8); init => Raw = Raw.WithBits(11, 8, value); }

    /// <summary>Shareability override.</summary>
    [Bits(13, 12)]
    public ShareabilityOverride SHCFG { get => (ShareabilityOverride)Raw.Bits(13, 12); init => Raw = Raw.WithBits(13, 12, (uint)value); }

    /// <summary>Privilege override.</summary>
    [Bits(17, 16)]
    public PrivilegeOverride PRIVCFG { get => (PrivilegeOverride)Raw.Bits(17, 16); init => Raw = Raw.WithBits(17, 16, (uint)value); }

    /// <summary>Instruction or data override, of reads.</summary>
    [Bits(19, 18)]
    public InstructionOverride INSTCFG { get => (InstructionOverride)Raw.Bits(19, 18); init => Raw = Raw.WithBits(19, 18, (uint)value); }

    /// <summary>Transactions abort.</summary>
    [Bits(20)] public bool ABORT { get => Raw.Bit(20); init => Raw = Raw.WithBit(20, value); }

    /// <summary>Written as 1 to update; reads as 0 when the update is complete.</summary>
    [Bits(31)] public bool Update { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}

/// <summary>SMMU_AGBPA.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("AGBPA")]
public readonly record struct Agbpa(uint Raw)
{
    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(31, 0)] public uint ImpDef { get => Raw.Bits(31, 0); init => Raw = Raw.WithBits(31, 0, value); }
}

/// <summary>SMMU_IRQ_CTRL and SMMU_IRQ_CTRLACK: interrupt enables.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("IRQ_CTRL", "IRQ_CTRLACK")]
public readonly record struct IrqCtrl(uint Raw)
{
    /// <summary>Global errors.</summary>
    [Bits(0)] public bool GerrorIrqen { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>PRI queue.</summary>
    [Bits(1)] public bool PriqIrqen { get => Raw.Bit(1); init => Raw = Raw.WithBit(1, value); }

    /// <summary>Event queue.</summary>
    [Bits(2)] public bool EventqIrqen { get => Raw.Bit(2); init => Raw = Raw.WithBit(2, value); }
}

/// <summary>SMMU_GERROR and SMMU_GERRORN: an error is active while its bits differ.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GERROR", "GERRORN")]
public readonly record struct Gerror(uint Raw)
{
    /// <summary>A command error; CMDQ_CONS.ERR says which.</summary>
    [Bits(0)] public bool CmdqErr { get => Raw.Bit(0); init => Raw = Raw.WithBit(0, value); }

    /// <summary>External abort on an event queue write.</summary>
    [Bits(2)] public bool EventqAbtErr { get => Raw.Bit(2); init => Raw = Raw.WithBit(2, value); }

    /// <summary>External abort on a PRI queue write.</summary>
    [Bits(3)] public bool PriqAbtErr { get => Raw.Bit(3); init => Raw = Raw.WithBit(3, value); }

    /// <summary>External abort on the MSI of a CMD_SYNC.</summary>
    [Bits(4)] public bool MsiCmdqAbtErr { get => Raw.Bit(4); init => Raw = Raw.WithBit(4, value); }

    /// <summary>External abort on the event queue's MSI.</summary>
    [Bits(5)] public bool MsiEventqAbtErr { get => Raw.Bit(5); init => Raw = Raw.WithBit(5, value); }

    /// <summary>External abort on the PRI queue's MSI.</summary>
    [Bits(6)] public bool MsiPriqAbtErr { get => Raw.Bit(6); init => Raw = Raw.WithBit(6, value); }

    /// <summary>External abort on the MSI of global errors.</summary>
    [Bits(7)] public bool MsiGerrorAbtErr { get => Raw.Bit(7); init => Raw = Raw.WithBit(7, value); }

    /// <summary>Service failure mode.</summary>
    [Bits(8)] public bool SfmErr { get => Raw.Bit(8); init => Raw = Raw.WithBit(8, value); }

    /// <summary>An enhanced command queue has an error.</summary>
    [Bits(9)] public bool CmdqpErr { get => Raw.Bit(9); init => Raw = Raw.WithBit(9, value); }

    /// <summary>Device permission table walk error.</summary>
    [Bits(10)] public bool DptErr { get => Raw.Bit(10); init => Raw = Raw.WithBit(10, value); }
}

/// <summary>SMMU_*_IRQ_CFG0: where the MSI writes.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("GERROR_IRQ_CFG0", "EVENTQ_IRQ_CFG0", "PRIQ_IRQ_CFG0")]
public readonly record struct IrqCfg0(ulong Raw)
{
    /// <summary>Address bits [55:2]; 0 for no MSI.</summary>
    [AddressBits(55, 2)] public ulong ADDR { get => Raw.AddressBits(55, 2); init => Raw = Raw.WithAddressBits(55, 2, value); }
}

/// <summary>SMMU_*_IRQ_CFG1: what the MSI writes.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GERROR_IRQ_CFG1", "EVENTQ_IRQ_CFG1", "PRIQ_IRQ_CFG1")]
public readonly record struct IrqCfg1(uint Raw)
{
    /// <summary>The word.</summary>
    [Bits(31, 0)] public uint DATA { get => Raw.Bits(31, 0); init => Raw = Raw.WithBits(31, 0, value); }
}

/// <summary>SMMU_*_IRQ_CFG2: attributes of the MSI write.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("GERROR_IRQ_CFG2", "EVENTQ_IRQ_CFG2", "PRIQ_IRQ_CFG2")]
public readonly record struct IrqCfg2(uint Raw)
{
    /// <summary>Memory type.</summary>
    [Bits(3, 0)] public byte MemAttr { get => (byte)Raw.Bits(3, 0); init => Raw = Raw.WithBits(3, 0, value); }

    /// <summary>Shareability.</summary>
    [Bits(5, 4)] public Shareability SH { get => (Shareability)Raw.Bits(5, 4); init => Raw = Raw.WithBits(5, 4, (uint)value); }

    /// <summary>PRI queue only: interrupt only for a Last request.</summary>
    [Bits(31)] public bool LO { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}
