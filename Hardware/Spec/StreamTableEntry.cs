namespace ActorIommu.Hardware.Spec;

/// <summary>Stream table entry (STE), 64 bytes: what an SMMU does with one stream (IHI 0070 section 5.2).</summary>
/// <param name="D0">Bits [63:0].</param>
/// <param name="D1">Bits [127:64].</param>
/// <param name="D2">Bits [191:128].</param>
/// <param name="D3">Bits [255:192].</param>
/// <param name="D4">Bits [319:256].</param>
/// <param name="D5">Bits [383:320].</param>
/// <param name="D6">Bits [447:384].</param>
/// <param name="D7">Bits [511:448].</param>
[SpecStructure("STE")]
public readonly record struct StreamTableEntry(ulong D0, ulong D1, ulong D2, ulong D3, ulong D4, ulong D5, ulong D6, ulong D7)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 64;

    /// <summary>Valid; an invalid entry is C_BAD_STE.</summary>
    [Bits(0)] public bool V { get => D0.Bit(0); init => D0 = D0.WithBit(0, value); }

    /// <summary>What happens to the stream's transactions.</summary>
    [Bits(3, 1)] public SteConfig Config { get => (SteConfig)D0.Bits(3, 1); init => D0 = D0.WithBits(3, 1, (ulong)value); }

    /// <summary>Shape of the context descriptor table; used when S1CDMax is not 0.</summary>
    [Bits(5, 4)] public SteS1Fmt S1Fmt { get => (SteS1Fmt)D0.Bits(5, 4); init => D0 = D0.WithBits(5, 4, (ulong)value); }

    /// <summary>Address of the context descriptor or of its table, bits [55:6]; an IPA when stage 2 translates, else a PA.</summary>
    [AddressBits(55, 6)] public ulong S1ContextPtr { get => D0.AddressBits(55, 6); init => D0 = D0.WithAddressBits(55, 6, value); }

    /// <summary>log2 of the number of context descriptors; 0 is one descriptor and no substreams.</summary>
    [Bits(63, 59)] public byte S1CDMax { get => (byte)D0.Bits(63, 59); init => D0 = D0.WithBits(63, 59, value); }

    /// <summary>Transactions without a substream, when S1CDMax is not 0.</summary>
    [Bits(65, 64)] public SteS1Dss S1DSS { get => (SteS1Dss)D1.Bits(65, 64); init => D1 = D1.WithBits(65, 64, (ulong)value); }

    /// <summary>Inner cacheability of context descriptor fetches.</summary>
    [Bits(67, 66)]
    public ContextCacheability S1CIR { get => (ContextCacheability)D1.Bits(67, 66); init => D1 = D1.WithBits(67, 66, (ulong)value); }

    /// <summary>Outer cacheability of context descriptor fetches.</summary>
    [Bits(69, 68)]
    public ContextCacheability S1COR { get => (ContextCacheability)D1.Bits(69, 68); init => D1 = D1.WithBits(69, 68, (ulong)value); }

    /// <summary>Shareability of context descriptor fetches.</summary>
    [Bits(71, 70)] public Shareability S1CSH { get => (Shareability)D1.Bits(71, 70); init => D1 = D1.WithBits(71, 70, (ulong)value); }

    /// <summary>Hardware may use bit 59 of stage 2 leaf descriptors (IDR3.PBHA).</summary>
    [Bits(72)] public bool S2HWU59 { get => D1.Bit(72); init => D1 = D1.WithBit(72, value); }

    /// <summary>Hardware may use bit 60 of stage 2 leaf descriptors.</summary>
    [Bits(73)] public bool S2HWU60 { get => D1.Bit(73); init => D1 = D1.WithBit(73, value); }

    /// <summary>Hardware may use bit 61 of stage 2 leaf descriptors.</summary>
    [Bits(74)] public bool S2HWU61 { get => D1.Bit(74); init => D1 = D1.WithBit(74, value); }

    /// <summary>Hardware may use bit 62 of stage 2 leaf descriptors.</summary>
    [Bits(75)] public bool S2HWU62 { get => D1.Bit(75); init => D1 = D1.WithBit(75, value); }

    /// <summary>Destructive reads are permitted.</summary>
    [Bits(76)] public bool DRE { get => D1.Bit(76); init => D1 = D1.WithBit(76, value); }

    /// <summary>Contiguity hint: log2 of the number of adjacent entries that are alike.</summary>
    [Bits(80, 77)] public byte CONT { get => (byte)D1.Bits(80, 77); init => D1 = D1.WithBits(80, 77, value); }

    /// <summary>Directed cache prefetch is permitted.</summary>
    [Bits(81)] public bool DCP { get => D1.Bit(81); init => D1 = D1.WithBit(81, value); }

    /// <summary>Automatic page responses carry the PASID of the request, when IDR3.PPS is 0.</summary>
    [Bits(82)] public bool PPAR { get => D1.Bit(82); init => D1 = D1.WithBit(82, value); }

    /// <summary>Similar fault records of the stream may be merged.</summary>
    [Bits(83)] public bool MEV { get => D1.Bit(83); init => D1 = D1.WithBit(83, value); }

    /// <summary>For software; ignored.</summary>
    [Bits(87, 84)] public byte SwReserved { get => (byte)D1.Bits(87, 84); init => D1 = D1.WithBits(87, 84, value); }

    /// <summary>Context descriptors may enable stage 1 permission indirection (IDR3.S1PI).</summary>
    [Bits(88)] public bool S1PIE { get => D1.Bit(88); init => D1 = D1.WithBit(88, value); }

    /// <summary>Stage 2 MemAttr has its forced-write-back meaning (IDR3.FWB).</summary>
    [Bits(89)] public bool S2FWB { get => D1.Bit(89); init => D1 = D1.WithBit(89, value); }

    /// <summary>PARTID and PMG come from the context descriptor.</summary>
    [Bits(90)] public bool S1MPAM { get => D1.Bit(90); init => D1 = D1.WithBit(90, value); }

    /// <summary>Stage 1 faults must not stall: a context descriptor with S = 1 is C_BAD_CD.</summary>
    [Bits(91)] public bool S1STALLD { get => D1.Bit(91); init => D1 = D1.WithBit(91, value); }

    /// <summary>What ATS the stream may use.</summary>
    [Bits(93, 92)] public SteEats EATS { get => (SteEats)D1.Bits(93, 92); init => D1 = D1.WithBits(93, 92, (ulong)value); }

    /// <summary>Exception level whose translation regime stage 1 uses.</summary>
    [Bits(95, 94)] public SteStrw STRW { get => (SteStrw)D1.Bits(95, 94); init => D1 = D1.WithBits(95, 94, (ulong)value); }

    /// <summary>Memory type override, when MTCFG.</summary>
    [Bits(99, 96)] public byte MemAttr { get => (byte)D1.Bits(99, 96); init => D1 = D1.WithBits(99, 96, value); }

    /// <summary>MemAttr replaces the incoming memory type.</summary>
    [Bits(100)] public bool MTCFG { get => D1.Bit(100); init => D1 = D1.WithBit(100, value); }

    /// <summary>Allocation hint override: 0b0xxx is the incoming one, 0b1RWT replaces it.</summary>
    [Bits(104, 101)] public byte ALLOCCFG { get => (byte)D1.Bits(104, 101); init => D1 = D1.WithBits(104, 101, value); }

    /// <summary>Shareability override.</summary>
    [Bits(109, 108)]
    public ShareabilityOverride SHCFG { get => (ShareabilityOverride)D1.Bits(109, 108); init => D1 = D1.WithBits(109, 108, (ulong)value); }

    /// <summary>Security override; Secure streams only.</summary>
    [Bits(111, 110)]
    public SecurityOverride NSCFG { get => (SecurityOverride)D1.Bits(111, 110); init => D1 = D1.WithBits(111, 110, (ulong)value); }

    /// <summary>Privilege override.</summary>
    [Bits(113, 112)]
    public PrivilegeOverride PRIVCFG { get => (PrivilegeOverride)D1.Bits(113, 112); init => D1 = D1.WithBits(113, 112, (ulong)value); }

    /// <summary>Instruction or data override, of reads.</summary>
    [Bits(115, 114)]
    public InstructionOverride INSTCFG { get => (InstructionOverride)D1.Bits(115, 114); init => D1 = D1.WithBits(115, 114, (ulong)value); }

    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(127, 116)] public ushort ImpDef116 { get => (ushort)D1.Bits(127, 116); init => D1 = D1.WithBits(127, 116, value); }

    /// <summary>VMID of stage 2, and of stage 1 of a virtual machine.</summary>
    [Bits(143, 128)] public Vmid S2VMID { get => new((ushort)D2.Bits(143, 128)); init => D2 = D2.WithBits(143, 128, value.Value); }

    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(159, 144)] public ushort ImpDef144 { get => (ushort)D2.Bits(159, 144); init => D2 = D2.WithBits(159, 144, value); }

    /// <summary>Stage 2 input has 64 - S2T0SZ bits.</summary>
    [Bits(165, 160)] public byte S2T0SZ { get => (byte)D2.Bits(165, 160); init => D2 = D2.WithBits(165, 160, value); }

    /// <summary>Stage 2 start level; meaning by S2TG and S2SL0_2.</summary>
    [Bits(167, 166)] public byte S2SL0 { get => (byte)D2.Bits(167, 166); init => D2 = D2.WithBits(167, 166, value); }

    /// <summary>Inner cacheability of stage 2 walks.</summary>
    [Bits(169, 168)]
    public WalkCacheability S2IR0 { get => (WalkCacheability)D2.Bits(169, 168); init => D2 = D2.WithBits(169, 168, (ulong)value); }

    /// <summary>Outer cacheability of stage 2 walks.</summary>
    [Bits(171, 170)]
    public WalkCacheability S2OR0 { get => (WalkCacheability)D2.Bits(171, 170); init => D2 = D2.WithBits(171, 170, (ulong)value); }

    /// <summary>Shareability of stage 2 walks.</summary>
    [Bits(173, 172)] public Shareability S2SH0 { get => (Shareability)D2.Bits(173, 172); init => D2 = D2.WithBits(173, 172, (ulong)value); }

    /// <summary>Stage 2 granule.</summary>
    [Bits(175, 174)] public Tg0 S2TG { get => (Tg0)D2.Bits(175, 174); init => D2 = D2.WithBits(175, 174, (ulong)value); }

    /// <summary>Stage 2 output address size.</summary>
    [Bits(178, 176)] public AddressSize S2PS { get => (AddressSize)D2.Bits(178, 176); init => D2 = D2.WithBits(178, 176, (ulong)value); }

    /// <summary>Stage 2 tables are VMSAv8-64 (else VMSAv8-32 LPAE).</summary>
    [Bits(179)] public bool S2AA64 { get => D2.Bit(179); init => D2 = D2.WithBit(179, value); }

    /// <summary>Stage 2 tables are big-endian.</summary>
    [Bits(180)] public bool S2ENDI { get => D2.Bit(180); init => D2 = D2.WithBit(180, value); }

    /// <summary>No fault for stage 2 descriptors with AF = 0.</summary>
    [Bits(181)] public bool S2AFFD { get => D2.Bit(181); init => D2 = D2.WithBit(181, value); }

    /// <summary>A stage 1 walk that stage 2 maps as Device memory is F_PERMISSION.</summary>
    [Bits(182)] public bool S2PTW { get => D2.Bit(182); init => D2 = D2.WithBit(182, value); }

    /// <summary>Hardware updates stage 2 dirty state; needs S2HA.</summary>
    [Bits(183)] public bool S2HD { get => D2.Bit(183); init => D2 = D2.WithBit(183, value); }

    /// <summary>Hardware updates stage 2 access flags.</summary>
    [Bits(184)] public bool S2HA { get => D2.Bit(184); init => D2 = D2.WithBit(184, value); }

    /// <summary>Stage 2 faults stall.</summary>
    [Bits(185)] public bool S2S { get => D2.Bit(185); init => D2 = D2.WithBit(185, value); }

    /// <summary>Stage 2 faults are recorded.</summary>
    [Bits(186)] public bool S2R { get => D2.Bit(186); init => D2 = D2.WithBit(186, value); }

    /// <summary>Hardware updates access flags of stage 2 table descriptors (v3.4).</summary>
    [Bits(187)] public bool S2HAFT { get => D2.Bit(187); init => D2 = D2.WithBit(187, value); }

    /// <summary>Stage 2 permission indirection (IDR3.S2PI).</summary>
    [Bits(188)] public bool S2PIE { get => D2.Bit(188); init => D2 = D2.WithBit(188, value); }

    /// <summary>Stage 2 permission overlays (IDR3.S2PO).</summary>
    [Bits(189)] public bool S2POE { get => D2.Bit(189); init => D2 = D2.WithBit(189, value); }

    /// <summary>How VMIDs match in the device permission table (IDR3.DPT).</summary>
    [Bits(191, 190)] public byte DptVmatch { get => (byte)D2.Bits(191, 190); init => D2 = D2.WithBits(191, 190, value); }

    /// <summary>Secure streams: NS of stage 2 walks, non-secure IPA space.</summary>
    [Bits(192)] public bool S2NSW { get => D3.Bit(192); init => D3 = D3.WithBit(192, value); }

    /// <summary>Secure streams: NS of the output, non-secure IPA space.</summary>
    [Bits(193)] public bool S2NSA { get => D3.Bit(193); init => D3 = D3.WithBit(193, value); }

    /// <summary>Bit 2 of the stage 2 start level, with S2DS (IDR5.DS).</summary>
    [SpecField("S2SL0_2")]
    [Bits(194)] public bool S2SL0Bit2 { get => D3.Bit(194); init => D3 = D3.WithBit(194, value); }

    /// <summary>Stage 2 descriptors have the 52-bit format of the 4 KiB and 16 KiB granules (IDR5.DS).</summary>
    [Bits(195)] public bool S2DS { get => D3.Bit(195); init => D3 = D3.WithBit(195, value); }

    /// <summary>Physical address of the stage 2 table, bits [55:4].</summary>
    [AddressBits(247, 196)] public ulong S2TTB { get => D3.AddressBits(247, 196); init => D3 = D3.WithAddressBits(247, 196, value); }

    /// <summary>Skip levels of VMSAv9-128 stage 2 tables (IDR5.D128).</summary>
    [Bits(254, 253)] public byte S2SKL { get => (byte)D3.Bits(254, 253); init => D3 = D3.WithBits(254, 253, value); }

    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(271, 256)] public ushort ImpDef256 { get => (ushort)D4.Bits(271, 256); init => D4 = D4.WithBits(271, 256, value); }

    /// <summary>MPAM partition.</summary>
    [Bits(287, 272)] public ushort PARTID { get => (ushort)D4.Bits(287, 272); init => D4 = D4.WithBits(287, 272, value); }

    /// <summary>Secure streams: S2T0SZ of the Secure IPA space.</summary>
    [SpecField("S_S2T0SZ")]
    [Bits(293, 288)] public byte SecureS2T0SZ { get => (byte)D4.Bits(293, 288); init => D4 = D4.WithBits(293, 288, value); }

    /// <summary>Secure streams: S2SL0 of the Secure IPA space.</summary>
    [SpecField("S_S2SL0")]
    [Bits(295, 294)] public byte SecureS2SL0 { get => (byte)D4.Bits(295, 294); init => D4 = D4.WithBits(295, 294, value); }

    /// <summary>Secure streams: S2TG of the Secure IPA space.</summary>
    [SpecField("S_S2TG")]
    [Bits(303, 302)] public Tg0 SecureS2TG { get => (Tg0)D4.Bits(303, 302); init => D4 = D4.WithBits(303, 302, (ulong)value); }

    /// <summary>Memory encryption context; Realm streams only.</summary>
    [Bits(319, 304)] public ushort MECID { get => (ushort)D4.Bits(319, 304); init => D4 = D4.WithBits(319, 304, value); }

    /// <summary>MPAM performance monitoring group.</summary>
    [Bits(327, 320)] public byte PMG { get => (byte)D5.Bits(327, 320); init => D5 = D5.WithBits(327, 320, value); }

    /// <summary>MPAM partition space of Secure streams.</summary>
    [Bits(328)] public bool MpamNs { get => D5.Bit(328); init => D5 = D5.WithBit(328, value); }

    /// <summary>Stage 2 AssuredOnly checks (IDR3.THE).</summary>
    [Bits(329)] public bool AssuredOnly { get => D5.Bit(329); init => D5 = D5.WithBit(329, value); }

    /// <summary>Stage 2 TopLevel0 check (IDR3.THE).</summary>
    [Bits(330)] public bool TL0 { get => D5.Bit(330); init => D5 = D5.WithBit(330, value); }

    /// <summary>Stage 2 TopLevel1 check (IDR3.THE).</summary>
    [Bits(331)] public bool TL1 { get => D5.Bit(331); init => D5 = D5.WithBit(331, value); }

    /// <summary>Physical address of the virtual machine structure, bits [55:12].</summary>
    [AddressBits(375, 332)] public ulong VMSPtr { get => D5.AddressBits(375, 332); init => D5 = D5.WithAddressBits(375, 332, value); }

    /// <summary>Secure streams: NS of stage 2 walks, Secure IPA space.</summary>
    [Bits(384)] public bool S2SW { get => D6.Bit(384); init => D6 = D6.WithBit(384, value); }

    /// <summary>Secure streams: NS of the output, Secure IPA space.</summary>
    [Bits(385)] public bool S2SA { get => D6.Bit(385); init => D6 = D6.WithBit(385, value); }

    /// <summary>Secure streams: S2SL0_2 of the Secure IPA space.</summary>
    [SpecField("S_S2SL0_2")]
    [Bits(386)] public bool SecureS2SL0Bit2 { get => D6.Bit(386); init => D6 = D6.WithBit(386, value); }

    /// <summary>Secure streams: S2TTB of the Secure IPA space, bits [55:4].</summary>
    [SpecField("S_S2TTB")]
    [AddressBits(439, 388)] public ulong SecureS2TTB { get => D6.AddressBits(439, 388); init => D6 = D6.WithAddressBits(439, 388, value); }

    /// <summary>Secure streams: S2SKL of the Secure IPA space.</summary>
    [SpecField("S_S2SKL")]
    [Bits(446, 445)] public byte SecureS2SKL { get => (byte)D6.Bits(446, 445); init => D6 = D6.WithBits(446, 445, value); }

    /// <summary>Stage 2 permission overlay <paramref name="index"/> (0..15): bits [4p+451:4p+448] (IDR3.S2PO).</summary>
    [BitsArray(451, 448, 16)] public byte S2POI(int index) => (byte)D7.Bits((4 * index) + 451, (4 * index) + 448);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(V ? "valid" : "invalid")} {Config} [{D0:x16} {D1:x16} {D2:x16} {D3:x16} {D4:x16} {D5:x16} {D6:x16} {D7:x16}]";

    /// <summary>The structure as it is in memory.</summary>
    /// <param name="dwords">Its 8 little-endian dwords, in order.</param>
    public static StreamTableEntry Read(ReadOnlySpan<ulong> dwords) =>
        new(dwords[0], dwords[1], dwords[2], dwords[3], dwords[4], dwords[5], dwords[6], dwords[7]);

    /// <summary>Writes the structure as it is in memory.</summary>
    /// <param name="dwords">Room for its 8 dwords.</param>
    public void CopyTo(Span<ulong> dwords)
    {
        dwords[0] = D0;
        dwords[1] = D1;
        dwords[2] = D2;
        dwords[3] = D3;
        dwords[4] = D4;
        dwords[5] = D5;
        dwords[6] = D6;
        dwords[7] = D7;
    }
}
