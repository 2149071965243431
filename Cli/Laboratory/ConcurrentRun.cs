using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>What <c>run --concurrent</c> is to do with one scenario.</summary>
internal sealed record ConcurrentJob : RunJob
{
    public required LoadedScenario Scenario { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Rounds begin as long as there is time.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>At most so many.</summary>
    public int Rounds { get; init; } = int.MaxValue;

    /// <summary>A round that takes longer makes no progress.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Where a failing round leaves its folder.</summary>
    public required string Out { get; init; }

    /// <summary>The command that does the same work again; in which order, threads decide.</summary>
    public required string Reproduction { get; init; }
}

/// <summary>A round that failed.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Outcome">What the judge said.</param>
/// <param name="Report">What happened.</param>
/// <param name="Folder">Where it is written down.</param>
internal sealed record FailedRound(long Round, RunOutcome Outcome, MachineRunReport Report, string Folder);

/// <summary>What came of it.</summary>
internal sealed record ConcurrentReport(ConcurrentJob Job, TimeSpan Elapsed)
{
    public long Rounds { get; init; }

    /// <summary>Requests of the clients.</summary>
    public long Operations { get; init; }

    /// <summary>DMAs among them, that reached memory or were refused.</summary>
    public long Dmas { get; init; }

    /// <summary>Events of all histories.</summary>
    public long Events { get; init; }

    public long Degraded { get; init; }

    public long Unknown { get; init; }

    public FailedRound? Failure { get; init; }

    public double Rate => Elapsed > TimeSpan.Zero ? Rounds / Elapsed.TotalSeconds : 0;

    public int ExitCode => Failure is { } failure ? RecordedRun.ExitCodeOf(failure.Outcome)
        : Unknown > 0 ? Cli.ExitCode.Unknown
        : Cli.ExitCode.AllEqual;

    /// <summary>In one word.</summary>
    public string Verdict => Verdicts.Of(ExitCode);
}
