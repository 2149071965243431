using System.Globalization;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Concurrent;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Runs a scenario on real threads for a time, and watches over each round: here time is known, in Simulation it is not.</summary>
internal sealed class ConcurrentRunner(CliEnvironment environment, Composition composition, IProgressDisplay display)
{
    public ConcurrentReport Run(ConcurrentJob job, CancellationToken cancellationToken) =>
        display.Track(job.Scenario.Scenario.Name, "rounds", "failures", progress =>
        {
            var start = environment.Time.GetTimestamp();
            var report = new ConcurrentReport(job, default);
            while (report.Failure is null && report.Rounds < job.Rounds && environment.Time.GetElapsedTime(start) < job.Time)
            {
                report = Add(report, RunOne(job, report.Rounds, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                progress.Report(ProgressOf(report, environment.Time.GetElapsedTime(start)));
            }

            return report with { Elapsed = environment.Time.GetElapsedTime(start) };
        });

    private (RunOutcome Outcome, MachineRunReport Report) RunOne(ConcurrentJob job, long round, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(job.Patience, environment.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        MachineRunReport? report = null;
        var told = job.Scenario.Scenario;
        var scenario = new MachineScenario(told.Scenario, told.Bugs, composition.CreateJudge)
        {
            Quirks = told.Quirks,
            OnJudged = judged => report = judged,
        };
        var outcome = new ConcurrentRounds(scenario).Run(job.Seed, round, either.Token);
        return (outcome, report!);
    }

    private ConcurrentReport Add(ConcurrentReport sums, (RunOutcome Outcome, MachineRunReport Report) one)
    {
        var (outcome, report) = one;
        var failure = outcome.IsFailure ? Record(sums.Job, sums.Rounds, outcome, report) : null;
        return sums with
        {
            Rounds = sums.Rounds + 1,
            Operations = sums.Operations + report.Operations,
            Dmas = sums.Dmas + report.Reached + report.Refused,
            Events = sums.Events + report.History.Count,
            Degraded = sums.Degraded + (outcome.Verdict == RunVerdict.Degraded ? 1 : 0),
            Unknown = sums.Unknown + (outcome.Verdict == RunVerdict.Unknown ? 1 : 0),
            Failure = failure,
        };
    }

    private FailedRound Record(ConcurrentJob job, long round, RunOutcome outcome, MachineRunReport report)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{job.Seed}-round-{round}");
        var failed = new FailedRound(round, outcome, report, $"{job.Out}/{job.Scenario.Scenario.Name}/{name}");
        new RunFolder(environment).Write(failed, job);
        return failed;
    }

    // The number of rounds is not known, so as many are left as there is time for at this rate.
    private static ReplayProgress ProgressOf(ConcurrentReport report, TimeSpan elapsed)
    {
        var total = Math.Min(report.Job.Rounds, report.Rounds * Math.Max(1, report.Job.Time / elapsed));
        return new ReplayProgress((int)report.Rounds, (int)total, report.Failure is null ? 0 : 1);
    }
}
