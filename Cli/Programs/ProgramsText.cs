using System.Globalization;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Programs;
using Spectre.Console;

namespace ActorIommu.Cli.Programs;

/// <summary>For people: a table of counts, a verdict, and the first unexplained answer.</summary>
internal sealed class ProgramsText(IAnsiConsole console) : IProgramsOutput
{
    public void Write(ProgramsResult result)
    {
        var report = result.Report;
        console.MarkupLineInterpolated($"[bold]{Path.GetFileName(result.File)}[/]: {Numbers.Grouped(report.Programs)} programs");
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("what").PadLeft(2).NoWrap());
        table.AddColumn(new TableColumn("count").PadLeft(2).RightAligned().NoWrap());
        table.AddRow("equal", Numbers.Grouped(report.Equal));
        table.AddRow("legal alternatives", Numbers.Grouped(report.LegalAlternatives));
        foreach (var (rules, answers) in report.Explained)
        {
            var what = rules is [var rule] ? $"explained by {rule.Number}: {rule.Name}" : $"explained by {string.Join(" + ", rules.Select(one => one.Number))} together";
            table.AddRow(Markup.Escape(what), Numbers.Grouped(answers));
        }

        table.AddRow("unexplained", report.Unexplained == 0 ? "0" : $"[red]{Numbers.Grouped(report.Unexplained)}[/]");
        console.Write(table);
        var effort = string.Create(CultureInfo.InvariantCulture, $"{Numbers.Grouped(report.Total)} answers in {result.Elapsed.TotalSeconds:0.000} s");
        if (report.Unexplained == 0) console.MarkupLineInterpolated($"[green]every answer is equal or explained[/] ({effort})");
        else console.MarkupLineInterpolated($"[red]{Numbers.Grouped(report.Unexplained)} unexplained answers[/] ({effort})");
        if (report.FirstUnexplained is { } first) Write(first);
    }

    // They are on standard error already.
    public void Write(IReadOnlyList<InputError> errors)
    {
    }

    private void Write(UnexplainedAnswer first)
    {
        console.WriteLine($"first unexplained: program {first.ProgramNumber} (line {first.Line}, seed {first.Seed}), operation {first.OperationIndex}");
        console.WriteLine($"  dma       {(first.IsRead ? "read" : "write")} stream {first.Stream} iova {Numbers.Hex(first.Iova)}");
        console.WriteLine($"  wrong     {(first.IsOurs ? "ours: the architecture does not permit it" : "QEMU's: neither permitted nor a known divergence")}");
        console.MarkupLineInterpolated($"  expected  [green]{first.Expected}[/]");
        console.MarkupLineInterpolated($"  got       [red]{first.Got}[/]");
        console.WriteLine("  how we came to it");
        foreach (var step in first.Walk) console.WriteLine($"    {step}");
    }
}
