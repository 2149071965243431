namespace ActorIommu.Hardware.Spec;

/// <summary>Command, 16 bytes (IHI 0070 chapter 4); which fields count follows from <see cref="Opcode"/>.</summary>
/// <param name="D0">Bits [63:0].</param>
/// <param name="D1">Bits [127:64].</param>
[SpecStructure(
    "CMD_PREFETCH_CONFIG", "CMD_PREFETCH_ADDR", "CMD_CFGI_STE", "CMD_CFGI_STE_RANGE", "CMD_CFGI_ALL", "CMD_CFGI_CD", "CMD_CFGI_CD_ALL",
    "CMD_CFGI_VMS_PIDM", "CMD_TLBI_NH_ALL", "CMD_TLBI_NH_ASID", "CMD_TLBI_NH_VA", "CMD_TLBI_NH_VAA", "CMD_TLBI_EL3_ALL",
    "CMD_TLBI_EL3_VA", "CMD_TLBI_EL2_ALL", "CMD_TLBI_EL2_ASID", "CMD_TLBI_EL2_VA", "CMD_TLBI_EL2_VAA", "CMD_TLBI_S12_VMALL",
    "CMD_TLBI_S2_IPA", "CMD_TLBI_NSNH_ALL", "CMD_ATC_INV", "CMD_PRI_RESP", "CMD_RESUME", "CMD_STALL_TERM", "CMD_DPTI_ALL",
    "CMD_DPTI_PA", "CMD_SYNC")]
