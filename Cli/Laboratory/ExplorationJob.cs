namespace ActorIommu.Cli.Laboratory;

/// <summary>What <c>explore</c> or <c>sweep</c> is to do.</summary>
internal sealed record ExplorationJob
{
    public required LoadedScenario Scenario { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>At most so many schedules.</summary>
    public required long Schedules { get; init; }

    /// <summary>At most so long; null without limit.</summary>
    public TimeSpan? Time { get; init; }

    public required StrategyName Strategy { get; init; }

    public int Jobs { get; init; } = 1;

    public int MaxFailures { get; init; } = 1;

    /// <summary>Each schedule is run twice.</summary>
    public bool ChecksDeterminism { get; init; }

    /// <summary>Where failing runs leave their folders.</summary>
    public required string Out { get; init; }

    /// <summary>The command that does it again.</summary>
    public required string Reproduction { get; init; }
}

/// <summary>What came of it.</summary>
internal sealed record ExplorationReport(ExplorationJob Job, TimeSpan Elapsed)
{
    public long Schedules { get; init; }

    public long Steps { get; init; }

    public long MostSteps { get; init; }

    public long Unknown { get; init; }

    public ulong Unseed { get; init; }

    /// <summary>The strategy had no more schedules.</summary>
    public bool IsExhausted { get; init; }

    public IReadOnlyList<RecordedRun> Failures { get; init; } = [];

    /// <summary>Runs were not determined by their choices; then this says how.</summary>
    public string? Nondeterminism { get; init; }

    public double Rate => Elapsed > TimeSpan.Zero ? Schedules / Elapsed.TotalSeconds : 0;

    public int ExitCode => Nondeterminism is not null ? Cli.ExitCode.NotReproduced
        : Failures.Count > 0 ? Failures.Min(run => run.ExitCode)
        : Unknown > 0 ? Cli.ExitCode.Unknown
        : Cli.ExitCode.AllEqual;

    /// <summary>In one word.</summary>
    public string Verdict => Verdicts.Of(ExitCode);
}
