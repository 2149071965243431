// Not modelled: ATOS, VATOS, MPAM, DPT and ECMDQ registers (their features are not offered), Secure and Realm pages,
// the performance monitors. They read as zero and ignore writes (6.1: reserved locations are RAZ/WI).
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Registers;

/// <summary>
/// The registers of page 0 apart from the queue indexes (IHI 0070 6.3). Accesses are 32 or 64 bits; a 64-bit register also
/// answers to its halves, a 32-bit register to nothing wider (6.2 leaves that case to the implementation: RAZ/WI here).
/// </summary>
public sealed class RegisterFile(SmmuCapabilities capabilities)
{
    // 6.3.9: what takes effect when the update ends; the queues take theirs when they hear of it, and answer.
    private static readonly Cr0 WithoutQueues = new(0x5d1);

    private readonly ulong[] _words = Reset(capabilities);

    /// <summary>CR0 as written.</summary>
    public Cr0 Cr0 => new((uint)Value(RegisterOffset.Cr0));

    /// <summary>CR0 as far as its updates have ended: what the queues are told; CR0ACK shows their bits once they have answered.</summary>
    public Cr0 Cr0InForce { get; private set; }

    /// <summary>CR0 as acknowledged: what is in force.</summary>
    public Cr0 Cr0Ack => new((uint)Value(RegisterOffset.Cr0ack));

    /// <summary>CR2.</summary>
    public Cr2 Cr2 => new((uint)Value(RegisterOffset.Cr2));

    /// <summary>GBPA in force.</summary>
    public Gbpa Gbpa { get; private set; } = capabilities.GbpaReset;

    /// <summary>IRQ_CTRL as written.</summary>
    public IrqCtrl IrqCtrl => new((uint)Value(RegisterOffset.IrqCtrl));

    /// <summary>IRQ_CTRL as acknowledged: what is in force.</summary>
    public IrqCtrl IrqCtrlAck => new((uint)Value(RegisterOffset.IrqCtrlack));

    /// <summary>CR0, IRQ_CTRL or GBPA was written, and the update has not ended (6.3.9, 6.3.14.1, 6.3.17).</summary>
    public bool IsUpdating => Cr0 != Cr0InForce || IrqCtrl != IrqCtrlAck || WrittenGbpa.Update;

    /// <summary>STRTAB_BASE.</summary>
    public StrtabBase StrtabBase => new(Value(RegisterOffset.StrtabBase));

    /// <summary>STRTAB_BASE_CFG.</summary>
    public StrtabBaseCfg StrtabBaseCfg => new((uint)Value(RegisterOffset.StrtabBaseCfg));

    /// <summary>CMDQ_BASE.</summary>
    public QueueBase CmdqBase => new(Value(RegisterOffset.CmdqBase));

    /// <summary>EVENTQ_BASE.</summary>
    public QueueBase EventqBase => new(Value(RegisterOffset.EventqBase));

    /// <summary>PRIQ_BASE.</summary>
    public QueueBase PriqBase => new(Value(RegisterOffset.PriqBase));

    /// <summary>Where PRI queue interrupts go as MSIs; address 0 is the wire.</summary>
    public MsiTarget PriqMsi => Msi(RegisterOffset.PriqIrqCfg0, RegisterOffset.PriqIrqCfg1);

    /// <summary>PRIQ_IRQ_CFG2.LO: the PRI queue interrupts for the last request of a group.</summary>
    public bool PriqLastOnly => new IrqCfg2((uint)Value(RegisterOffset.PriqIrqCfg2)).LO;

    /// <summary>Where event queue interrupts go as MSIs; address 0 is the wire.</summary>
    public MsiTarget EventqMsi => Msi(RegisterOffset.EventqIrqCfg0, RegisterOffset.EventqIrqCfg1);

    /// <summary>Where global error interrupts go as MSIs; address 0 is the wire.</summary>
    public MsiTarget GerrorMsi => Msi(RegisterOffset.GerrorIrqCfg0, RegisterOffset.GerrorIrqCfg1);

    /// <summary>Global errors that software has not acknowledged (6.3.19: GERROR and GERRORN differ).</summary>
    public Gerror ActiveErrors => new((uint)(Value(RegisterOffset.Gerror) ^ Value(RegisterOffset.Gerrorn)));

