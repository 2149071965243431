using System.Globalization;
using ActorIommu.Cli.Commands;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Simulation.Captures;
using Spectre.Console;

namespace ActorIommu.Cli.Output;

/// <summary>Results for people: a table for each run, a verdict, and the first difference explained.</summary>
internal sealed class RunText(IAnsiConsole console) : IRunOutput
{
    public void Add(CaptureResult result)
    {
        var (job, report) = (result.Job, result.Report);
        var engine = job.Engine == ReplayEngine.Core ? "the hardware core alone" : "the actors";
        var file = Path.GetFileName(job.CapturePath);
        var what = file == job.Name ? "" : $"{file} ";
        console.MarkupLineInterpolated($"[bold]{job.Name}[/]: {what}through {engine}");
        if (job.Options.Break.Count > 0)
            console.WriteLine($"broken on purpose: {string.Join(", ", job.Options.Break.Select(Words.Of))}");

        WriteCounts(report);
        foreach (var missed in result.MissedExpectations)
        {
            var (expected, counted) = (Numbers.Grouped(missed.Expected), Numbers.Grouped(missed.Counted));
            console.MarkupLineInterpolated($"[red]the scenario expects {expected} {missed.What}, the capture has {counted}[/]");
        }

        var time = string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.000} s");
        var effort = $"{Numbers.Grouped(result.RecordCount)} records in {time}";
        if (report.AllEqual)
            console.MarkupLineInterpolated($"[green]all answers equal[/] ({effort})");
        else
            console.MarkupLineInterpolated($"[red]{Numbers.Grouped(report.MismatchTotal)} wrong answers[/] ({effort})");

        if (report.FirstMismatch is { } first)
            MismatchText.Write(console, first);

        console.WriteLine();
    }

    public void Add(SimulationRun result)
    {
        var (scenario, writer) = (result.Job.Scenario.Scenario, console.Profile.Out.Writer);
        console.MarkupLineInterpolated($"[bold]{scenario.Name}[/]: {scenario.Scenario.Description}");
        foreach (var line in RunStory.Of(result.Run.Report)) writer.WriteLine(line);
        RecordedRunText.Write(writer, result.Run, result.Job.Reproduction);
        console.WriteLine();
    }

    public void Begin(ConcurrentJob job) => ConcurrentText.WriteHead(console.Profile.Out.Writer, job);

    public void Add(ConcurrentReport result)
    {
        ConcurrentText.WriteResult(console.Profile.Out.Writer, result);
        console.WriteLine();
    }

    // They are on standard error already.
    public void Add(IReadOnlyList<InputError> errors)
    {
    }

    public void Finish(int exitCode)
    {
    }

    private void WriteCounts(ReplayReport report)
    {
        (string What, Tally Tally)[] rows =
        [
            ("translations", report.Translations),
            ("event records (32 bytes)", report.Events),
            ("register reads", report.RegisterReads),
            ("interrupts", report.Interrupts),
        ];
        var whatWidth = rows.Max(row => row.What.Length);
        var countWidth = rows.Max(row => Numbers.Of(row.Tally).Length);
        foreach (var (what, tally) in rows)
        {
            var verdict = tally.Wrong == 0 ? "[green]equal[/]" : $"[red]{Numbers.Grouped(tally.Wrong)} differ[/]";
            console.MarkupLine($"  {what.PadRight(whatWidth)}  {Numbers.Of(tally).PadLeft(countWidth)}  {verdict}");
        }

        if (report.InterruptsNotRequired > 0)
            console.WriteLine(
                $"  and {Numbers.Grouped(report.InterruptsNotRequired)} interrupts that QEMU raised "
                + "while the event queue was not empty (IHI 0070 3.18)");
    }
}
