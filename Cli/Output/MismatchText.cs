using ActorIommu.Simulation.Captures;
using Spectre.Console;

namespace ActorIommu.Cli.Output;

/// <summary>The first difference, with what is needed to find it in the capture and to see why our answer is another.</summary>
internal static class MismatchText
{
    public static void Write(IAnsiConsole console, ReplayMismatch mismatch)
    {
        var place = $"record {Numbers.Grouped(mismatch.RecordNumber)}, byte {Numbers.Grouped(mismatch.ByteOffset)}";
        console.WriteLine($"first difference: {place}, {NameOf(mismatch.What)}");
        if (mismatch.Stream is { } stream)
            console.WriteLine($"  stream    {Numbers.Hex(stream)}");

        if (mismatch.Iova is { } iova)
            console.WriteLine($"  iova      {Numbers.Hex(iova)}");

        console.MarkupLineInterpolated($"  expected  [green]{mismatch.Expected}[/]");
        console.MarkupLineInterpolated($"  got       [red]{mismatch.Got}[/]");
        if (mismatch.Walk.Count == 0)
            return;

        console.WriteLine("  how we came to it");
        foreach (var step in mismatch.Walk)
            console.WriteLine($"    {step}");
    }

    private static string NameOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Translation => "a translation",
        AnswerKind.Event => "an event record",
        AnswerKind.RegisterRead => "a register read",
        _ => "an interrupt",
    };
}
