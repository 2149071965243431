using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Tests.Engine;

/// <summary>A scenario that is one function: it starts the run, and returns how to judge it.</summary>
internal sealed class ToyScenario(string name, Func<SimulationContext, ToyJudge> start) : ISimulatedScenario
{
    public string Name => name;

    public ulong Hash => Prng.Fork(0, name);

    public ISimulatedRun Start(SimulationContext context) => new ToyRun(start(context));

    private sealed class ToyRun(ToyJudge judge) : ISimulatedRun
    {
        public RunOutcome Judge(SimulationContext context, RunEnd end) => judge(context, end);
    }
}

internal delegate RunOutcome ToyJudge(SimulationContext context, RunEnd end);
