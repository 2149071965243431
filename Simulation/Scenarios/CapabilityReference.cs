namespace ActorIommu.Simulation.Scenarios;

/// <summary>Where the values of the identification registers come from.</summary>
/// <param name="Name">As written.</param>
/// <param name="FullPath">The capability file; null if a capture has them in its header.</param>
public sealed record CapabilityReference(string Name, string? FullPath)
{
    /// <summary>How a file says that a capture has them.</summary>
    public const string CaptureText = "capture";

    /// <summary>From the header of the capture.</summary>
    public static CapabilityReference Capture { get; } = new(CaptureText, null);
}
