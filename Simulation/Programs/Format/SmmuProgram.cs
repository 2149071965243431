using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Format;

/// <summary>What an operation of a program does.</summary>
public enum ProgramOperationKind : byte
{
    /// <summary>Software writes memory.</summary>
    MemoryWrite,

    /// <summary>Software submits one command.</summary>
    Command,

    /// <summary>A device does a DMA of four bytes.</summary>
    Dma,
}

/// <summary>Doublewords that software writes.</summary>
/// <param name="Address">First address, a multiple of 8.</param>
/// <param name="Words">What is written.</param>
public readonly record struct ProgramWrite(ulong Address, ReadOnlyMemory<ulong> Words);

/// <summary>A DMA of four bytes.</summary>
/// <param name="Device">Which device, from 0.</param>
/// <param name="Iova">Its address.</param>
/// <param name="IsRead">Read, not write.</param>
public readonly record struct ProgramDma(int Device, ulong Iova, bool IsRead)
{
    /// <summary>Device d has StreamID 8 * (d + 1).</summary>
    public StreamId Stream => new(8 * ((uint)Device + 1));
}

/// <summary>One operation; <see cref="Kind"/> says which of the others counts.</summary>
public readonly record struct ProgramOperation
{
    /// <summary>What it does.</summary>
    public ProgramOperationKind Kind { get; init; }

    /// <summary>The memory write.</summary>
    public ProgramWrite Write { get; init; }

    /// <summary>The command.</summary>
    public Command Command { get; init; }

    /// <summary>The DMA.</summary>
    public ProgramDma Dma { get; init; }
}

/// <summary>How a recorded DMA ended.</summary>
public enum RecordedOutcome : byte
{
    /// <summary>It succeeded at a place that could be identified.</summary>
    Place,

    /// <summary>It succeeded, but in none of the data frames.</summary>
    Elsewhere,

    /// <summary>An event was recorded.</summary>
    Event,

    /// <summary>It was aborted and no event was recorded.</summary>
    Abort,
}

/// <summary>QEMU's answer to a DMA.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Pa">Where it landed.</param>
/// <param name="Event">The event record.</param>
/// <param name="AbortCode">What the device saw: 2 is a decode error, which a refused translation gives as well.</param>
public readonly record struct RecordedAnswer(RecordedOutcome Outcome, ulong Pa, EventRecord Event, uint AbortCode);

/// <summary>One program: memory, a linear stream table, operations, and QEMU's answer to each DMA among them.</summary>
public sealed record SmmuProgram
{
    /// <summary>Position in the file, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Line of the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Seed that it was generated from.</summary>
    public required long Seed { get; init; }

    /// <summary>STRTAB_BASE.ADDR.</summary>
    public required ulong StreamTableBase { get; init; }

    /// <summary>STRTAB_BASE_CFG.LOG2SIZE.</summary>
    public required int StreamTableLog2Size { get; init; }

    /// <summary>Memory before the first operation; the rest is zero, apart from the data frames.</summary>
    public required IReadOnlyList<ProgramWrite> Memory { get; init; }

    /// <summary>The operations in order.</summary>
    public required IReadOnlyList<ProgramOperation> Operations { get; init; }

    /// <summary>One answer for each <see cref="ProgramOperationKind.Dma"/>, in order.</summary>
    public required IReadOnlyList<RecordedAnswer> Answers { get; init; }
}
