using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>
/// Planted nondeterminism: the first choice of a run depends on how many runs there were before. Who checks determinism has to find it,
/// and who writes a failing run down, too.
/// </summary>
internal sealed class CanaryScenario(MachineScenario scenario) : ISimulatedScenario
{
    private static int _runs;

    public string Name => scenario.Name;

    public ulong Hash => scenario.Hash;

    public ISimulatedRun Start(SimulationContext context)
    {
        context.Draw(2 + Interlocked.Increment(ref _runs));
        return scenario.Start(context);
    }
}
