using System.Globalization;
using System.Text.Json.Nodes;

namespace ActorIommu.Cli.Laboratory;

/// <summary>An exploration for programs.</summary>
internal static class ExplorationJson
{
    public static JsonObject Of(ExplorationReport report)
    {
        var (job, scenario) = (report.Job, report.Job.Scenario.Scenario);
        return new JsonObject
        {
            ["scenario"] = scenario.Name,
            ["scenarioHash"] = scenario.Hash.ToString("x16", CultureInfo.InvariantCulture),
            ["seed"] = job.Seed,
            ["strategy"] = job.Strategy.Text,
            ["bugs"] = new JsonArray([.. SwitchName.Of(scenario).Select(name => (JsonNode)name)]),
            ["again"] = job.Reproduction,
            ["verdict"] = report.Verdict,
            ["schedules"] = report.Schedules,
            ["isExhausted"] = report.IsExhausted,
            ["steps"] = report.Steps,
            ["mostSteps"] = report.MostSteps,
            ["unknown"] = report.Unknown,
            ["unseed"] = report.Unseed.ToString("x16", CultureInfo.InvariantCulture),
            ["nondeterminism"] = report.Nondeterminism,
            ["failures"] = new JsonArray([.. report.Failures.Select(run => (JsonNode)RecordedRunJson.Of(run))]),
            ["elapsedMilliseconds"] = Math.Round(report.Elapsed.TotalMilliseconds, 3),
        };
    }
}
