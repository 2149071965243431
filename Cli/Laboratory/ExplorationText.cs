using System.Globalization;

namespace ActorIommu.Cli.Laboratory;

/// <summary>
/// An exploration for people. Seed, commit, scenario and the command come first and last. Plain lines, none of them folded: they are often
/// read in logs.
/// </summary>
internal static class ExplorationText
{
    public static void WriteHead(TextWriter writer, string command, ExplorationJob job)
    {
        WriteOrigin(writer, command, job);
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
        WriteOrigin(writer, command, report.Job);
    }

    private static void WriteOrigin(TextWriter writer, string command, ExplorationJob job) =>
        OriginText.Write(writer, command, job.Scenario.Scenario, job.Seed, $"strategy {job.Strategy.Text}  ", job.Reproduction);
}
