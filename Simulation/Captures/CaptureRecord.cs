using System.Diagnostics;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// One record in 32 bytes. The kinds share the fields, so that a replay reads one flat array; the typed views give the fields their names.
/// Records that do not fit (memory words, event records) keep the rest in the capture's shared words: see <see cref="Capture"/>.
/// </summary>
public readonly struct CaptureRecord
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _number;
    private readonly int _wordStart;
    private readonly uint _byteOffset;
    private readonly byte _detail;
    private readonly byte _rights;

    internal CaptureRecord(
        CaptureRecordKind kind, uint byteOffset, uint number = 0, ulong first = 0, ulong second = 0,
        int wordStart = 0, byte detail = 0, byte rights = 0)
    {
        Kind = kind;
        _byteOffset = byteOffset;
        _number = number;
        _first = first;
        _second = second;
        _wordStart = wordStart;
        _detail = detail;
        _rights = rights;
    }

    /// <summary>Which of the views applies.</summary>
    public CaptureRecordKind Kind { get; }

    /// <summary>Where the record begins in the uncompressed stream.</summary>
    public long ByteOffset => _byteOffset;

    /// <summary>The register access of a <see cref="CaptureRecordKind.MmioWrite"/>.</summary>
    public MmioAccess MmioWrite => Mmio(CaptureRecordKind.MmioWrite);

    /// <summary>The register access of a <see cref="CaptureRecordKind.MmioRead"/>.</summary>
    public MmioAccess MmioRead => Mmio(CaptureRecordKind.MmioRead);

    /// <summary>The command of a <see cref="CaptureRecordKind.Command"/>.</summary>
    public CapturedCommand Command
    {
        get
        {
            DebugCheck(CaptureRecordKind.Command);
            return new(_number, _first, _second);
        }
    }

    /// <summary>The answer of a <see cref="CaptureRecordKind.Translation"/>.</summary>
    public CapturedTranslation Translation
    {
        get
        {
            DebugCheck(CaptureRecordKind.Translation);
            var outcome = (TranslationOutcome)(_detail & 0xf);
            return new(outcome, _detail >> 4 != 0, _number, _first, _second, (byte)(_rights & 0xf), (byte)(_rights >> 4));
        }
    }

    /// <summary>The source of an <see cref="CaptureRecordKind.Interrupt"/>.</summary>
    public InterruptSource Interrupt
    {
        get
        {
            DebugCheck(CaptureRecordKind.Interrupt);
            return (InterruptSource)_number;
        }
    }

    /// <summary>The change of a <see cref="CaptureRecordKind.GlobalError"/>.</summary>
    public GlobalErrorChange GlobalError
    {
        get
        {
            DebugCheck(CaptureRecordKind.GlobalError);
            return new((uint)_first, (uint)_second);
        }
    }

    /// <summary>Microseconds since the <see cref="CaptureRecordKind.Time"/> record before.</summary>
    public ulong TimeMicroseconds
    {
        get
        {
            DebugCheck(CaptureRecordKind.Time);
            return _first;
        }
    }

    internal MemoryPatch Memory(ReadOnlySpan<ulong> words)
    {
        DebugCheck(CaptureRecordKind.Memory);
        return new(_first, words.Slice(_wordStart, (int)_number));
    }

    internal CapturedEvent Event(ReadOnlySpan<ulong> words)
    {
        DebugCheck(CaptureRecordKind.Event);
        return new(_number, words.Slice(_wordStart, 4));
    }

    private MmioAccess Mmio(CaptureRecordKind kind)
    {
        DebugCheck(kind);
        return new(_number, _detail, _first);
    }

    // The views are read once per record in the innermost loop of a replay: a wrong one is our own mistake, not the capture's.
    [Conditional("DEBUG")]
    private void DebugCheck(CaptureRecordKind kind) => Debug.Assert(Kind == kind, $"a {Kind} record was read as {kind}");
}
