using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ActorIommu.Cli.Output;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Shrinking;

namespace ActorIommu.Cli.Laboratory;

/// <summary>How one defect was found.</summary>
/// <param name="Bug">The defect.</param>
/// <param name="Scenario">By which scenario.</param>
/// <param name="FailureClass">What objected with the first seed that found it; empty if none did.</param>
/// <param name="Schedules">For each seed the number of schedules up to the first failure; null where there was none.</param>
/// <param name="Shrunk">The simplest failing run of the first seed that found it.</param>
internal sealed record BugRow(Bug Bug, string Scenario, string FailureClass, ImmutableArray<long?> Schedules, RecordedRun? Shrunk)
{
    public int FoundBy => Schedules.Count(count => count is not null);

    /// <summary>Median over the seeds, where one without a failure counts as more than all others; null if that is the median.</summary>
    public long? Median => Schedules.OrderBy(count => count ?? long.MaxValue).ElementAt(Schedules.Length / 2);
}

/// <summary>Looks for every defect in the scenario that is to find it.</summary>
internal sealed class BugTable(SimulationLoader loader, Composition composition, IProgressDisplay display)
{
    private const int MaxShrinkRuns = 3_000;

    /// <summary>Which scenario is to find which defect.</summary>
    public static ImmutableArray<(Bug Bug, string Scenario)> Pairs { get; } =
    [
        (Bug.FillWithoutTicket, "walk-vs-unmap"),
        (Bug.SyncWithoutDrain, "walk-vs-unmap"),
        (Bug.WrapBitDropped, "many-producers"),
        (Bug.SyncSeqOutsideLock, "many-producers"),
        (Bug.InvsNoBarrier, "attach-vs-unmap"),
        (Bug.NoOvAck, "event-overflow"),
        (Bug.KernelPtNoFlush, "table-reuse"),
        (Bug.SyncErrorIgnored, "corrupted-commands"),
        (Bug.KdumpResetBypass, "reset-under-traffic"),
        (Bug.BaseMisaligned, "many-producers"),
        (Bug.GatherEmpty, "unmap-vs-dma"),
        (Bug.UnmapStride, "unmap-vs-dma"),
        (Bug.UpdateNotAwaited, "reset-under-traffic"),
        (Bug.ViommuPartialCount, "guest-strays"),
        (Bug.S2IpaOnly, "nested-unmap"),
        (Bug.VsidTruncate20, "guest-strays"),
        (Bug.VdevOutlivesDev, "guest-unplug"),
        (Bug.VaaNoMatch, "guest-dispatch"),
        (Bug.CfgiRangeOffByOne, "guest-unplug"),
        (Bug.GlobalInvNotForwarded, "guest-dispatch"),
        (Bug.NoReplayOnAttach, "guest-dispatch"),
        (Bug.AsidListTrapsOnly, "guest-dispatch"),
    ];

    /// <summary>Looks for one of them.</summary>
    public BugRow Look(Bug bug, string name, int seeds, long limit, CancellationToken cancellationToken)
    {
        var loaded = loader.Load($"config/scenarios/{name}.yaml", [bug]);
        var (scenario, bounds) = (loaded.Scenario, loaded.Scenario.Options);
        return display.Track($"{bug}", "seeds", "misses", progress =>
        {
            var counts = new List<long?>();
            FailedSchedule? first = null;
            var firstSeed = 0UL;
            for (var seed = 1UL; seed <= (ulong)seeds; seed++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var options = new ExplorationOptions { Seed = seed, Schedules = limit };
                var result = new Explorer(composition.Simulated(scenario), bounds, options).Run(null, cancellationToken);
                counts.Add(result.Failures.IsEmpty ? null : result.Counts.Schedules);
                if (first is null && !result.Failures.IsEmpty) (first, firstSeed) = (result.Failures[0], seed);
                progress.Report(new ReplayProgress((int)seed, seeds, counts.Count(count => count is null)));
            }

            if (first is null) return new BugRow(bug, name, "", [.. counts], null);
            var shrunk = Shrinker.Of(new Simulator(composition.Simulated(scenario), bounds), MaxShrinkRuns).Shrink(first.Choices);
            var run = new RunRecorder(composition).Record(loaded, shrunk.Run.Choices, null, firstSeed, first.Schedule, "shrunk");
            return new BugRow(bug, name, first.Result.Outcome.FailureClass, [.. counts], run);
        });
    }

    /// <summary>The table as Markdown.</summary>
    public static string ToMarkdown(IReadOnlyList<BugRow> rows, int seeds, long limit)
    {
        var text = new StringBuilder();
        text.Append("| bug | scenario | found as | found with | schedules (median) | shrunk: choices that are not calm | operations |\n");
        text.Append("|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            var median = row.Median is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : $"more than {limit:N0}";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Bug} | {row.Scenario} | {row.FailureClass} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.FoundBy} of {seeds} seeds ");
            text.Append(CultureInfo.InvariantCulture, $"| {median} | {row.Shrunk?.Deviations} | {row.Shrunk?.Report.Operations} |\n");
        }

        return text.ToString();
    }
}
