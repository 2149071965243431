using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Cli;

/// <summary>One capture to replay: from a scenario, or named on the command line.</summary>
internal sealed record CaptureJob : RunJob
{
    public required string Name { get; init; }

    /// <summary>The capture as the user or the scenario wrote it.</summary>
    public required string CaptureName { get; init; }

    public required string CapturePath { get; init; }

    public string? ScenarioFile { get; init; }

    public ReplayEngine Engine { get; init; }

    public ReplayOptions Options { get; init; } = new();

    public CaptureExpectations Expect { get; init; } = new();
}
