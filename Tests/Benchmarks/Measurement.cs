using System.Diagnostics;

namespace ActorIommu.Benchmarks;

/// <summary>What came of several runs; times are of one operation.</summary>
internal sealed record Measurement(
    string Name, string Unit, long Operations, int Runs, double MinNanoseconds, double MedianNanoseconds, double MaxNanoseconds,
    double AllocatedBytes)
{
    public double PerSecond => 1e9 / MedianNanoseconds;

    /// <summary>
    /// Prepares and warms up all of them, then measures a run of each in turn. Allocation is the smallest of the runs: everything else in
    /// the process only ever adds to it.
    /// </summary>
    /// <param name="benchmarks">What is measured; not disposed of.</param>
    /// <param name="runs">Times <see cref="Benchmark.Repeats"/> of each.</param>
    public static IReadOnlyList<Measurement> Of(IReadOnlyList<Benchmark> benchmarks, int runs)
    {
        foreach (var benchmark in benchmarks) benchmark.Prepare();
        foreach (var benchmark in InTurns(benchmarks, benchmark => benchmark.WarmUps)) benchmark.Run();
        var results = benchmarks.ToDictionary(benchmark => benchmark, _ => new List<(double Nanoseconds, double Bytes)>());
        foreach (var benchmark in InTurns(benchmarks, benchmark => runs * benchmark.Repeats)) results[benchmark].Add(Once(benchmark));
        return [.. benchmarks.Select(benchmark => Summary(benchmark, results[benchmark]))];
    }

    private static IEnumerable<Benchmark> InTurns(IReadOnlyList<Benchmark> benchmarks, Func<Benchmark, int> times)
    {
        for (var turn = 0; turn < benchmarks.Max(times); turn++)
        {
            foreach (var benchmark in benchmarks)
            {
                if (turn < times(benchmark)) yield return benchmark;
            }
        }
    }

    private static Measurement Summary(Benchmark benchmark, List<(double Nanoseconds, double Bytes)> runs)
    {
        var nanoseconds = runs.Select(run => run.Nanoseconds).Order().ToList();
        return new Measurement(
            benchmark.Name, benchmark.Unit, benchmark.Operations, runs.Count, nanoseconds[0], nanoseconds[runs.Count / 2], nanoseconds[^1],
            runs.Min(run => run.Bytes));
    }

    private static (double Nanoseconds, double Bytes) Once(Benchmark benchmark)
    {
        if (benchmark.Repeats == 1) Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        benchmark.Run();
        var took = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return (took.TotalNanoseconds / benchmark.Operations, (double)allocated / benchmark.Operations);
    }

    // Short runs do without: they would begin with cold caches, and there are many of them.
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
