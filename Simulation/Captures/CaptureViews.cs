namespace ActorIommu.Simulation.Captures;

/// <summary>How a translation ended, numbered as in the file.</summary>
public enum TranslationOutcome : byte
{
    /// <summary>An address came out.</summary>
    Translated = 0,

    /// <summary>The SMMU was disabled: the address went through.</summary>
    SmmuDisabled = 1,

    /// <summary>The stream table entry says bypass: the address went through.</summary>
    Bypassed = 2,

    /// <summary>The access was aborted without an event.</summary>
    Aborted = 3,
}

/// <summary>Who raised an interrupt, numbered as in the file.</summary>
public enum InterruptSource : byte
{
    /// <summary>The event queue.</summary>
    EventQueue = 0,

    /// <summary>The page request queue.</summary>
    PageRequestQueue = 1,

    /// <summary>A CMD_SYNC that asked for an interrupt.</summary>
    CommandSync = 2,

    /// <summary>SMMU_GERROR.</summary>
    GlobalError = 3,
}

/// <summary>A register access.</summary>
/// <param name="Offset">Architected offset from the SMMU's base: page 1 registers are at 0x10000 and above.</param>
/// <param name="SizeBytes">4 or 8.</param>
/// <param name="Value">What was written, or what the reader got.</param>
public readonly record struct MmioAccess(uint Offset, int SizeBytes, ulong Value);

/// <summary>Guest memory to put in place before the next record.</summary>
/// <param name="address">Address of the first word, a multiple of 8.</param>
/// <param name="words">64-bit words.</param>
public readonly ref struct MemoryPatch(ulong address, ReadOnlySpan<ulong> words)
{
    /// <summary>Address of the first word, a multiple of 8.</summary>
    public ulong Address { get; } = address;

    /// <summary>64-bit words.</summary>
    public ReadOnlySpan<ulong> Words { get; } = words;
}

/// <summary>A consumed command.</summary>
/// <param name="Index">Index in the command queue.</param>
/// <param name="Dword0">Bits [63:0].</param>
/// <param name="Dword1">Bits [127:64].</param>
public readonly record struct CapturedCommand(uint Index, ulong Dword0, ulong Dword1);

/// <summary>The answer to one DMA.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="TlbHit">Whether the recorder's TLB had it; another TLB may differ.</param>
/// <param name="StreamId">The device.</param>
/// <param name="Iova">Input address.</param>
/// <param name="Pa">Output address.</param>
/// <param name="Permissions">Bit 0 read, bit 1 write: what the translation allows.</param>
/// <param name="Stage">1, 2, or 3 for both; 0 where nothing was translated.</param>
public readonly record struct CapturedTranslation(
    TranslationOutcome Outcome, bool TlbHit, uint StreamId, ulong Iova, ulong Pa, byte Permissions, byte Stage);

/// <summary>A recorded event.</summary>
/// <param name="index">Index in the event queue.</param>
/// <param name="dwords">The 32 bytes as four 64-bit words.</param>
public readonly ref struct CapturedEvent(uint index, ReadOnlySpan<ulong> dwords)
{
    /// <summary>Index in the event queue.</summary>
    public uint Index { get; } = index;

    /// <summary>The 32 bytes as four 64-bit words.</summary>
    public ReadOnlySpan<ulong> Dwords { get; } = dwords;
}

/// <summary>A change of SMMU_GERROR.</summary>
/// <param name="Toggled">The bits that changed.</param>
/// <param name="Value">The register after the change.</param>
public readonly record struct GlobalErrorChange(uint Toggled, uint Value);
