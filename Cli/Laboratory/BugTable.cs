using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ActorIommu.Cli.Output;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Simulation.Shrinking;

namespace ActorIommu.Cli.Laboratory;

/// <summary>How one defect or quirk was found.</summary>
/// <param name="Name">The defect or quirk.</param>
/// <param name="Scenario">By which scenario.</param>
/// <param name="FailureClass">What objected with the first seed that found it; empty if none did.</param>
/// <param name="Schedules">For each seed the number of schedules up to the first failure; null where there was none.</param>
/// <param name="Shrunk">The simplest failing run of the first seed that found it.</param>
internal sealed record BugRow(string Name, string Scenario, string FailureClass, ImmutableArray<long?> Schedules, RecordedRun? Shrunk)
{
    public int FoundBy => Schedules.Count(count => count is not null);

    /// <summary>Median over the seeds, where one without a failure counts as more than all others; null if that is the median.</summary>
    public long? Median => Schedules.OrderBy(count => count ?? long.MaxValue).ElementAt(Schedules.Length / 2);

    /// <summary>Nothing makes the shrunk run smaller, so that shrinking it again changes nothing.</summary>
    public bool IsMinimal { get; init; }

    /// <summary>Of a quirk: the key of the scenario that is its workaround.</summary>
    public string? Workaround { get; init; }

    /// <summary>Of a quirk: how many schedules were valid with the workaround, up to the first failure.</summary>
    public long ValidWithWorkaround { get; init; }
}

/// <summary>A quirk, the scenario that is to find it, and what keeps software from it.</summary>
internal sealed record QuirkCase(Quirk Quirk, string Scenario, string Key, Func<MachineSettings, MachineSettings> Workaround);

/// <summary>Looks for every defect and quirk in the scenario that is to find it.</summary>
internal sealed class BugTable(SimulationLoader loader, Composition composition, IProgressDisplay display)
{
    private const int MaxShrinkRuns = 20_000;
    private const int WithWorkaround = 2_000;

    /// <summary>Which scenario is to find which defect.</summary>
    public static ImmutableArray<(Bug Bug, string Scenario)> Pairs { get; } =
    [
        (Bug.FillWithoutTicket, "walk-vs-unmap"),
        (Bug.SyncWithoutDrain, "walk-vs-unmap"),
        (Bug.WrapBitDropped, "many-producers"),
        (Bug.SyncSeqOutsideLock, "many-producers"),
        (Bug.SpaceWaitNotFull, "stuck-queue"),
        (Bug.InvsNoBarrier, "attach-vs-unmap"),
        (Bug.NoOvAck, "event-overflow"),
        (Bug.DrainForever, "event-overflow"),
        (Bug.RangeTtl0Single, "shared-tables"),
        (Bug.KernelPtNoFlush, "table-reuse"),
        (Bug.SyncErrorIgnored, "corrupted-commands"),
        (Bug.ReplacedSyncWithoutMsi, "corrupted-commands"),
        (Bug.KdumpResetBypass, "reset-under-traffic"),
        (Bug.BaseMisaligned, "many-producers"),
        (Bug.GatherEmpty, "unmap-vs-dma"),
        (Bug.UnmapStride, "unmap-vs-dma"),
        (Bug.DupSidErase, "shared-stream"),
        (Bug.PasidErrDetachesRid, "page-table-replacement"),
        (Bug.MsiCookiePointer, "guest-msi-binding"),
        (Bug.AliasFlushPrimaryOnly, "page-table-replacement"),
        (Bug.TagNotFlushed, "tag-reuse"),
        (Bug.UpdateNotAwaited, "reset-under-traffic"),
        (Bug.NoL1Barrier, "first-attach"),
        (Bug.SplitLoserSkips, "block-split"),
        (Bug.AtcBeforeTlbi, "ats-unmap"),
        (Bug.EventWrapDropped, "event-overflow"),
        (Bug.NoSafeBits, "nested-replace"),
        (Bug.ViommuPartialCount, "guest-strays"),
        (Bug.S2IpaOnly, "nested-unmap"),
        (Bug.VsidTruncate20, "guest-strays"),
        (Bug.VdevOutlivesDev, "guest-unplug"),
        (Bug.VaaNoMatch, "guest-dispatch"),
        (Bug.CfgiRangeOffByOne, "guest-unplug"),
        (Bug.GlobalInvNotForwarded, "guest-dispatch"),
        (Bug.NoReplayOnAttach, "guest-dispatch"),
        (Bug.AsidListTrapsOnly, "guest-dispatch"),
        (Bug.BatchRechooseQueue, "two-queues"),
        (Bug.MigrateBetweenCmdAndSync, "two-queues"),
        (Bug.ErrMapWrongIndex, "failing-queues"),
        (Bug.ShutdownOrder, "reset-with-queues"),
        (Bug.TableNoFlush, "table-reuse"),
        (Bug.TgAsShift, "viommu-multi-psmmu"),
        (Bug.MultiSidFirstOnly, "guest-alias"),
        (Bug.VirtualLossUntold, "guest-events"),
        (Bug.AwaitsEverySmmu, "stuck-neighbour"),
        (Bug.FailedLegIgnored, "guest-dead-smmu"),
        (Bug.IopfRefLeak, "process-faults"),
        (Bug.TimeoutMovesConsumer, "tag-reuse-stuck"),
        (Bug.ComesBackLast, "crashing-hosts"),
        (Bug.NoSupportsCmd, "guest-queues"),
        (Bug.FreeRingBeforeDrain, "guest-reboot"),
        (Bug.NoDeinitSync, "guest-reboot"),
        (Bug.TeardownOrder, "guest-reboot"),
        (Bug.PublishEarly, "guest-queues"),
        (Bug.EmptyTableNoFlush, "page-to-block"),
    ];

