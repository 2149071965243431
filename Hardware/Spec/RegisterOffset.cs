namespace ActorIommu.Hardware.Spec;

/// <summary>Byte offsets of the registers from the base of the SMMU (IHI 0070 section 6.2): page 0 below 0x10000, page 1 above.</summary>
public static class RegisterOffset
{
    /// <summary>Register page 0.</summary>
    public const int Page0 = 0x0;

    /// <summary>Register page 1.</summary>
    public const int Page1 = 0x10000;

    /// <summary>Size of a register page, and of the unit of <see cref="Idr2.BaVatos"/>.</summary>
    public const int PageStride = 0x10000;

    /// <summary>The VATOS page of an SMMU with IDR2.BA_VATOS 0.</summary>
    public const int VatosPageOrigin = 0x20000;

    /// <summary>SMMU_IDR0: features.</summary>
    public const int Idr0 = 0x0;

    /// <summary>SMMU_IDR1: sizes.</summary>
    public const int Idr1 = 0x4;

    /// <summary>SMMU_IDR2: VATOS page.</summary>
    public const int Idr2 = 0x8;

    /// <summary>SMMU_IDR3: features.</summary>
    public const int Idr3 = 0xC;

    /// <summary>SMMU_IDR4: IMPLEMENTATION DEFINED.</summary>
    public const int Idr4 = 0x10;

    /// <summary>SMMU_IDR5: addresses and granules.</summary>
    public const int Idr5 = 0x14;

    /// <summary>SMMU_IIDR: implementer.</summary>
    public const int Iidr = 0x18;

    /// <summary>SMMU_AIDR: architecture version.</summary>
    public const int Aidr = 0x1C;

    /// <summary>SMMU_CR0: enables.</summary>
    public const int Cr0 = 0x20;

    /// <summary>SMMU_CR0ACK: enables, acknowledged.</summary>
    public const int Cr0ack = 0x24;

    /// <summary>SMMU_CR1: table and queue attributes.</summary>
    public const int Cr1 = 0x28;

    /// <summary>SMMU_CR2: control.</summary>
    public const int Cr2 = 0x2C;

    /// <summary>SMMU_S2PII: stage 2 base permissions, 64 bits.</summary>
    public const int S2pii = 0x30;

    /// <summary>SMMU_STATUSR: status.</summary>
    public const int Statusr = 0x40;

    /// <summary>SMMU_GBPA: global bypass.</summary>
    public const int Gbpa = 0x44;

    /// <summary>SMMU_AGBPA: global bypass, IMPLEMENTATION DEFINED.</summary>
    public const int Agbpa = 0x48;

    /// <summary>SMMU_IRQ_CTRL: interrupt enables.</summary>
    public const int IrqCtrl = 0x50;

    /// <summary>SMMU_IRQ_CTRLACK: interrupt enables, acknowledged.</summary>
    public const int IrqCtrlack = 0x54;

    /// <summary>SMMU_GERROR: global errors.</summary>
    public const int Gerror = 0x60;

    /// <summary>SMMU_GERRORN: global errors, acknowledged.</summary>
    public const int Gerrorn = 0x64;

    /// <summary>SMMU_GERROR_IRQ_CFG0: MSI address of global errors, 64 bits.</summary>
    public const int GerrorIrqCfg0 = 0x68;

    /// <summary>SMMU_GERROR_IRQ_CFG1: MSI data of global errors.</summary>
    public const int GerrorIrqCfg1 = 0x70;

    /// <summary>SMMU_GERROR_IRQ_CFG2: MSI attributes of global errors.</summary>
    public const int GerrorIrqCfg2 = 0x74;

    /// <summary>SMMU_STRTAB_BASE: stream table, 64 bits.</summary>
    public const int StrtabBase = 0x80;

    /// <summary>SMMU_STRTAB_BASE_CFG: shape of the stream table.</summary>
    public const int StrtabBaseCfg = 0x88;

    /// <summary>SMMU_CMDQ_BASE: command queue, 64 bits.</summary>
    public const int CmdqBase = 0x90;

    /// <summary>SMMU_CMDQ_PROD: command queue write index.</summary>
    public const int CmdqProd = 0x98;

    /// <summary>SMMU_CMDQ_CONS: command queue read index.</summary>
    public const int CmdqCons = 0x9C;

    /// <summary>SMMU_EVENTQ_BASE: event queue, 64 bits.</summary>
    public const int EventqBase = 0xA0;

    /// <summary>SMMU_EVENTQ_IRQ_CFG0: MSI address of the event queue, 64 bits.</summary>
    public const int EventqIrqCfg0 = 0xB0;

    /// <summary>SMMU_EVENTQ_IRQ_CFG1: MSI data of the event queue.</summary>
    public const int EventqIrqCfg1 = 0xB8;

    /// <summary>SMMU_EVENTQ_IRQ_CFG2: MSI attributes of the event queue.</summary>
    public const int EventqIrqCfg2 = 0xBC;

