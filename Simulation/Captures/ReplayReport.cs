namespace ActorIommu.Simulation.Captures;

/// <summary>How many of the recorded answers came out the same.</summary>
/// <param name="Equal">Answers equal to the recorded ones.</param>
/// <param name="Total">Answers recorded.</param>
public readonly record struct Tally(long Equal, long Total)
{
    /// <summary>Answers that differ.</summary>
    public long Wrong => Total - Equal;
}

/// <summary>What kind of answer was compared.</summary>
public enum AnswerKind
{
    /// <summary>The answer to a DMA.</summary>
    Translation,

    /// <summary>A 32-byte event record.</summary>
    Event,

    /// <summary>The value of a register read.</summary>
    RegisterRead,

    /// <summary>An interrupt.</summary>
    Interrupt,
}

/// <summary>One answer that differs from the recorded one, with what is needed to understand it.</summary>
public sealed record ReplayMismatch
{
    /// <summary>Index in <see cref="Capture.Records"/>.</summary>
    public required int RecordNumber { get; init; }

    /// <summary>Offset of the record in the uncompressed stream.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>What was compared.</summary>
    public required AnswerKind What { get; init; }

    /// <summary>StreamID, where the answer belongs to a DMA.</summary>
    public uint? Stream { get; init; }

    /// <summary>Input address, where the answer belongs to a DMA.</summary>
    public ulong? Iova { get; init; }

    /// <summary>The recorded answer as text.</summary>
    public required string Expected { get; init; }

    /// <summary>Our answer as text.</summary>
    public required string Got { get; init; }

    /// <summary>How our answer came about, one step of the walk a line.</summary>
    public IReadOnlyList<string> Walk { get; init; } = [];
}

/// <summary>The outcome of one replay. It has no time in it: the same capture gives the same report.</summary>
public sealed record ReplayReport
{
    /// <summary>Answers to DMAs.</summary>
    public required Tally Translations { get; init; }

    /// <summary>Event records, all 32 bytes compared.</summary>
    public required Tally Events { get; init; }

    /// <summary>Values of register reads.</summary>
    public required Tally RegisterReads { get; init; }

    /// <summary>Interrupts, without those of <see cref="InterruptsNotRequired"/>.</summary>
    public required Tally Interrupts { get; init; }

    /// <summary>
    /// Recorded interrupts of an event queue that was not empty before: the recorder raised them, the architecture does not.
    /// </summary>
    public long InterruptsNotRequired { get; init; }

    /// <summary>The first difference; null exactly when there is none.</summary>
    public ReplayMismatch? FirstMismatch { get; init; }

    /// <summary>All differences: the wrong answers of every kind, and what came although nothing was recorded.</summary>
    public required long MismatchTotal { get; init; }

    /// <summary>Whether every answer is equal and nothing else came.</summary>
    public bool AllEqual => MismatchTotal == 0 && Translations.Wrong + Events.Wrong + RegisterReads.Wrong + Interrupts.Wrong == 0;
}