    /// <summary>Reads 4 or 8 bytes; anything that is no register gives zero.</summary>
    public ulong Read(int offset, int sizeBytes)
    {
        if (!IsAccess(offset, sizeBytes)) return 0;
        if (sizeBytes == 8) return IsWide(offset) ? _words[offset >> 3] : 0;
        return (_words[offset >> 3] >> ((offset & 4) * 8)) & 0xffff_ffff;
    }

    /// <summary>
    /// Writes 4 or 8 bytes; anything that is no register, or read-only now, is ignored. What <see cref="IsUpdating"/> speaks of is stored
    /// and has its effect with <see cref="CompleteUpdates"/>.
    /// </summary>
    public RegisterEffects Write(int offset, int sizeBytes, ulong value)
    {
        if (!IsAccess(offset, sizeBytes)) return RegisterEffects.None;
        if (sizeBytes == 8)
        {
            if (!IsWide(offset)) return RegisterEffects.None;
            var effects = Write32(offset, (uint)value);
            return effects | Write32(offset + 4, (uint)(value >> 32));
        }

        return Write32(offset, (uint)value);
    }

    /// <summary>
    /// The updates of CR0, IRQ_CTRL and GBPA end: they are in force, and all but the enables of queues are acknowledged. Nothing if none
    /// is under way.
    /// </summary>
    public RegisterEffects CompleteUpdates()
    {
        var (before, after, irqs) = (Cr0InForce, Cr0, IrqCtrl);
        Cr0InForce = after;
        Acknowledge(WithoutQueues, after);
        var effects = irqs == IrqCtrlAck ? 0 : RegisterEffects.EventInterrupt | (capabilities.Idr0.PRI ? RegisterEffects.PageRequestInterrupt : 0);
        Set(RegisterOffset.IrqCtrlack, irqs.Raw);
        if (WrittenGbpa.Update)
        {
            Gbpa = WrittenGbpa with { Update = false };
            Set(RegisterOffset.Gbpa, Gbpa.Raw);
        }

        return effects
            | (before.CMDQEN != after.CMDQEN ? RegisterEffects.CommandQueueEnable : 0)
            | (before.EVENTQEN != after.EVENTQEN ? RegisterEffects.EventQueueEnable : 0)
            | (before.PRIQEN != after.PRIQEN || (capabilities.Idr0.PRI && before.SMMUEN != after.SMMUEN)
                ? RegisterEffects.PageRequestQueueEnable
                : 0);
    }

    /// <summary>A queue or the SMMU took a new value of its CR0 bits into force (6.3.10, CR0ACK).</summary>
    public void Acknowledge(Cr0 mask, Cr0 value)
    {
        var acknowledged = (Cr0Ack.Raw & ~mask.Raw) | (value.Raw & mask.Raw);
        Set(RegisterOffset.Cr0ack, acknowledged);
    }

    /// <summary>Activates global errors that are not active (6.3.19: a toggle); true if software may be interrupted for it.</summary>
    public bool Raise(Gerror errors)
    {
        var fresh = errors.Raw & ~ActiveErrors.Raw;
        Set(RegisterOffset.Gerror, (uint)Value(RegisterOffset.Gerror) ^ fresh);
        return fresh != 0 && IrqCtrlAck.GerrorIrqen;
    }

    private static ulong[] Reset(SmmuCapabilities capabilities)
    {
        var words = new ulong[0x1000 / 8];
        void Set(int offset, uint value) => words[offset >> 3] |= (ulong)value << ((offset & 4) * 8);
        Set(RegisterOffset.Idr0, capabilities.Idr0.Raw);
        Set(RegisterOffset.Idr1, capabilities.Idr1.Raw);
        Set(RegisterOffset.Idr2, capabilities.Idr2.Raw);
        Set(RegisterOffset.Idr3, capabilities.Idr3.Raw);
        Set(RegisterOffset.Idr4, capabilities.Idr4.Raw);
        Set(RegisterOffset.Idr5, capabilities.Idr5.Raw);
        Set(RegisterOffset.Iidr, capabilities.Iidr.Raw);
        Set(RegisterOffset.Aidr, capabilities.Aidr.Raw);
        Set(RegisterOffset.Gbpa, capabilities.GbpaReset.Raw);
        ReadOnlySpan<int> peripheral =
        [
            RegisterOffset.Pidr4, RegisterOffset.Pidr5, RegisterOffset.Pidr6, RegisterOffset.Pidr7,
            RegisterOffset.Pidr0, RegisterOffset.Pidr1, RegisterOffset.Pidr2, RegisterOffset.Pidr3,
            RegisterOffset.Cidr0, RegisterOffset.Cidr1, RegisterOffset.Cidr2, RegisterOffset.Cidr3,
        ];
        for (var i = 0; i < peripheral.Length; i++) Set(peripheral[i], capabilities.PeripheralIds[i]);
        return words;
    }

