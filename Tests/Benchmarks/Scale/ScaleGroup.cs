namespace ActorIommu.Benchmarks.Scale;

/// <summary>A big machine: what an invalidation costs by the number of SMMUs that it concerns, and what memory it all takes.</summary>
internal static class ScaleGroup
{
    public static IEnumerable<Benchmark> Benchmarks()
    {
        var machine = new Lazy<BigMachine>(() => new BigMachine());
        return
        [
            .. BigMachine.Spans.Select(affected => new BroadcastBenchmark(machine, ofGuest: false, affected)),
            .. BigMachine.Spans.Select(affected => new BroadcastBenchmark(machine, ofGuest: true, affected)),
        ];
    }
}
