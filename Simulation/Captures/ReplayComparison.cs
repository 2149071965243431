using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Captures;

/// <summary>Holds the answers of an SMMU against the recorded ones and keeps the first that differs.</summary>
internal sealed class ReplayComparison(Capture capture)
{
    private Tally _translations;
    private Tally _events;
    private Tally _registerReads;
    private Tally _interrupts;
    private long _unexpected;
    private long _interruptsNotRequired;

    /// <summary>Differences so far.</summary>
    public long Mismatches => _translations.Wrong + _events.Wrong + _registerReads.Wrong + _interrupts.Wrong + _unexpected;

    /// <summary>The first difference, if there is one.</summary>
    public ReplayMismatch? First { get; private set; }

    /// <summary>Counts the answer to a recorded DMA; true if it differs and is the first that does.</summary>
    /// <param name="record">Number of the record.</param>
    /// <param name="expected">The recorded answer.</param>
    /// <param name="translated">The output address; null if the DMA was terminated.</param>
    public bool Translation(int record, in CapturedTranslation expected, Pa? translated)
    {
        var equal = expected.Outcome == TranslationOutcome.Aborted ? translated is null : translated?.Value == expected.Pa;
        Count(ref _translations, equal);
        if (equal || First is not null) return false;
        var got = translated is { } address ? $"PA {address}" : "terminated";
        First = Mismatch(record, AnswerKind.Translation, Text(expected), got) with { Stream = expected.StreamId, Iova = expected.Iova };
        return true;
    }

    /// <summary>Counts an event record; <paramref name="got"/> is what stands in the event queue at the recorded index.</summary>
    public bool Event(int record, ReadOnlySpan<ulong> expected, bool isRecorded, ReadOnlySpan<ulong> got)
    {
        var equal = isRecorded && expected.SequenceEqual(got);
        Count(ref _events, equal);
        if (equal || First is not null) return false;
        var recorded = EventRecord.Read(expected);
        var text = isRecorded ? Text(EventRecord.Read(got)) : "no event";
        First = Mismatch(record, AnswerKind.Event, Text(recorded), text) with
        {
            Stream = recorded.StreamID.Value,
            Iova = recorded.InputAddr.Value,
        };
        return true;
    }

    /// <summary>Counts the value of a register read.</summary>
    public void RegisterRead(int record, in MmioAccess expected, ulong got)
    {
        var equal = expected.Value == got;
        Count(ref _registerReads, equal);
        if (!equal)
            First ??= Mismatch(record, AnswerKind.RegisterRead, $"register 0x{expected.Offset:x} = 0x{expected.Value:x}", $"0x{got:x}");
    }

    /// <summary>
    /// Counts a recorded interrupt. IHI 0070 3.18 asks for one of the event queue when it stops being empty; QEMU raises one
    /// for each record. One that is not asked for and does not come is no difference, and is counted apart.
    /// </summary>
    public void Interrupt(int record, InterruptSource expected, bool raised, bool required)
    {
        if (!raised && !required)
        {
            _interruptsNotRequired++;
            return;
        }

        Count(ref _interrupts, raised);
        if (!raised) First ??= Mismatch(record, AnswerKind.Interrupt, $"interrupt of {expected}", "none");
    }

    /// <summary>Counts something that came although nothing was recorded.</summary>
    public void Unexpected(int record, AnswerKind what, string got)
    {
        _unexpected++;
        First ??= Mismatch(record, what, "nothing", got);
    }

    /// <summary>Adds the way to the answer that differed first.</summary>
    public void Explain(IReadOnlyList<string> walk) => First = First! with { Walk = walk };

    /// <summary>The outcome.</summary>
    public ReplayReport Report() => new()
    {
        Translations = _translations,
        Events = _events,
        RegisterReads = _registerReads,
        Interrupts = _interrupts,
        InterruptsNotRequired = _interruptsNotRequired,
        FirstMismatch = First,
        MismatchTotal = Mismatches,
    };

    /// <summary>A result as one line.</summary>
    public static string Text(in TranslationResult result) => result.Status switch
    {
        TranslationStatus.Translated => $"PA {result.Address} ({result.Path})",
        _ when result.HasEvent => $"{result.Status} with {Text(result.Event)}",
        _ => $"{result.Status} without an event ({result.Path})",
    };

    private static void Count(ref Tally tally, bool equal) => tally = new Tally(tally.Equal + (equal ? 1 : 0), tally.Total + 1);

    private static string Text(in CapturedTranslation expected) =>
        expected.Outcome == TranslationOutcome.Aborted ? "aborted without an event" : $"PA 0x{expected.Pa:x} ({expected.Outcome})";

    private static string Text(in EventRecord record) =>
        $"{record.Id} sid {record.StreamID} address {record.InputAddr} [{record.D0:x16} {record.D1:x16} {record.D2:x16} {record.D3:x16}]";

    private ReplayMismatch Mismatch(int record, AnswerKind what, string expected, string got) => new()
    {
        RecordNumber = record,
        ByteOffset = capture.Records[record].ByteOffset,
        What = what,
        Expected = expected,
        Got = got,
    };
}
