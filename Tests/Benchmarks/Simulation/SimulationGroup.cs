using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Benchmarks.Simulation;

/// <summary>The engine by itself, on actors that do nothing; and with a machine, its driver and the judge.</summary>
internal static class SimulationGroup
{
    public static IEnumerable<Benchmark> Benchmarks() =>
    [
        new SimulatedStepBenchmark("calm", () => new CalmStrategy()),
        new SimulatedStepBenchmark("random", () => new RandomStrategy()),
        new SimulatedStepBenchmark("pct", () => new PctStrategy(3)),
        new ScheduleBenchmark(jobs: 1),
        new ScheduleBenchmark(jobs: 2),
        new ScenarioBenchmark("unmap-vs-dma"),
    ];
}
