using System.Diagnostics;

namespace ActorIommu.Benchmarks;

/// <summary>What came of several runs; times are of one operation.</summary>
internal sealed record Measurement(
    string Name, string Unit, long Operations, int Runs, double MinNanoseconds, double MedianNanoseconds, double MaxNanoseconds,
    double AllocatedBytes)
{
    public double PerSecond => 1e9 / MedianNanoseconds;

    /// <summary>Warms up, then measures. Allocation is the smallest of the runs: everything else in the process only ever adds to
    /// it.</summary>
    public static Measurement Of(Benchmark benchmark, int warmUps, int runs)
    {
        benchmark.Prepare();
        for (var i = 0; i < warmUps; i++)
            benchmark.Run();
        var nanoseconds = new double[runs];
        var bytes = new double[runs];
        for (var i = 0; i < runs; i++)
            (nanoseconds[i], bytes[i]) = Once(benchmark);
        Array.Sort(nanoseconds);
        return new Measurement(
            benchmark.Name, benchmark.Unit, benchmark.Operations, runs, nanoseconds[0], nanoseconds[runs / 2], nanoseconds[^1],
            bytes.Min());
    }

    private static (double Nanoseconds, double Bytes) Once(Benchmark benchmark)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        benchmark.Run();
        var took = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return (took.TotalNanoseconds / benchmark.Operations, (double)allocated / benchmark.Operations);
    }
}
