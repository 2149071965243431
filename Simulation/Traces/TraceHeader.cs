namespace ActorIommu.Simulation.Traces;

/// <summary>Where a trace comes from, and what came of it.</summary>
public sealed record TraceHeader
{
    /// <summary>The name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary><see cref="Engine.ISimulatedScenario.Hash"/>: a trace is of no use with another scenario.</summary>
    public required ulong ScenarioHash { get; init; }

    /// <summary>The version of the program; <c>-</c> if unknown.</summary>
    public string Commit { get; init; } = "-";

    /// <summary>Of the whole.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Which schedule of it.</summary>
    public required long Schedule { get; init; }

    /// <summary>Who decided, as in <c>pct(3)</c>; <c>shrunk</c> if it was made smaller.</summary>
    public required string Strategy { get; init; }

    /// <summary>The defects and quirks that were switched on, separated by commas; <c>-</c> if none.</summary>
    public string Bugs { get; init; } = "-";

    /// <summary><see cref="Engine.RunResult.Unseed"/> of the run.</summary>
    public required ulong Unseed { get; init; }
}
