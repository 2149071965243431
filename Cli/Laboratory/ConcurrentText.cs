using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Rounds on real threads for people. Seed, commit, scenario and the command come first and last, as of an exploration.</summary>
internal static class ConcurrentText
{
    public static void WriteHead(TextWriter writer, ConcurrentJob job)
    {
        WriteOrigin(writer, job);
        writer.WriteLine();
    }

    public static void WriteResult(TextWriter writer, ConcurrentReport report)
    {
        if (report.Failure is { } failure)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {report.Job.Seed}  round {failure.Round}  INVALID {failure.Outcome.FailureClass}  "
                + $"events {failure.Report.History.Count}  operations {failure.Report.Operations}"));
            writer.WriteLine(failure.Outcome.Explanation.ReplaceLineEndings("\n"));
            writer.WriteLine($"folder: {failure.Folder}");
            writer.WriteLine();
        }

        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Verdict}: {report.Rounds:N0} rounds on {Environment.ProcessorCount} processors, {(report.Failure is null ? 0 : 1)} failures, "
            + $"{report.Degraded:N0} degraded, {report.Unknown:N0} unknown, {report.Operations:N0} operations ({report.Dmas:N0} DMAs), "
            + $"{report.Events:N0} events, {report.Elapsed.TotalSeconds:0.000} s ({report.Rate:N0}/s)"));
        WriteOrigin(writer, report.Job);
    }

    private static void WriteOrigin(TextWriter writer, ConcurrentJob job)
    {
        var scenario = job.Scenario.Scenario;
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"run --concurrent {scenario.Name}  seed {job.Seed}  bugs {SwitchName.ListOf(scenario)}  commit {VersionText.Version}"));
        writer.WriteLine($"again: {job.Reproduction}");
    }
}

/// <summary>Rounds on real threads for programs.</summary>
internal static class ConcurrentJson
{
    public static JsonObject Of(ConcurrentReport report)
    {
        var (job, scenario) = (report.Job, report.Job.Scenario.Scenario);
        return new JsonObject
        {
            ["kind"] = "concurrent",
            ["scenario"] = scenario.Name,
            ["seed"] = job.Seed,
            ["bugs"] = new JsonArray([.. SwitchName.Of(scenario).Select(name => (JsonNode)name)]),
            ["again"] = job.Reproduction,
            ["verdict"] = report.Verdict,
            ["rounds"] = report.Rounds,
            ["operations"] = report.Operations,
            ["dmas"] = report.Dmas,
            ["events"] = report.Events,
            ["degraded"] = report.Degraded,
            ["unknown"] = report.Unknown,
            ["failure"] = report.Failure is { } failure ? Of(failure, job) : null,
            ["elapsedMilliseconds"] = Math.Round(report.Elapsed.TotalMilliseconds, 3),
        };
    }

    /// <summary>A failed round: also its result.json.</summary>
    public static JsonObject Of(FailedRound failure, ConcurrentJob job) => new()
    {
        ["schema"] = "actoriommu.round/v1",
        ["scenario"] = job.Scenario.Scenario.Name,
        ["commit"] = VersionText.Version,
        ["seed"] = job.Seed,
        ["round"] = failure.Round,
        ["bugs"] = new JsonArray([.. SwitchName.Of(job.Scenario.Scenario).Select(name => (JsonNode)name)]),
        ["verdict"] = failure.Outcome.Verdict.ToString(),
        ["failureClass"] = failure.Outcome.FailureClass,
        ["rules"] = new JsonArray([.. failure.Report.Judgement.Rules.Select(rule => (JsonNode)rule)]),
        ["explanation"] = failure.Outcome.Explanation,
        ["operations"] = failure.Report.Operations,
        ["dmasReached"] = failure.Report.Reached,
        ["dmasRefused"] = failure.Report.Refused,
        ["operationsNotOk"] = failure.Report.NotOk,
        ["folder"] = failure.Folder,
    };
}
