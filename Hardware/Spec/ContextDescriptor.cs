namespace ActorIommu.Hardware.Spec;

/// <summary>Context descriptor (CD), 64 bytes: stage 1 of one substream (IHI 0070 section 5.4).</summary>
/// <param name="D0">Bits [63:0].</param>
/// <param name="D1">Bits [127:64].</param>
/// <param name="D2">Bits [191:128].</param>
/// <param name="D3">Bits [255:192].</param>
/// <param name="D4">Bits [319:256].</param>
/// <param name="D5">Bits [383:320].</param>
/// <param name="D6">Bits [447:384].</param>
/// <param name="D7">Bits [511:448].</param>
[SpecStructure("CD")]
public readonly record struct ContextDescriptor(ulong D0, ulong D1, ulong D2, ulong D3, ulong D4, ulong D5, ulong D6, ulong D7)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 64;

    /// <summary>TTB0 translates 64 - T0SZ bits.</summary>
    [Bits(5, 0)] public byte T0SZ { get => (byte)D0.Bits(5, 0); init => D0 = D0.WithBits(5, 0, value); }

    /// <summary>Granule of TTB0.</summary>
    [Bits(7, 6)] public Tg0 TG0 { get => (Tg0)D0.Bits(7, 6); init => D0 = D0.WithBits(7, 6, (ulong)value); }

    /// <summary>Inner cacheability of TTB0 walks.</summary>
    [Bits(9, 8)] public WalkCacheability IR0 { get => (WalkCacheability)D0.Bits(9, 8); init => D0 = D0.WithBits(9, 8, (ulong)value); }

    /// <summary>Outer cacheability of TTB0 walks.</summary>
    [Bits(11, 10)] public WalkCacheability OR0 { get => (WalkCacheability)D0.Bits(11, 10); init => D0 = D0.WithBits(11, 10, (ulong)value); }

    /// <summary>Shareability of TTB0 walks.</summary>
    [Bits(13, 12)] public Shareability SH0 { get => (Shareability)D0.Bits(13, 12); init => D0 = D0.WithBits(13, 12, (ulong)value); }

    /// <summary>TTB0 is disabled: its addresses are F_TRANSLATION.</summary>
    [Bits(14)] public bool EPD0 { get => D0.Bit(14); init => D0 = D0.WithBit(14, value); }

    /// <summary>Tables are big-endian.</summary>
    [Bits(15)] public bool ENDI { get => D0.Bit(15); init => D0 = D0.WithBit(15, value); }

    /// <summary>TTB1 translates 64 - T1SZ bits.</summary>
    [Bits(21, 16)] public byte T1SZ { get => (byte)D0.Bits(21, 16); init => D0 = D0.WithBits(21, 16, value); }

    /// <summary>Granule of TTB1.</summary>
    [Bits(23, 22)] public Tg1 TG1 { get => (Tg1)D0.Bits(23, 22); init => D0 = D0.WithBits(23, 22, (ulong)value); }

    /// <summary>Inner cacheability of TTB1 walks.</summary>
    [Bits(25, 24)] public WalkCacheability IR1 { get => (WalkCacheability)D0.Bits(25, 24); init => D0 = D0.WithBits(25, 24, (ulong)value); }

    /// <summary>Outer cacheability of TTB1 walks.</summary>
    [Bits(27, 26)] public WalkCacheability OR1 { get => (WalkCacheability)D0.Bits(27, 26); init => D0 = D0.WithBits(27, 26, (ulong)value); }

    /// <summary>Shareability of TTB1 walks.</summary>
    [Bits(29, 28)] public Shareability SH1 { get => (Shareability)D0.Bits(29, 28); init => D0 = D0.WithBits(29, 28, (ulong)value); }

    /// <summary>TTB1 is disabled: its addresses are F_TRANSLATION.</summary>
    [Bits(30)] public bool EPD1 { get => D0.Bit(30); init => D0 = D0.WithBit(30, value); }

    /// <summary>Valid; an invalid descriptor is C_BAD_CD.</summary>
    [Bits(31)] public bool V { get => D0.Bit(31); init => D0 = D0.WithBit(31, value); }

    /// <summary>Stage 1 output address size.</summary>
    [Bits(34, 32)] public AddressSize IPS { get => (AddressSize)D0.Bits(34, 32); init => D0 = D0.WithBits(34, 32, (ulong)value); }

    /// <summary>No fault for descriptors with AF = 0.</summary>
    [Bits(35)] public bool AFFD { get => D0.Bit(35); init => D0 = D0.WithBit(35, value); }

    /// <summary>Writable is never executable.</summary>
    [Bits(36)] public bool WXN { get => D0.Bit(36); init => D0 = D0.WithBit(36, value); }

    /// <summary>Unprivileged writable is never privileged executable; VMSAv8-32 only.</summary>
    [Bits(37)] public bool UWXN { get => D0.Bit(37); init => D0 = D0.WithBit(37, value); }

    /// <summary>Address bits [63:56] are ignored, TTB0 half.</summary>
    [Bits(38)] public bool TBI0 { get => D0.Bit(38); init => D0 = D0.WithBit(38, value); }

    /// <summary>Address bits [63:56] are ignored, TTB1 half.</summary>
    [Bits(39)] public bool TBI1 { get => D0.Bit(39); init => D0 = D0.WithBit(39, value); }

    /// <summary>Privileged accesses to unprivileged-accessible data fault.</summary>
    [Bits(40)] public bool PAN { get => D0.Bit(40); init => D0 = D0.WithBit(40, value); }

    /// <summary>Tables are VMSAv8-64 (else VMSAv8-32 LPAE).</summary>
    [Bits(41)] public bool AA64 { get => D0.Bit(41); init => D0 = D0.WithBit(41, value); }

    /// <summary>Hardware updates dirty state; needs HA.</summary>
    [Bits(42)] public bool HD { get => D0.Bit(42); init => D0 = D0.WithBit(42, value); }

    /// <summary>Hardware updates access flags.</summary>
    [Bits(43)] public bool HA { get => D0.Bit(43); init => D0 = D0.WithBit(43, value); }

    /// <summary>Stage 1 faults stall.</summary>
    [Bits(44)] public bool S { get => D0.Bit(44); init => D0 = D0.WithBit(44, value); }

    /// <summary>Stage 1 faults are recorded.</summary>
    [Bits(45)] public bool R { get => D0.Bit(45); init => D0 = D0.WithBit(45, value); }

    /// <summary>A terminated fault aborts; 0 is RAZ/WI where IDR0.TERM_MODEL permits.</summary>
    [Bits(46)] public bool A { get => D0.Bit(46); init => D0 = D0.WithBit(46, value); }

    /// <summary>The ASID is not shared with the processors: broadcast invalidation may miss it.</summary>
    [Bits(47)] public bool ASET { get => D0.Bit(47); init => D0 = D0.WithBit(47, value); }

    /// <summary>TLB tag of the context's non-global entries.</summary>
    [Bits(63, 48)] public Asid ASID { get => new((ushort)D0.Bits(63, 48)); init => D0 = D0.WithBits(63, 48, value.Value); }

    /// <summary>Secure streams: NS of TTB0 walks.</summary>
    [Bits(64)] public bool NSCFG0 { get => D1.Bit(64); init => D1 = D1.WithBit(64, value); }

    /// <summary>Hierarchical attributes of TTB0's table descriptors are disabled; DisCH0 in VMSAv9-128.</summary>
    [Bits(65)] public bool HAD0 { get => D1.Bit(65); init => D1 = D1.WithBit(65, value); }

    /// <summary>Unprivileged accesses to the TTB0 half fault (IDR3.E0PD).</summary>
    [Bits(66)] public bool E0PD0 { get => D1.Bit(66); init => D1 = D1.WithBit(66, value); }

    /// <summary>Hardware updates access flags of table descriptors (v3.4).</summary>
    [Bits(67)] public bool HAFT { get => D1.Bit(67); init => D1 = D1.WithBit(67, value); }

    /// <summary>Address of table 0, bits [55:4]; an IPA when stage 2 translates, else a PA.</summary>
    [AddressBits(119, 68)] public ulong TTB0 { get => D1.AddressBits(119, 68); init => D1 = D1.WithAddressBits(119, 68, value); }

    /// <summary>Bit 52 of table descriptors is PROTECTED (IDR3.THE).</summary>
    [Bits(122)] public bool PnCH { get => D1.Bit(122); init => D1 = D1.WithBit(122, value); }

    /// <summary>PAN also protects what unprivileged software may execute (IDR3.EPAN).</summary>
    [Bits(123)] public bool EPAN { get => D1.Bit(123); init => D1 = D1.WithBit(123, value); }

    /// <summary>Hardware may use bit 59 of TTB0's leaf descriptors (IDR3.PBHA).</summary>
    [Bits(124)] public bool HWU059 { get => D1.Bit(124); init => D1 = D1.WithBit(124, value); }

    /// <summary>Hardware may use bit 60 of TTB0's leaf descriptors.</summary>
    [Bits(125)] public bool HWU060 { get => D1.Bit(125); init => D1 = D1.WithBit(125, value); }

    /// <summary>Hardware may use bit 61 of TTB0's leaf descriptors; bit 0 of SKL0 in VMSAv9-128.</summary>
    [Bits(126)] public bool HWU061 { get => D1.Bit(126); init => D1 = D1.WithBit(126, value); }

    /// <summary>Hardware may use bit 62 of TTB0's leaf descriptors; bit 1 of SKL0 in VMSAv9-128.</summary>
    [Bits(127)] public bool HWU062 { get => D1.Bit(127); init => D1 = D1.WithBit(127, value); }

    /// <summary>Secure streams: NS of TTB1 walks.</summary>
    [Bits(128)] public bool NSCFG1 { get => D2.Bit(128); init => D2 = D2.WithBit(128, value); }

    /// <summary>Hierarchical attributes of TTB1's table descriptors are disabled; DisCH1 in VMSAv9-128.</summary>
    [Bits(129)] public bool HAD1 { get => D2.Bit(129); init => D2 = D2.WithBit(129, value); }

    /// <summary>Unprivileged accesses to the TTB1 half fault (IDR3.E0PD).</summary>
    [Bits(130)] public bool E0PD1 { get => D2.Bit(130); init => D2 = D2.WithBit(130, value); }

    /// <summary>AttrIndx has a fourth bit, descriptor bit 59 (IDR3.AIE).</summary>
    [Bits(131)] public bool AIE { get => D2.Bit(131); init => D2 = D2.WithBit(131, value); }

    /// <summary>Address of table 1, bits [55:4]; an IPA when stage 2 translates, else a PA.</summary>
    [AddressBits(183, 132)] public ulong TTB1 { get => D2.AddressBits(183, 132); init => D2 = D2.WithAddressBits(183, 132, value); }

    /// <summary>Descriptors have the 52-bit format of the 4 KiB and 16 KiB granules (IDR5.DS).</summary>
    [Bits(186)] public bool DS { get => D2.Bit(186); init => D2 = D2.WithBit(186, value); }

    /// <summary>Permission indirection (IDR3.S1PI).</summary>
    [Bits(187)] public bool PIE { get => D2.Bit(187); init => D2 = D2.WithBit(187, value); }

    /// <summary>Hardware may use bit 59 of TTB1's leaf descriptors.</summary>
    [Bits(188)] public bool HWU159 { get => D2.Bit(188); init => D2 = D2.WithBit(188, value); }

    /// <summary>Hardware may use bit 60 of TTB1's leaf descriptors.</summary>
    [Bits(189)] public bool HWU160 { get => D2.Bit(189); init => D2 = D2.WithBit(189, value); }

    /// <summary>Hardware may use bit 61 of TTB1's leaf descriptors; bit 0 of SKL1 in VMSAv9-128.</summary>
    [Bits(190)] public bool HWU161 { get => D2.Bit(190); init => D2 = D2.WithBit(190, value); }

    /// <summary>Hardware may use bit 62 of TTB1's leaf descriptors; bit 1 of SKL1 in VMSAv9-128.</summary>
    [Bits(191)] public bool HWU162 { get => D2.Bit(191); init => D2 = D2.WithBit(191, value); }

    /// <summary>Memory attributes 0..3, one byte each.</summary>
    [Bits(223, 192)] public uint MAIR0 { get => (uint)D3.Bits(223, 192); init => D3 = D3.WithBits(223, 192, value); }

    /// <summary>Memory attributes 4..7, one byte each.</summary>
    [Bits(255, 224)] public uint MAIR1 { get => (uint)D3.Bits(255, 224); init => D3 = D3.WithBits(255, 224, value); }

    /// <summary>Auxiliary memory attributes, IMPLEMENTATION DEFINED; attributes 8..11 with AIE.</summary>
    [Bits(287, 256)] public uint AMAIR0 { get => (uint)D4.Bits(287, 256); init => D4 = D4.WithBits(287, 256, value); }

    /// <summary>Auxiliary memory attributes, IMPLEMENTATION DEFINED; attributes 12..15 with AIE.</summary>
    [Bits(319, 288)] public uint AMAIR1 { get => (uint)D4.Bits(319, 288); init => D4 = D4.WithBits(319, 288, value); }

    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(351, 320)] public uint ImpDef320 { get => (uint)D5.Bits(351, 320); init => D5 = D5.WithBits(351, 320, value); }

    /// <summary>MPAM partition, when STE.S1MPAM.</summary>
    [Bits(367, 352)] public ushort PARTID { get => (ushort)D5.Bits(367, 352); init => D5 = D5.WithBits(367, 352, value); }

    /// <summary>MPAM performance monitoring group, when STE.S1MPAM.</summary>
    [Bits(375, 368)] public byte PMG { get => (byte)D5.Bits(375, 368); init => D5 = D5.WithBits(375, 368, value); }

    /// <summary>Unprivileged base permission <paramref name="index"/> (0..15): bits [3p+386:3p+384] (IDR3.S1PI).</summary>
    [BitsArray(386, 384, 16)] public byte PIIU(int index) => (byte)D6.Bits((3 * index) + 386, (3 * index) + 384);

    /// <summary>Privileged base permission <paramref name="index"/> (0..15): bits [3p+450:3p+448] (IDR3.S1PI).</summary>
    [BitsArray(450, 448, 16)] public byte PIIP(int index) => (byte)D7.Bits((3 * index) + 450, (3 * index) + 448);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(V ? "valid" : "invalid")} ASID {ASID} [{D0:x16} {D1:x16} {D2:x16} {D3:x16} {D4:x16} {D5:x16} {D6:x16} {D7:x16}]";

    /// <summary>The structure as it is in memory.</summary>
    /// <param name="dwords">Its 8 little-endian dwords, in order.</param>
    public static ContextDescriptor Read(ReadOnlySpan<ulong> dwords) =>
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
