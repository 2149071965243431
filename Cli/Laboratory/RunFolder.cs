using System.Text.Json.Nodes;
using ActorIommu.Checker.Text;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Cli.Laboratory;

/// <summary>What a run leaves behind: one folder with all that is known of it. Equal runs leave equal files.</summary>
internal sealed class RunFolder(CliEnvironment environment)
{
    public const string TraceName = "choices.trace";

    /// <summary>Writes it; what was there under these names is replaced.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to, as the user may read it.</param>
    public RecordedRun Write(RecordedRun run, string folder)
    {
        Write(
            folder,
            (TraceName, TraceWriter.ToText(run.Trace)),
            ("trace.txt", run.Steps),
            ("history.jsonl", HistoryJson.Write(run.Report.History)),
            ("history.txt", HistoryText.Write(run.Report.History)),
            ("result.json", RecordedRunJson.Of(run).ToJsonString(JsonDocuments.Indented) + "\n"),
            ("repro.txt", ReproductionOf(run, $"{folder}/{TraceName}") + "\n"));
        return run with { Folder = folder };
    }

    /// <summary>Writes a round on real threads. It has no choices, so no trace.</summary>
    public void Write(FailedRound round, ConcurrentJob job) => Write(
        round.Folder,
        ("history.jsonl", HistoryJson.Write(round.Report.History)),
        ("history.txt", HistoryText.Write(round.Report.History)),
        ("result.json", ConcurrentJson.Of(round, job).ToJsonString(JsonDocuments.Indented) + "\n"),
        ("repro.txt", job.Reproduction + "\n"));

    private void Write(string folder, params ReadOnlySpan<(string Name, string Text)> files)
    {
        var path = Path.Combine(environment.WorkingDirectory, folder);
        try
        {
            Directory.CreateDirectory(path);
            foreach (var (name, text) in files) File.WriteAllText(Path.Combine(path, name), text.ReplaceLineEndings("\n"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(folder, InputError.UnreadableFolder, error.Message));
        }
    }

    /// <summary>The command that does a run again.</summary>
    public static string ReproductionOf(RecordedRun run, string trace)
    {
        var usual = $"config/scenarios/{run.Scenario.Scenario.Name}.yaml";
        return run.Scenario.File == usual
            ? $"actoriommu replay {trace}"
            : $"actoriommu replay {trace} --scenario {run.Scenario.File}";
    }
}

/// <summary>A run as JSON: result.json, and a part of what commands print.</summary>
internal static class RecordedRunJson
{
    public static JsonObject Of(RecordedRun run)
    {
        var (header, outcome, report) = (run.Trace.Header, run.Result.Outcome, run.Report);
        var json = new JsonObject
        {
            ["schema"] = "actoriommu.result/v1",
            ["scenario"] = header.Scenario,
            ["commit"] = header.Commit,
            ["seed"] = header.Seed,
            ["schedule"] = header.Schedule,
            ["strategy"] = header.Strategy,
            ["bugs"] = new JsonArray([.. SwitchName.Of(run.Scenario.Scenario).Select(name => (JsonNode)name)]),
            ["verdict"] = outcome.Verdict.ToString(),
            ["failureClass"] = outcome.FailureClass,
            ["rules"] = new JsonArray([.. report.Judgement.Rules.Select(rule => (JsonNode)rule)]),
            ["explanation"] = outcome.Explanation,
            ["end"] = run.Result.End.ToString(),
            ["steps"] = run.Result.Steps,
            ["virtualMicroseconds"] = run.Result.Time.TotalMicroseconds,
            ["choices"] = run.Result.Choices,
            ["deviations"] = run.Deviations,
            ["unseed"] = run.Result.Unseed.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            ["operations"] = report.Operations,
            ["dmasReached"] = report.Reached,
            ["dmasRefused"] = report.Refused,
            ["operationsNotOk"] = report.NotOk,
        };
        if (run.Folder is not null) json["folder"] = run.Folder;
        return json;
    }
}
