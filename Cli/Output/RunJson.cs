using System.Text.Json.Nodes;
using ActorIommu.Cli.Commands;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Output;

/// <summary>Results for programs. Addresses are strings, because JSON readers in browsers lose bits above 2^53.</summary>
internal sealed class RunJson(TextWriter writer) : IRunOutput
{
    private readonly JsonArray _runs = [];
    private readonly JsonArray _errors = [];

    public void Add(CaptureResult result)
    {
        var (job, report) = (result.Job, result.Report);
        _runs.Add(new JsonObject
        {
            ["kind"] = "capture",
            ["name"] = job.Name,
            ["scenario"] = job.ScenarioFile,
            ["capture"] = job.CaptureName,
            ["engine"] = Words.Of(job.Engine),
            ["broken"] = new JsonArray([.. job.Options.Break.Select(defect => (JsonNode)Words.Of(defect))]),
            ["allEqual"] = report.AllEqual,
            ["records"] = result.RecordCount,
            ["translations"] = Of(report.Translations),
            ["events"] = Of(report.Events),
            ["registerReads"] = Of(report.RegisterReads),
            ["interrupts"] = Of(report.Interrupts),
            ["interruptsNotRequired"] = report.InterruptsNotRequired,
            ["mismatchTotal"] = report.MismatchTotal,
            ["missedExpectations"] = new JsonArray([.. result.MissedExpectations.Select(Of)]),
            ["firstMismatch"] = report.FirstMismatch is { } first ? Of(first) : null,
            ["elapsedMilliseconds"] = Math.Round(result.Elapsed.TotalMilliseconds, 3),
        });
    }

    public void Add(SimulationRun result)
    {
        var run = RecordedRunJson.Of(result.Run);
        run.Remove("schema");
        run.Insert(0, "kind", "simulation");
        run.Insert(1, "name", result.Job.Scenario.Scenario.Name);
        run["story"] = new JsonArray([.. RunStory.Of(result.Run.Report).Select(line => (JsonNode)line.Trim())]);
        run["again"] = result.Job.Reproduction;
        _runs.Add(run);
    }

    public void Begin(ConcurrentJob job)
    {
    }

    public void Add(ConcurrentReport result) => _runs.Add(ConcurrentJson.Of(result));

    public void Add(IReadOnlyList<InputError> errors)
    {
        foreach (var error in errors)
            _errors.Add(JsonDocuments.Of(error));
    }

    public void Finish(int exitCode) => JsonDocuments.Write(writer, "actoriommu.run/v1", exitCode, ("runs", _runs), ("errors", _errors));

    private static JsonObject Of(Tally tally) => new() { ["equal"] = tally.Equal, ["total"] = tally.Total };

    private static JsonNode Of(MissedExpectation missed) =>
        new JsonObject { ["what"] = missed.What, ["expected"] = missed.Expected, ["counted"] = missed.Counted };

    private static JsonObject Of(ReplayMismatch mismatch) => new()
    {
        ["record"] = mismatch.RecordNumber,
        ["byteOffset"] = mismatch.ByteOffset,
        ["what"] = char.ToLowerInvariant(mismatch.What.ToString()[0]) + mismatch.What.ToString()[1..],
        ["stream"] = mismatch.Stream,
        ["iova"] = mismatch.Iova is { } iova ? Numbers.Hex(iova) : null,
        ["expected"] = mismatch.Expected,
        ["got"] = mismatch.Got,
        ["walk"] = new JsonArray([.. mismatch.Walk.Select(step => (JsonNode)step)]),
    };
}
