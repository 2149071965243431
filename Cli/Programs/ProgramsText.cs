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
            var numbers = string.Join(" + ", rules.Select(rule => rule.Number));
            var what = rules is [var only] ? $"{numbers}: {only.Name}" : $"{numbers} together";
            table.AddRow(Markup.Escape("explained by " + what), Numbers.Grouped(answers));
        }

        table.AddRow("unexplained", report.Unexplained == 0 ? "0" : $"[red]{Numbers.Grouped(report.Unexplained)}[/]");
        console.Write(table);
        var time = string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.000} s");
        var effort = $"{Numbers.Grouped(report.Total)} answers in {time}";
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
        var program = $"program {first.ProgramNumber} (line {first.Line}, seed {first.Seed})";
        console.WriteLine($"first unexplained: {program}, operation {first.OperationIndex}");
        console.WriteLine($"  dma       {(first.IsRead ? "read" : "write")} stream {first.Stream} iova {Numbers.Hex(first.Iova)}");
        var wrong = first.IsOurs ? "ours: the architecture does not permit it" : "QEMU's: neither permitted nor a known divergence";
        console.WriteLine($"  wrong     {wrong}");
        console.MarkupLineInterpolated($"  expected  [green]{first.Expected}[/]");
        console.MarkupLineInterpolated($"  got       [red]{first.Got}[/]");
        console.WriteLine("  how we came to it");
        foreach (var step in first.Walk) console.WriteLine($"    {step}");
    }
}
