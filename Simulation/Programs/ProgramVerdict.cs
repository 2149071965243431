using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>How our answer to a DMA and QEMU's compare.</summary>
public enum VerdictKind
{
    /// <summary>They are the same, and it is one that the architecture permits.</summary>
    Equal,

    /// <summary>They differ and both are permitted, because a cache may hold what memory no longer does.</summary>
    LegalAlternative,

    /// <summary>Ours is permitted; QEMU's is not, but it is what a known divergence predicts.</summary>
    Explained,

    /// <summary>Ours is not permitted, or QEMU's is neither permitted nor predicted.</summary>
    Unexplained,
}

/// <summary>The verdict on one DMA.</summary>
/// <param name="Kind">Which.</param>
internal sealed record ProgramVerdict(VerdictKind Kind)
{
    /// <summary>The divergences that explain QEMU's answer together; usually one.</summary>
    public IReadOnlyList<Divergence> Rules { get; init; } = [];

    /// <summary>What an unexplained answer needs to be understood.</summary>
    public UnexplainedAnswer? Failure { get; init; }
}

/// <summary>An answer that nothing explains.</summary>
public sealed record UnexplainedAnswer
{
    /// <summary>Position of the program in the file, from 0.</summary>
    public required int ProgramNumber { get; init; }

    /// <summary>Line of the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Seed of the program.</summary>
    public required long Seed { get; init; }

    /// <summary>Position among the program's operations, from 0.</summary>
    public required int OperationIndex { get; init; }

    /// <summary>The device's StreamID.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>The DMA's address.</summary>
    public required ulong Iova { get; init; }

    /// <summary>Read, not write.</summary>
    public required bool IsRead { get; init; }

    /// <summary>Our answer is one that the architecture does not permit, whatever QEMU's is.</summary>
    public required bool IsOurs { get; init; }

    /// <summary>QEMU's answer.</summary>
    public required string Expected { get; init; }

    /// <summary>Our answer.</summary>
    public required string Got { get; init; }

    /// <summary>How our answer came about, one step a line.</summary>
    public required IReadOnlyList<string> Walk { get; init; }
}
