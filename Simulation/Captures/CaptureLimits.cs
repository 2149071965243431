namespace ActorIommu.Simulation.Captures;

/// <summary>
/// How much a capture may take. A few kilobytes of gzip can claim to be terabytes, so a limit exists for everything that grows with the
/// input.
/// </summary>
public sealed record CaptureLimits
{
    /// <summary>The limits that <see cref="Capture.Load"/> uses: about a hundred times the largest capture known.</summary>
    public static CaptureLimits Default { get; } = new();

    /// <summary>Bytes of the file, and of the stream after decompression.</summary>
    public int StreamBytes { get; init; } = 512 << 20;

    /// <summary>Records; each takes 32 bytes of memory however small it is in the file.</summary>
    public int RecordCount { get; init; } = 8 << 20;

    /// <summary>Bytes of the JSON header.</summary>
    public int HeaderBytes { get; init; } = 64 << 10;
}
