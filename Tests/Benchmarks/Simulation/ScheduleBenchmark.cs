using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;

namespace ActorIommu.Benchmarks.Simulation;

/// <summary>Whole schedules of a small system: 10 actors, about 120 steps, made and ended each time.</summary>
internal sealed class ScheduleBenchmark(int jobs) : Benchmark
{
    public override string Name => $"simulation/schedule-{jobs}-jobs";

    public override long Operations => 5_000;

    public override string Unit => "schedule";

    public override void Run() => new Explorer(
        new ToyRing(10, hops: 10), new SimulationOptions(), new ExplorationOptions { Seed = 1, Schedules = Operations, Jobs = jobs }).Run();
}