    /// <summary>Which scenario is to find which quirk, and with which key it is not to.</summary>
    public static ImmutableArray<QuirkCase> Quirks { get; } =
    [
        new(Quirk.UnsyncedInterleaveHang, "long-lists", "forcesSync: true", machine => machine with { ForcesSync = true }),
        new(Quirk.TlbiRaceSurvives, "invalidation-race", "repeatsInvalidations: true",
            machine => machine with { RepeatsInvalidations = true }),
        new(Quirk.SyncMsi64, "packed-sync-words", "packsSyncWords: false", machine => machine with { PacksSyncWords = false }),
    ];

    /// <summary>Looks for a defect.</summary>
    public BugRow Look(Bug bug, string scenario, int seeds, long limit, CancellationToken cancellationToken) =>
        Look($"{bug}", loader.Load(loader.FileOf(scenario), [bug], []), seeds, limit, cancellationToken);

    /// <summary>Looks for a quirk, and whether its workaround keeps software from it.</summary>
    public BugRow Look(QuirkCase one, int seeds, long limit, CancellationToken cancellationToken)
    {
        var row = Look($"{one.Quirk}", loader.Load(loader.FileOf(one.Scenario), [], [one.Quirk]), seeds, limit, cancellationToken);
        var scenario = loader.Load(loader.FileOf(one.Scenario), [], [one.Quirk], one.Workaround).Scenario;
        var options = new ExplorationOptions { Seed = 1, Schedules = WithWorkaround };
        var result = new Explorer(composition.Simulated(scenario), scenario.Options, options).Run(null, cancellationToken);
        return row with { Workaround = one.Key, ValidWithWorkaround = result.Counts.Schedules - result.Failures.Length };
    }

    private BugRow Look(string name, LoadedScenario loaded, int seeds, long limit, CancellationToken cancellationToken)
    {
        var (scenario, bounds) = (loaded.Scenario, loaded.Scenario.Options);
        return display.Track(name, "seeds", "misses", progress =>
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

            if (first is null) return new BugRow(name, scenario.Name, "", [.. counts], null);
            var shrunk = Shrinker.Of(new Simulator(composition.Simulated(scenario), bounds), MaxShrinkRuns).Shrink(first.Choices);
            var run = new RunRecorder(composition).Record(loaded, shrunk.Run.Choices, null, firstSeed, first.Schedule, "shrunk");
            return new BugRow(name, scenario.Name, first.Result.Outcome.FailureClass, [.. counts], run) { IsMinimal = shrunk.IsMinimal };
        });
    }

    /// <summary>The rows as a table in Markdown; of quirks with two columns more.</summary>
    public static string ToMarkdown(IReadOnlyList<BugRow> rows, int seeds, long limit)
    {
        var isOfQuirks = rows is [{ Workaround: not null }, ..];
        var text = new StringBuilder();
        text.Append(isOfQuirks ? "| quirk" : "| bug");
        text.Append(" | scenario | found as | found with | schedules (median) | shrunk: choices that are not calm | operations |");
        text.Append(isOfQuirks ? " workaround | valid schedules with it |\n|---|---" : "\n").Append("|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            var median = row.Median is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : $"more than {limit:N0}";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Scenario} | {row.FailureClass} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.FoundBy} of {seeds} seeds ");
            text.Append(CultureInfo.InvariantCulture, $"| {median} | {row.Shrunk?.Deviations} | {row.Shrunk?.Report.Operations} |");
            if (row.Workaround is not null)
                text.Append(CultureInfo.InvariantCulture, $" `{row.Workaround}` | {row.ValidWithWorkaround:N0} of {WithWorkaround:N0} |");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>True if all that the row says is as it is to be.</summary>
    public static bool IsGood(BugRow row) =>
        row.FoundBy == row.Schedules.Length && row.IsMinimal && (row.Workaround is null || row.ValidWithWorkaround == WithWorkaround);
}
