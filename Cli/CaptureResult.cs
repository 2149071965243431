using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli;

/// <summary>A count in the capture that is not what the scenario says.</summary>
internal sealed record MissedExpectation(string What, long Expected, long Counted);

/// <summary>What came of one job.</summary>
internal sealed record CaptureResult(CaptureJob Job, int RecordCount, ReplayReport Report, TimeSpan Elapsed)
{
    public IReadOnlyList<MissedExpectation> MissedExpectations { get; } = [.. Missed(Job, Report)];

    public int ExitCode => Report.AllEqual && MissedExpectations.Count == 0 ? Cli.ExitCode.AllEqual : Cli.ExitCode.Mismatch;

    private static IEnumerable<MissedExpectation> Missed(CaptureJob job, ReplayReport report)
    {
        (string What, long? Expected, long Counted)[] counts =
        [
            ("translations", job.Expect.Translations, report.Translations.Total),
            ("event records", job.Expect.Events, report.Events.Total),
            ("register reads", job.Expect.RegisterReads, report.RegisterReads.Total),
            ("interrupts", job.Expect.Interrupts, report.Interrupts.Total),
        ];
        return from count in counts
               where count.Expected is { } expected && expected != count.Counted
               select new MissedExpectation(count.What, count.Expected!.Value, count.Counted);
    }
}
