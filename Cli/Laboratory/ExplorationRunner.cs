using System.Globalization;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Explores a scenario under a progress display, takes the time, and writes failing runs down.</summary>
internal sealed class ExplorationRunner(CliEnvironment environment, Composition composition, IProgressDisplay display)
{
    public ExplorationReport Run(ExplorationJob job, CancellationToken cancellationToken)
    {
        using var limit = job.Time is { } time
            ? new CancellationTokenSource(time, environment.Time)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var report = display.Track(job.Scenario.Scenario.Name, "schedules", "failures", progress =>
        {
            var start = environment.Time.GetTimestamp();
            try
            {
                var result = job.ChecksDeterminism ? RunTwice(job, progress, either.Token) : Explore(job, progress, start, either.Token);
                return result with { Elapsed = environment.Time.GetElapsedTime(start) };
            }
            catch (Exception error) when (error is NondeterminismException or ReplayDivergenceException)
            {
                var schedule = error.Data[Explorer.ScheduleKey];
                var where = schedule is null ? "" : string.Create(CultureInfo.InvariantCulture, $"schedule {schedule}: ");
                return new ExplorationReport(job, environment.Time.GetElapsedTime(start)) { Nondeterminism = where + error.Message };
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
        return report;
    }

    private ExplorationReport Explore(
        ExplorationJob job, IProgress<ReplayProgress> progress, long start, CancellationToken cancellationToken)
    {
        var options = new ExplorationOptions
        {
            Seed = job.Seed,
            Schedules = job.Schedules,
            Jobs = job.Jobs,
            MaxFailures = job.MaxFailures,
            Strategy = job.Strategy.Create,
        };
        var scenario = job.Scenario.Scenario;
        var result = new Explorer(composition.Simulated(scenario), scenario.Options, options).Run(
            counts => progress.Report(ProgressOf(job, counts, environment.Time.GetElapsedTime(start))), cancellationToken);
        return new ExplorationReport(job, default)
        {
            Schedules = result.Counts.Schedules,
            Steps = result.Counts.Steps,
            MostSteps = result.Counts.MostSteps,
            Unknown = result.Counts.Unknown,
            Unseed = result.Unseed,
            IsExhausted = result.IsExhausted,
            Failures = [.. result.Failures.Select(failure => Record(job, failure))],
        };
    }

    // Half as fast, and on one thread: it is about whether, not about how many.
    private ExplorationReport RunTwice(ExplorationJob job, IProgress<ReplayProgress> progress, CancellationToken cancellationToken)
    {
        var scenario = job.Scenario.Scenario;
        var report = new ExplorationReport(job, default);
        var unseed = StableHash.Start;
        for (var schedule = 0L; schedule < job.Schedules && !cancellationToken.IsCancellationRequested; schedule++)
        {
            var result = Twice(job, schedule);
            unseed.Add(result.Unseed);
            report = report with
            {
                Schedules = schedule + 1,
                Steps = report.Steps + result.Steps,
                MostSteps = Math.Max(report.MostSteps, result.Steps),
                Unknown = report.Unknown + (result.Outcome.Verdict == RunVerdict.Unknown ? 1 : 0),
                Unseed = unseed.Value,
            };
            progress.Report(new ReplayProgress((int)report.Schedules, (int)job.Schedules, 0));
            if (!result.Outcome.IsFailure) continue;
            var simulator = new Simulator(composition.Simulated(scenario), scenario.Options);
            simulator.Run(job.Strategy.Create(), job.Seed, schedule);
            return report with { Failures = [Record(job, new FailedSchedule(schedule, result, simulator.LastChoices()))] };
        }

        return report;
    }

    private RunResult Twice(ExplorationJob job, long schedule)
    {
        try
        {
            var scenario = job.Scenario.Scenario;
            return DeterminismCheck.Run(composition.Simulated(scenario), scenario.Options, job.Strategy.Create, job.Seed, schedule);
        }
        catch (NondeterminismException error)
        {
            error.Data[Explorer.ScheduleKey] = schedule;
            throw;
        }
    }

    private RecordedRun Record(ExplorationJob job, FailedSchedule failure)
    {
        try
        {
            var run = new RunRecorder(composition).Record(
                job.Scenario, failure.Choices, failure.Result.Unseed, job.Seed, failure.Schedule, failure.Result.Strategy);
            var name = string.Create(CultureInfo.InvariantCulture, $"{job.Seed}-{failure.Schedule}");
            return new RunFolder(environment).Write(run, $"{job.Out}/{job.Scenario.Scenario.Name}/{name}");
        }
        catch (Exception error) when (error is NondeterminismException or ReplayDivergenceException)
        {
            error.Data[Explorer.ScheduleKey] = failure.Schedule;
            throw;
        }
    }

    // With a time limit the display counts seconds of it, for the number of schedules is not known.
    private static ReplayProgress ProgressOf(ExplorationJob job, ExplorationCounts counts, TimeSpan elapsed) => job.Time is { } time
        ? new ReplayProgress((int)counts.Schedules, (int)(counts.Schedules * Math.Max(1, time / elapsed)), counts.Failures)
        : new ReplayProgress((int)counts.Schedules, (int)job.Schedules, counts.Failures);
}
