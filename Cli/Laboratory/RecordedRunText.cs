using System.Globalization;
using ActorIommu.Simulation.Shrinking;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Cli.Laboratory;

/// <summary>One run for people: what it is, why it fails, how to see it again.</summary>
internal static class RecordedRunText
{
    public static void Write(TextWriter writer, RecordedRun run, string reproduction)
    {
        var (header, result) = (run.Trace.Header, run.Result);
        var verdict = $"{result.Outcome.Verdict.ToString().ToUpperInvariant()} {result.Outcome.FailureClass}".TrimEnd();
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {header.Seed}  schedule {header.Schedule}  strategy {header.Strategy}  {verdict}  steps {result.Steps}  "
            + $"choices {result.Choices} ({run.Deviations} not calm)  operations {run.Report.Operations}  unseed {result.Unseed:x16}"));
        if (result.Outcome.Explanation.Length > 0) writer.WriteLine(result.Outcome.Explanation.ReplaceLineEndings("\n"));
        if (run.Folder is not null) writer.WriteLine($"folder: {run.Folder}");
        writer.WriteLine($"repro: {reproduction}");
    }

    /// <summary>The first and the last lines of a command on one trace.</summary>
    public static void WriteOrigin(TextWriter writer, string command, LoadedScenario loaded, TraceHeader header, string reproduction) =>
        OriginText.Write(
            writer, command, loaded.Scenario, header.Seed,
            string.Create(CultureInfo.InvariantCulture, $"schedule {header.Schedule}  strategy {header.Strategy}  "), reproduction);

    public static void WriteShrunk(TextWriter writer, RecordedRun whole, RecordedRun shrunk, ShrinkResult how)
    {
        Write(writer, shrunk, RunFolder.ReproductionOf(shrunk, $"{shrunk.Folder}/{RunFolder.TraceName}"));
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"shrunk: {whole.Result.Choices:N0} choices ({whole.Deviations:N0} not calm) "
            + $"to {shrunk.Result.Choices:N0} ({shrunk.Deviations:N0}), "
            + $"{whole.Report.Operations} operations to {shrunk.Report.Operations}, in {how.Runs:N0} runs"
            + $"{(how.IsMinimal ? "" : "; there may be a smaller one")}"));
    }
}