    private static bool IsAccess(int offset, int sizeBytes) =>
        offset is >= 0 and < 0x1000 && sizeBytes is 4 or 8 && (offset & (sizeBytes - 1)) == 0
        && RegisterMap.OwnerOf(offset) == RegisterOwner.RegisterFile;

    private static bool IsWide(int offset) => offset is RegisterOffset.StrtabBase or RegisterOffset.CmdqBase or RegisterOffset.EventqBase
        or RegisterOffset.PriqBase or RegisterOffset.GerrorIrqCfg0 or RegisterOffset.EventqIrqCfg0 or RegisterOffset.PriqIrqCfg0;

    private RegisterEffects Write32(int offset, uint value)
    {
        switch (offset)
        {
            case RegisterOffset.Cr0:
                Set(offset, Settled(CheckedCr0(value), Cr0.Raw, Cr0Ack.Raw));
                return RegisterEffects.None;
            case RegisterOffset.Gbpa:
                // 6.3.14.1: only a write with Update = 1 counts, and none while another one is under way.
                if (new Gbpa(value).Update && !WrittenGbpa.Update) Set(offset, value & 0x801f_3f1f);
                return RegisterEffects.None;
            case RegisterOffset.IrqCtrl:
                Set(offset, Settled(value & IrqEnables, IrqCtrl.Raw, IrqCtrlAck.Raw));
                return RegisterEffects.None;
            case RegisterOffset.Gerrorn:
                return Acknowledge(value);
            default:
                if (WritableMask(offset) is not (> 0 and var mask)) return RegisterEffects.None;
                Set(offset, value & mask);
                return (offset & ~0xf) switch
                {
                    RegisterOffset.EventqIrqCfg0 => RegisterEffects.EventInterrupt,
                    RegisterOffset.PriqIrqCfg0 => RegisterEffects.PageRequestInterrupt,
                    _ => RegisterEffects.None,
                };
        }
    }

    private uint IrqEnables => capabilities.Idr0.PRI ? 0b111u : 0b101u;

    private Gbpa WrittenGbpa => new((uint)Value(RegisterOffset.Gbpa));

    // 6.3.9: a field whose update has not ended keeps what was written first; the others do not mind.
    private static uint Settled(uint value, uint written, uint acknowledged)
    {
        var changing = written ^ acknowledged;
        return (value & ~changing) | (written & changing);
    }

    private uint CheckedCr0(uint value)
    {
        var allowed = new Cr0(value) with
        {
            PRIQEN = new Cr0(value).PRIQEN && capabilities.Idr0.PRI,
            ATSCHK = new Cr0(value).ATSCHK && capabilities.Idr0.ATS,
            VMW = capabilities.Idr0.VMW ? new Cr0(value).VMW : (byte)0,
            DptWalkEn = false,
        };
        return allowed.Raw & 0x5df;
    }

    // 6.3.20: software copies GERROR bits to acknowledge them; a bit that is not active stays as it is.
    private RegisterEffects Acknowledge(uint value)
    {
        var active = ActiveErrors;
        var before = (uint)Value(RegisterOffset.Gerrorn);
        Set(RegisterOffset.Gerrorn, (before & ~active.Raw) | (value & active.Raw));
        var effects = active.CmdqErr && !ActiveErrors.CmdqErr ? RegisterEffects.CommandErrorAcknowledged : RegisterEffects.None;
        if (active.EventqAbtErr && !ActiveErrors.EventqAbtErr) effects |= RegisterEffects.EventQueueAbortAcknowledged;
        return active.PriqAbtErr && !ActiveErrors.PriqAbtErr ? effects | RegisterEffects.PageRequestQueueAbortAcknowledged : effects;
    }

