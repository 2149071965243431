using System.Globalization;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Laboratory;

/// <summary>
/// An exploration for people. Seed, commit, scenario and the command come first and last. Plain lines, none of them folded: they are often
/// read in logs.
/// </summary>
internal static class ExplorationText
{
    public static void WriteHead(TextWriter writer, string command, ExplorationJob job)
    {
        writer.WriteLine(Origin(command, job));
        writer.WriteLine($"again: {job.Reproduction}");
        writer.WriteLine();
    }

    public static void WriteResult(TextWriter writer, string command, ExplorationReport report)
    {
        foreach (var run in report.Failures)
        {
            RecordedRunText.Write(writer, run, RunFolder.ReproductionOf(run, $"{run.Folder}/{RunFolder.TraceName}"));
            writer.WriteLine();
        }

        if (report.Nondeterminism is { } difference) writer.WriteLine(difference);
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Verdict}: {report.Schedules:N0} schedules{(report.IsExhausted ? ", all there are" : "")}, "
            + $"{report.Failures.Count} failures, "
            + $"{report.Unknown:N0} unknown, {report.Steps:N0} steps (most {report.MostSteps:N0}), {report.Elapsed.TotalSeconds:0.000} s "
            + $"({report.Rate:N0}/s), unseed {report.Unseed:x16}"));
        writer.WriteLine(Origin(command, report.Job));
        writer.WriteLine($"again: {report.Job.Reproduction}");
    }

    private static string Origin(string command, ExplorationJob job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{command} {job.Scenario.Scenario.Name}  seed {job.Seed}  strategy {job.Strategy.Text}  "
        + $"bugs {SwitchName.ListOf(job.Scenario.Scenario)}  commit {VersionText.Version}");
}
