using System.Text.Json.Nodes;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Programs;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Cli.Programs;

/// <summary>For programs. Addresses are strings, because JSON readers in browsers lose bits above 2^53.</summary>
internal sealed class ProgramsJson(TextWriter writer) : IProgramsOutput
{
    private const string Schema = "actoriommu.programs/v1";

    public void Write(ProgramsResult result)
    {
        var report = result.Report;
        var counts = new JsonObject
        {
            ["file"] = result.File,
            ["programs"] = report.Programs,
            ["answers"] = report.Total,
            ["equal"] = report.Equal,
            ["legalAlternatives"] = report.LegalAlternatives,
            ["explained"] = new JsonArray([.. report.Explained.Select(Of)]),
            ["unexplained"] = report.Unexplained,
            ["firstUnexplained"] = report.FirstUnexplained is { } first ? Of(first) : null,
            ["elapsedMilliseconds"] = Math.Round(result.Elapsed.TotalMilliseconds, 3),
        };
        JsonDocuments.Write(writer, Schema, result.ExitCode, ("result", counts), ("errors", new JsonArray()));
    }

    public void Write(IReadOnlyList<InputError> errors) =>
        JsonDocuments.Write(writer, Schema, ExitCode.InvalidInput, ("errors", new JsonArray([.. errors.Select(JsonDocuments.Of)])));

    private static JsonNode Of(ExplainedCount count) => new JsonObject
    {
        ["rules"] = new JsonArray([.. count.Rules.Select(Of)]),
        ["answers"] = count.Answers,
    };

    private static JsonNode Of(Divergence rule) => new JsonObject { ["number"] = rule.Number, ["name"] = rule.Name };

    private static JsonObject Of(UnexplainedAnswer first) => new()
    {
        ["program"] = first.ProgramNumber,
        ["line"] = first.Line,
        ["seed"] = first.Seed,
        ["operation"] = first.OperationIndex,
        ["stream"] = first.Stream.Value,
        ["iova"] = Numbers.Hex(first.Iova),
        ["isRead"] = first.IsRead,
        ["wrong"] = first.IsOurs ? "ours" : "qemu",
        ["expected"] = first.Expected,
        ["got"] = first.Got,
        ["walk"] = new JsonArray([.. first.Walk.Select(step => (JsonNode)step)]),
    };
}
