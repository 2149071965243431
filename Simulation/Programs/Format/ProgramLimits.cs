namespace ActorIommu.Simulation.Programs.Format;

/// <summary>How much a file of programs may take: a limit for everything that grows with the input.</summary>
public sealed record ProgramLimits
{
    /// <summary>About a hundred times the largest file known.</summary>
    public static ProgramLimits Default { get; } = new();

    /// <summary>Bytes of the file, and of the stream after decompression.</summary>
    public int StreamBytes { get; init; } = 512 << 20;

    /// <summary>Bytes of one line.</summary>
    public int LineBytes { get; init; } = 16 << 20;

    /// <summary>Programs.</summary>
    public int ProgramCount { get; init; } = 1 << 20;

    /// <summary>Operations of one program.</summary>
    public int OperationCount { get; init; } = 1 << 16;
}
