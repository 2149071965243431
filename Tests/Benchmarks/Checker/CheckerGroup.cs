namespace ActorIommu.Benchmarks.Checker;

/// <summary>What judging costs: events of maps, unmaps with their invalidation on two SMMUs, and DMAs.</summary>
internal static class CheckerGroup
{
    public static IEnumerable<Benchmark> Benchmarks() =>
    [
        new JudgeBenchmark("checker/event-300", rounds: 10),
        new JudgeBenchmark("checker/event-3000", rounds: 100),
    ];
}