    // 6.3: which bits exist, and the enables that make a register read-only while what it configures is running.
    private uint WritableMask(int offset)
    {
        var (running, irqs) = (new Cr0(Cr0.Raw | Cr0Ack.Raw), new IrqCtrl(IrqCtrl.Raw | IrqCtrlAck.Raw));
        return offset switch
        {
            RegisterOffset.Cr1 => (running.SMMUEN ? 0u : 0xfc0u) | (running.CMDQEN || running.EVENTQEN || running.PRIQEN ? 0 : 0x3fu),
            RegisterOffset.Cr2 => running.SMMUEN ? 0u : Cr2Bits,
            RegisterOffset.StrtabBase => running.SMMUEN ? 0u : 0xffff_ffc0,
            RegisterOffset.StrtabBase + 4 => running.SMMUEN ? 0u : 0x4000_0000 | HighAddressBits,
            RegisterOffset.StrtabBaseCfg => running.SMMUEN ? 0u : capabilities.Idr0.StLevel == StreamTableLevels.Linear ? 0x3fu : 0x3_07ff,
            RegisterOffset.CmdqBase => running.CMDQEN ? 0u : 0xffff_ffff,
            RegisterOffset.CmdqBase + 4 => running.CMDQEN ? 0u : 0x4000_0000 | HighAddressBits,
            RegisterOffset.EventqBase => running.EVENTQEN ? 0u : 0xffff_ffff,
            RegisterOffset.EventqBase + 4 => running.EVENTQEN ? 0u : 0x4000_0000 | HighAddressBits,
            RegisterOffset.PriqBase => PriMask(running.PRIQEN, 0xffff_ffff),
            RegisterOffset.PriqBase + 4 => PriMask(running.PRIQEN, 0x4000_0000 | HighAddressBits),
            RegisterOffset.GerrorIrqCfg0 => MsiMask(irqs.GerrorIrqen, 0xffff_fffc),
            RegisterOffset.GerrorIrqCfg0 + 4 => MsiMask(irqs.GerrorIrqen, HighAddressBits),
            RegisterOffset.GerrorIrqCfg1 => MsiMask(irqs.GerrorIrqen, 0xffff_ffff),
            RegisterOffset.GerrorIrqCfg2 => MsiMask(irqs.GerrorIrqen, 0x3f),
            RegisterOffset.EventqIrqCfg0 => MsiMask(irqs.EventqIrqen, 0xffff_fffc),
            RegisterOffset.EventqIrqCfg0 + 4 => MsiMask(irqs.EventqIrqen, HighAddressBits),
            RegisterOffset.EventqIrqCfg1 => MsiMask(irqs.EventqIrqen, 0xffff_ffff),
            RegisterOffset.EventqIrqCfg2 => MsiMask(irqs.EventqIrqen, 0x3f),
            RegisterOffset.PriqIrqCfg0 => PriMask(irqs.PriqIrqen, MsiMask(false, 0xffff_fffc)),
            RegisterOffset.PriqIrqCfg0 + 4 => PriMask(irqs.PriqIrqen, MsiMask(false, HighAddressBits)),
            RegisterOffset.PriqIrqCfg1 => PriMask(irqs.PriqIrqen, MsiMask(false, 0xffff_ffff)),
            RegisterOffset.PriqIrqCfg2 => PriMask(irqs.PriqIrqen, MsiMask(false, 0x8000_003f)),
            _ => 0,
        };
    }

    // 3.4.3: addresses of tables, queues and MSIs are truncated to OAS, which a register may do by not storing more.
    private uint HighAddressBits => (uint)(((1UL << capabilities.OutputAddressBits) - 1) >> 32);

    // 6.3.12: E2H needs Hyp, REC_CFG_ATS needs ATSRECERR.
    private uint Cr2Bits => (capabilities.Idr0.Hyp ? 0b111u : 0b110u) | (capabilities.Idr0.ATSRECERR ? 0b1000u : 0);

    private uint MsiMask(bool enabled, uint mask) => capabilities.Idr0.MSI && !enabled ? mask : 0;

    // 6.3.33 to 6.3.36: the PRI registers are there with IDR0.PRI, those of its MSIs with IDR0.MSI too.
    private uint PriMask(bool enabled, uint mask) => capabilities.Idr0.PRI && !enabled ? mask : 0;

    private ulong Value(int offset) => IsWide(offset) ? _words[offset >> 3] : (_words[offset >> 3] >> ((offset & 4) * 8)) & 0xffff_ffff;

    private void Set(int offset, uint value)
    {
        var shift = (offset & 4) * 8;
        _words[offset >> 3] = (_words[offset >> 3] & ~(0xffff_ffffUL << shift)) | ((ulong)value << shift);
    }

    private MsiTarget Msi(int cfg0, int cfg1) => new(new Pa(new IrqCfg0(Value(cfg0)).ADDR), (uint)Value(cfg1));
}
