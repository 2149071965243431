namespace ActorIommu.Hardware.Spec;

/// <summary>Event record, 32 bytes (IHI 0070 section 7.3); <see cref="Id"/> tells which fields there are, other bits are 0.</summary>
/// <param name="D0">Bits [63:0].</param>
/// <param name="D1">Bits [127:64].</param>
/// <param name="D2">Bits [191:128].</param>
/// <param name="D3">Bits [255:192].</param>
[SpecStructure(
    "F_UUT", "C_BAD_STREAMID", "F_STE_FETCH", "C_BAD_STE", "F_BAD_ATS_TREQ", "F_STREAM_DISABLED", "F_TRANSL_FORBIDDEN",
    "C_BAD_SUBSTREAMID", "F_CD_FETCH", "C_BAD_CD", "F_WALK_EABT", "F_TRANSLATION", "F_ADDR_SIZE", "F_ACCESS", "F_PERMISSION",
    "F_TLB_CONFLICT", "F_CFG_CONFLICT", "E_PAGE_REQUEST", "F_VMS_FETCH")]
public readonly record struct EventRecord(ulong D0, ulong D1, ulong D2, ulong D3)
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 32;

    /// <summary>Which event.</summary>
    [SpecField("EventID")]
    [Bits(7, 0)] public EventId Id { get => (EventId)D0.Bits(7, 0); init => D0 = D0.WithBits(7, 0, (ulong)value); }

    /// <summary>SubstreamID is valid.</summary>
    [Bits(11)] public bool SSV { get => D0.Bit(11); init => D0 = D0.WithBit(11, value); }

    /// <summary>Substream of the transaction, when SSV.</summary>
    [Bits(31, 12)] public SubstreamId SubstreamID { get => new((uint)D0.Bits(31, 12)); init => D0 = D0.WithBits(31, 12, value.Value); }

    /// <summary>Stream of the transaction.</summary>
    [Bits(63, 32)] public StreamId StreamID { get => new((uint)D0.Bits(63, 32)); init => D0 = D0.WithBits(63, 32, value.Value); }

    /// <summary>Tag of a stalled transaction, for CMD_RESUME; when Stall.</summary>
    [Bits(79, 64)] public ushort STAG { get => (ushort)D1.Bits(79, 64); init => D1 = D1.WithBits(79, 64, value); }

    /// <summary>Fetch and F_UUT records: IMPLEMENTATION DEFINED cause.</summary>
    [Bits(79, 64)] public ushort Reason { get => (ushort)D1.Bits(79, 64); init => D1 = D1.WithBits(79, 64, value); }

    /// <summary>F_TLB_CONFLICT, F_CFG_CONFLICT: IMPLEMENTATION DEFINED cause.</summary>
    [SpecField("Reason", "F_TLB_CONFLICT", "F_CFG_CONFLICT")]
    [Bits(95, 64)] public uint ConflictReason { get => (uint)D1.Bits(95, 64); init => D1 = D1.WithBits(95, 64, value); }

    /// <summary>Fetch records: the granule protection check failed (RME).</summary>
    [Bits(80)] public bool GPCF { get => D1.Bit(80); init => D1 = D1.WithBit(80, value); }

    /// <summary>The transaction is stalled and awaits CMD_RESUME or CMD_STALL_TERM.</summary>
    [Bits(95)] public bool Stall { get => D1.Bit(95); init => D1 = D1.WithBit(95, value); }

    /// <summary>Privileged, not unprivileged, after the overrides of the stream table entry.</summary>
    [Bits(97)] public bool PnU { get => D1.Bit(97); init => D1 = D1.WithBit(97, value); }

    /// <summary>Instruction, not data, after the overrides of the stream table entry; 0 for writes.</summary>
    [Bits(98)] public bool InD { get => D1.Bit(98); init => D1 = D1.WithBit(98, value); }

    /// <summary>Read, not write.</summary>
    [Bits(99)] public bool RnW { get => D1.Bit(99); init => D1 = D1.WithBit(99, value); }

    /// <summary>Stage 2 events of Secure streams: the IPA is in the Non-secure space.</summary>
    [Bits(102)] public bool NSIPA { get => D1.Bit(102); init => D1 = D1.WithBit(102, value); }

    /// <summary>A stage 2 event; else stage 1.</summary>
    [Bits(103)] public bool S2 { get => D1.Bit(103); init => D1 = D1.WithBit(103, value); }

    /// <summary>What the transaction was doing when it met the event.</summary>
    [Bits(105, 104)] public EventClass CLASS { get => (EventClass)D1.Bits(105, 104); init => D1 = D1.WithBits(105, 104, (ulong)value); }

    /// <summary>F_PERMISSION: hardware updates of dirty state would have avoided it (IDR3.S1PI or S2PI).</summary>
    [Bits(106)] public bool DirtyBit { get => D1.Bit(106); init => D1 = D1.WithBit(106, value); }

    /// <summary>F_PERMISSION at stage 2: the cause is the AssuredOnly check alone.</summary>
    [Bits(107)] public bool AssuredOnly { get => D1.Bit(107); init => D1 = D1.WithBit(107, value); }

    /// <summary>F_PERMISSION with CLASS TT: the walk was reading, not updating, the stage 1 table.</summary>
    [Bits(108)] public bool TTRnW { get => D1.Bit(108); init => D1 = D1.WithBit(108, value); }

    /// <summary>F_PERMISSION at stage 2: the cause is the permission overlay (IDR3.S2PO).</summary>
    [Bits(109)] public bool Overlay { get => D1.Bit(109); init => D1 = D1.WithBit(109, value); }

    /// <summary>IMPLEMENTATION DEFINED.</summary>
    [Bits(127, 112)] public ushort ImpDef112 { get => (ushort)D1.Bits(127, 112); init => D1 = D1.WithBits(127, 112, value); }

    /// <summary>The transaction's address.</summary>
    [AddressBits(191, 128)]
    public Iova InputAddr { get => new(D2.AddressBits(191, 128)); init => D2 = D2.WithAddressBits(191, 128, value.Value); }

    /// <summary>The IPA, bits [55:12], when S2.</summary>
    [AddressBits(247, 204)] public Ipa IPA { get => new(D3.AddressBits(247, 204)); init => D3 = D3.WithAddressBits(247, 204, value.Value); }

    /// <summary>Fetch records: the physical address, bits [55:3].</summary>
    [AddressBits(247, 195)]
    public Pa FetchAddr { get => new(D3.AddressBits(247, 195)); init => D3 = D3.WithAddressBits(247, 195, value.Value); }

    /// <summary>F_BAD_ATS_TREQ: the number of STUs asked for (7.3.6).</summary>
    [SpecField("Span", "F_BAD_ATS_TREQ")]
    [Bits(67, 64)] public byte TreqSpan { get => (byte)D1.Bits(67, 64); init => D1 = D1.WithBits(67, 64, value); }

    /// <summary>F_BAD_ATS_TREQ: privileged access asked for.</summary>
    [Bits(92)] public bool Priv { get => D1.Bit(92); init => D1 = D1.WithBit(92, value); }

    /// <summary>F_BAD_ATS_TREQ: execute asked for.</summary>
    [Bits(93)] public bool X { get => D1.Bit(93); init => D1 = D1.WithBit(93, value); }

    /// <summary>F_BAD_ATS_TREQ: write asked for.</summary>
    [Bits(94)] public bool W { get => D1.Bit(94); init => D1 = D1.WithBit(94, value); }

    /// <summary>F_BAD_ATS_TREQ: read asked for.</summary>
    [Bits(95)] public bool R { get => D1.Bit(95); init => D1 = D1.WithBit(95, value); }

    /// <summary>E_PAGE_REQUEST: unprivileged execute hinted.</summary>
    [Bits(97)] public bool UX { get => D1.Bit(97); init => D1 = D1.WithBit(97, value); }

    /// <summary>E_PAGE_REQUEST: unprivileged write hinted.</summary>
    [Bits(98)] public bool UW { get => D1.Bit(98); init => D1 = D1.WithBit(98, value); }

    /// <summary>E_PAGE_REQUEST: unprivileged read hinted.</summary>
    [Bits(99)] public bool UR { get => D1.Bit(99); init => D1 = D1.WithBit(99, value); }

    /// <summary>E_PAGE_REQUEST: privileged execute hinted.</summary>
    [Bits(101)] public bool PX { get => D1.Bit(101); init => D1 = D1.WithBit(101, value); }

    /// <summary>E_PAGE_REQUEST: privileged write hinted.</summary>
    [Bits(102)] public bool PW { get => D1.Bit(102); init => D1 = D1.WithBit(102, value); }

    /// <summary>E_PAGE_REQUEST: privileged read hinted.</summary>
    [Bits(103)] public bool PR { get => D1.Bit(103); init => D1 = D1.WithBit(103, value); }

    /// <summary>E_PAGE_REQUEST: number of 4 KiB pages hinted.</summary>
    [SpecField("Span", "E_PAGE_REQUEST")]
    [Bits(115, 108)] public byte PageSpan { get => (byte)D1.Bits(115, 108); init => D1 = D1.WithBits(115, 108, value); }

    /// <summary>F_BAD_ATS_TREQ, E_PAGE_REQUEST: the page's address, bits [63:12].</summary>
    [SpecField("InputAddr", "F_BAD_ATS_TREQ", "E_PAGE_REQUEST")]
    [AddressBits(191, 140)]
    public Iova InputPage { get => new(D2.AddressBits(191, 140)); init => D2 = D2.WithAddressBits(191, 140, value.Value); }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} stream {StreamID} [{D0:x16} {D1:x16} {D2:x16} {D3:x16}]";

    /// <summary>The structure as it is in memory.</summary>
    /// <param name="dwords">Its 4 little-endian dwords, in order.</param>
    public static EventRecord Read(ReadOnlySpan<ulong> dwords) =>
        new(dwords[0], dwords[1], dwords[2], dwords[3]);

    /// <summary>Writes the structure as it is in memory.</summary>
    /// <param name="dwords">Room for its 4 dwords.</param>
    public void CopyTo(Span<ulong> dwords)
    {
        dwords[0] = D0;
        dwords[1] = D1;
        dwords[2] = D2;
        dwords[3] = D3;
    }
}
