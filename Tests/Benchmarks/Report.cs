using System.Globalization;

namespace ActorIommu.Benchmarks;

/// <summary>The table for people.</summary>
internal static class Report
{
    public static void Head() =>
        Console.WriteLine(
            $"{"benchmark",-28} {"median",12} {"min",12} {"max",12} {"per second",14} "
            + $"{"target",14} {"Akka.NET",14} {"bytes",10} {"budget",8}");

    public static void Line(Measurement measurement, Budget? budget, string? note)
    {
        var bytes = measurement.AllocatedBytes.ToString("F1", CultureInfo.InvariantCulture);
        var most = budget?.MaxBytes?.ToString("F1", CultureInfo.InvariantCulture) ?? "";
        var over = budget?.MaxBytes < measurement.AllocatedBytes ? " OVER BUDGET" : "";
        var slow = budget?.TargetNanoseconds < measurement.MedianNanoseconds ? " below target" : "";
        Console.WriteLine(
            $"{measurement.Name,-28} {Time(measurement.MedianNanoseconds),12} {Time(measurement.MinNanoseconds),12} "
            + $"{Time(measurement.MaxNanoseconds),12} {Rate(measurement.MedianNanoseconds),14} {Rate(budget?.TargetNanoseconds),14} "
            + $"{Rate(budget?.AkkaNanoseconds),14} {bytes,10} {most,8}{over}{slow}");
        if (note is not null) Console.WriteLine($"  {note}");
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => Shown(nanoseconds / 1e6, "ms"),
        >= 1e3 => Shown(nanoseconds / 1e3, "us"),
        _ => Shown(nanoseconds, "ns"),
    };

    private static string Rate(double? nanoseconds) => nanoseconds switch
    {
        null => "",
        > 1e6 => Shown(1e9 / nanoseconds.Value, "/s"),
        > 1e3 => Shown(1e6 / nanoseconds.Value, "k/s"),
        _ => Shown(1e3 / nanoseconds.Value, "M/s"),
    };

    private static string Shown(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:F1} {unit}");
}