    /// <summary>SMMU_PRIQ_BASE: PRI queue, 64 bits.</summary>
    public const int PriqBase = 0xC0;

    /// <summary>SMMU_PRIQ_IRQ_CFG0: MSI address of the PRI queue, 64 bits.</summary>
    public const int PriqIrqCfg0 = 0xD0;

    /// <summary>SMMU_PRIQ_IRQ_CFG1: MSI data of the PRI queue.</summary>
    public const int PriqIrqCfg1 = 0xD8;

    /// <summary>SMMU_PRIQ_IRQ_CFG2: MSI attributes of the PRI queue.</summary>
    public const int PriqIrqCfg2 = 0xDC;

    /// <summary>SMMU_GATOS_CTRL: address translation operation.</summary>
    public const int GatosCtrl = 0x100;

    /// <summary>SMMU_GATOS_SID: its stream, 64 bits.</summary>
    public const int GatosSid = 0x108;

    /// <summary>SMMU_GATOS_ADDR: its address, 64 bits.</summary>
    public const int GatosAddr = 0x110;

    /// <summary>SMMU_GATOS_PAR: its result, 64 bits.</summary>
    public const int GatosPar = 0x118;

    /// <summary>SMMU_MPAMIDR: memory partitioning limits.</summary>
    public const int Mpamidr = 0x130;

    /// <summary>SMMU_GMPAM: partition of the SMMU's own accesses.</summary>
    public const int Gmpam = 0x138;

    /// <summary>SMMU_GBPMPAM: partition of bypassing transactions.</summary>
    public const int Gbpmpam = 0x13C;

    /// <summary>SMMU_VATOS_SEL: VMID of virtual address translation operations.</summary>
    public const int VatosSel = 0x180;

    /// <summary>SMMU_IDR6: enhanced command queues.</summary>
    public const int Idr6 = 0x190;

    /// <summary>SMMU_DPT_BASE: device permission table, 64 bits.</summary>
    public const int DptBase = 0x200;

    /// <summary>SMMU_DPT_BASE_CFG: shape of the device permission table.</summary>
    public const int DptBaseCfg = 0x208;

    /// <summary>SMMU_DPT_CFG_FAR: device permission table error, 64 bits.</summary>
    public const int DptCfgFar = 0x210;

    /// <summary>SMMU_PIDR4: peripheral identification.</summary>
    public const int Pidr4 = 0xFD0;

    /// <summary>SMMU_PIDR5: peripheral identification.</summary>
    public const int Pidr5 = 0xFD4;

    /// <summary>SMMU_PIDR6: peripheral identification.</summary>
    public const int Pidr6 = 0xFD8;

    /// <summary>SMMU_PIDR7: peripheral identification.</summary>
    public const int Pidr7 = 0xFDC;

    /// <summary>SMMU_PIDR0: peripheral identification.</summary>
    public const int Pidr0 = 0xFE0;

    /// <summary>SMMU_PIDR1: peripheral identification.</summary>
    public const int Pidr1 = 0xFE4;

    /// <summary>SMMU_PIDR2: peripheral identification.</summary>
    public const int Pidr2 = 0xFE8;

    /// <summary>SMMU_PIDR3: peripheral identification.</summary>
    public const int Pidr3 = 0xFEC;

    /// <summary>SMMU_CIDR0: component identification.</summary>
    public const int Cidr0 = 0xFF0;

    /// <summary>SMMU_CIDR1: component identification.</summary>
    public const int Cidr1 = 0xFF4;

    /// <summary>SMMU_CIDR2: component identification.</summary>
    public const int Cidr2 = 0xFF8;

    /// <summary>SMMU_CIDR3: component identification.</summary>
    public const int Cidr3 = 0xFFC;

    /// <summary>SMMU_CMDQ_CONTROL_PAGE_BASE: first enhanced command queue control page, 64 bits.</summary>
    public const int CmdqControlPageBase = 0x4000;

    /// <summary>SMMU_CMDQ_CONTROL_PAGE_CFG: its configuration.</summary>
    public const int CmdqControlPageCfg = 0x4008;

    /// <summary>SMMU_CMDQ_CONTROL_PAGE_STATUS: its status.</summary>
    public const int CmdqControlPageStatus = 0x400C;

    /// <summary>SMMU_EVENTQ_PROD: event queue write index (page 1).</summary>
    public const int EventqProd = 0x100A8;

    /// <summary>SMMU_EVENTQ_CONS: event queue read index (page 1).</summary>
    public const int EventqCons = 0x100AC;

    /// <summary>SMMU_PRIQ_PROD: PRI queue write index (page 1).</summary>
    public const int PriqProd = 0x100C8;

    /// <summary>SMMU_PRIQ_CONS: PRI queue read index (page 1).</summary>
    public const int PriqCons = 0x100CC;
}