public readonly record struct Command(ulong D0, ulong D1)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 16;

    /// <summary>Which command.</summary>
    [Bits(7, 0)] public CommandOpcode Opcode { get => (CommandOpcode)D0.Bits(7, 0); init => D0 = D0.WithBits(7, 0, (ulong)value); }

    /// <summary>The stream is Secure; 1 is CERROR_ILL on the Non-secure queue.</summary>
    [Bits(10)] public bool SSec { get => D0.Bit(10); init => D0 = D0.WithBit(10, value); }

    /// <summary>SubstreamID is valid.</summary>
    [Bits(11)] public bool SSV { get => D0.Bit(11); init => D0 = D0.WithBit(11, value); }

    /// <summary>CFGI_CD, PREFETCH, ATC_INV, PRI_RESP: the substream.</summary>
    [Bits(31, 12)] public SubstreamId SubstreamID { get => new((uint)D0.Bits(31, 12)); init => D0 = D0.WithBits(31, 12, value.Value); }

    /// <summary>CFGI, PREFETCH, ATC_INV, PRI_RESP, RESUME, STALL_TERM: the stream.</summary>
    [Bits(63, 32)] public StreamId StreamID { get => new((uint)D0.Bits(63, 32)); init => D0 = D0.WithBits(63, 32, value.Value); }

    /// <summary>CFGI, TLBI: only cached last-level structures need to go.</summary>
    [Bits(64)] public bool Leaf { get => D1.Bit(64); init => D1 = D1.WithBit(64, value); }

    /// <summary>CFGI_STE_RANGE: the 2^(Range + 1) streams that share StreamID[31:Range+1]; 31 is CFGI_ALL.</summary>
    [Bits(68, 64)] public byte Range { get => (byte)D1.Bits(68, 64); init => D1 = D1.WithBits(68, 64, value); }

    /// <summary>TLBI ranges: (NUM + 1) * 2^SCALE granules of TG (IDR3.RIL).</summary>
    [Bits(16, 12)] public byte NUM { get => (byte)D0.Bits(16, 12); init => D0 = D0.WithBits(16, 12, value); }

    /// <summary>TLBI ranges: the exponent; bit 25 is RES0 unless IDR5.DS.</summary>
    [Bits(25, 20)] public byte SCALE { get => (byte)D0.Bits(25, 20); init => D0 = D0.WithBits(25, 20, value); }

    /// <summary>TLBI, CFGI_VMS_PIDM: the virtual machine.</summary>
    [Bits(47, 32)] public Vmid VMID { get => new((ushort)D0.Bits(47, 32)); init => D0 = D0.WithBits(47, 32, value.Value); }

    /// <summary>TLBI: the address space.</summary>
    [Bits(63, 48)] public Asid ASID { get => new((ushort)D0.Bits(63, 48)); init => D0 = D0.WithBits(63, 48, value.Value); }

    /// <summary>TLBI: TTL speaks of VMSAv9-128 tables (IDR5.D128).</summary>
    [Bits(71)] public bool TTL128 { get => D1.Bit(71); init => D1 = D1.WithBit(71, value); }

    /// <summary>TLBI ranges: level of the leaf descriptors.</summary>
    [Bits(73, 72)] public TlbiLevel TTL { get => (TlbiLevel)D1.Bits(73, 72); init => D1 = D1.WithBits(73, 72, (ulong)value); }

    /// <summary>TLBI: granule of the range; None is a single address.</summary>
    [Bits(75, 74)] public TlbiGranule TG { get => (TlbiGranule)D1.Bits(75, 74); init => D1 = D1.WithBits(75, 74, (ulong)value); }

    /// <summary>TLBI, ATC_INV, PREFETCH_ADDR: address bits [63:12].</summary>
    [AddressBits(127, 76)] public ulong Address { get => D1.AddressBits(127, 76); init => D1 = D1.WithAddressBits(127, 76, value); }

    /// <summary>TLBI_S2_IPA: the IPA, DPTI_PA: the PA, bits [55:12].</summary>
    [SpecField("Address", "CMD_TLBI_S2_IPA", "CMD_DPTI_PA")]
    [AddressBits(119, 76)] public ulong PageAddress { get => D1.AddressBits(119, 76); init => D1 = D1.WithAddressBits(119, 76, value); }

    /// <summary>ATC_INV with SSV: the Global Invalidate flag of the request.</summary>
    [Bits(9)] public bool Global { get => D0.Bit(9); init => D0 = D0.WithBit(9, value); }

    /// <summary>ATC_INV: the span is 4096 * 2^Size bytes; 52 with address 0 is everything.</summary>
    [SpecField("Size", "CMD_ATC_INV")]
    [Bits(69, 64)] public byte Size { get => (byte)D1.Bits(69, 64); init => D1 = D1.WithBits(69, 64, value); }

    /// <summary>PREFETCH_ADDR: log2 of the number of translations.</summary>
    [SpecField("Size", "CMD_PREFETCH_ADDR")]
    [Bits(68, 64)] public byte PrefetchSize { get => (byte)D1.Bits(68, 64); init => D1 = D1.WithBits(68, 64, value); }

    /// <summary>PREFETCH_ADDR: the translations are 2^(12 + Stride) bytes apart.</summary>
    [Bits(73, 69)] public byte Stride { get => (byte)D1.Bits(73, 69); init => D1 = D1.WithBits(73, 69, value); }

    /// <summary>PREFETCH_ADDR: the address is Non-secure.</summary>
    [Bits(75)] public bool NS { get => D1.Bit(75); init => D1 = D1.WithBit(75, value); }

    /// <summary>PRI_RESP: page request group.</summary>
    [Bits(72, 64)] public ushort PRGIndex { get => (ushort)D1.Bits(72, 64); init => D1 = D1.WithBits(72, 64, value); }

    /// <summary>PRI_RESP: the answer.</summary>
    [Bits(77, 76)] public PriResponse Resp { get => (PriResponse)D1.Bits(77, 76); init => D1 = D1.WithBits(77, 76, (ulong)value); }

    /// <summary>RESUME: Ac and Ab together.</summary>
    [Bits(13, 12)] public ResumeAction Action { get => (ResumeAction)D0.Bits(13, 12); init => D0 = D0.WithBits(13, 12, (ulong)value); }

    /// <summary>RESUME: retry the transaction.</summary>
    [Bits(12)] public bool Ac { get => D0.Bit(12); init => D0 = D0.WithBit(12, value); }

    /// <summary>RESUME with Ac = 0: abort (1) or RAZ/WI (0).</summary>
    [Bits(13)] public bool Ab { get => D0.Bit(13); init => D0 = D0.WithBit(13, value); }

    /// <summary>RESUME: tag of the stalled transaction, from its event record.</summary>
    [Bits(79, 64)] public ushort STAG { get => (ushort)D1.Bits(79, 64); init => D1 = D1.WithBits(79, 64, value); }

    /// <summary>SYNC: how completion is signalled.</summary>
    [Bits(13, 12)] public SyncSignal CS { get => (SyncSignal)D0.Bits(13, 12); init => D0 = D0.WithBits(13, 12, (ulong)value); }

    /// <summary>SYNC: shareability of the MSI write.</summary>
    [Bits(23, 22)] public Shareability MSH { get => (Shareability)D0.Bits(23, 22); init => D0 = D0.WithBits(23, 22, (ulong)value); }

    /// <summary>SYNC: memory attribute of the MSI write.</summary>
    [Bits(27, 24)] public byte MSIAttr { get => (byte)D0.Bits(27, 24); init => D0 = D0.WithBits(27, 24, value); }

    /// <summary>SYNC: the word that the MSI writes.</summary>
    [Bits(63, 32)] public uint MSIData { get => (uint)D0.Bits(63, 32); init => D0 = D0.WithBits(63, 32, value); }

    /// <summary>SYNC with SIG_IRQ: where the MSI writes, bits [55:2]; 0 for none.</summary>
    [AddressBits(119, 66)] public ulong MSIAddress { get => D1.AddressBits(119, 66); init => D1 = D1.WithAddressBits(119, 66, value); }

    /// <summary>SYNC: the MSI is Non-secure; Realm queue only.</summary>
    [Bits(127)] public bool MsiNs { get => D1.Bit(127); init => D1 = D1.WithBit(127, value); }

    /// <summary>CMD_CFGI_STE_RANGE.Range of CMD_CFGI_ALL.</summary>
    public const byte RangeAll = 31;

    /// <summary>CMD_ATC_INV.Size that, with address 0, is the whole cache.</summary>
    public const byte SizeAll = 52;

    /// <inheritdoc/>
    public override string ToString() => $"{Opcode} [{D0:x16} {D1:x16}]";

    /// <summary>The command as it is in memory.</summary>
    /// <param name="dwords">Its 2 little-endian dwords, in order.</param>
    public static Command Read(ReadOnlySpan<ulong> dwords) => new(dwords[0], dwords[1]);

    /// <summary>Writes the command as it is in memory.</summary>
    /// <param name="dwords">Room for its 2 dwords.</param>
    public void CopyTo(Span<ulong> dwords)
    {
        dwords[0] = D0;
        dwords[1] = D1;
    }
}
