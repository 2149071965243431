using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Explorations of several scenarios as a table in Markdown, with what one has to know to have it again.</summary>
internal static class ExplorationTable
{
    public static string Of(IReadOnlyList<ExplorationReport> reports, TimeProvider time)
    {
        var text = new StringBuilder();
        text.Append("| scenario | schedules | failures | unknown | steps | most steps | seconds | schedules/s | unseed |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (var report in reports)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {report.Job.Scenario.Scenario.Name} | {report.Schedules:N0} | {report.Failures.Count} | {report.Unknown:N0} "
                + $"| {report.Steps:N0} "
                + $"| {report.MostSteps:N0} | {report.Elapsed.TotalSeconds:0} | {report.Rate:N0} | {report.Unseed:x16} |\n");
        }

        var job = reports[0].Job;
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{time.GetUtcNow():yyyy-MM-dd}, commit {VersionText.Version}, seed {job.Seed}, strategy {job.Strategy.Text}, "
            + $"{job.Jobs} jobs on "
            + $"{Environment.ProcessorCount} processors "
            + $"({RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}).\n");
        return text.ToString();
    }
}
