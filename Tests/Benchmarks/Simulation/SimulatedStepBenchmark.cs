using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Benchmarks.Simulation;

/// <summary>Steps of one long run: a choice, its record, a mailbox, a message.</summary>
internal sealed class SimulatedStepBenchmark(string name, Func<Strategy> strategy) : Benchmark
{
    private const int Actors = 32;
    private readonly Simulator _simulator =
        new(new ToyRing(Actors, hops: 1_000_000 / Actors), new SimulationOptions { MaxSteps = long.MaxValue });

    public override string Name => $"simulation/step-{name}";

    public override long Operations => 1_000_000;

    public override string Unit => "step";

    public override void Run()
    {
        if (_simulator.Run(strategy(), seed: 1).Steps < Operations)
            throw new InvalidOperationException("A token was lost.");
    }
}
