using ActorIommu.Cli.Laboratory;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli;

/// <summary>The parts that the commands use but do not choose. The only place where they are put together.</summary>
internal sealed record Composition(Func<ReplayEngine, ICaptureReplayer> CreateReplayer)
{
    /// <summary>Who judges simulated runs.</summary>
    public Func<IHistoryJudge> CreateJudge { get; init; } = () => new CheckerJudge();

    /// <summary>What is run for a scenario: tests put something else around it.</summary>
    public Func<MachineScenario, ISimulatedScenario> Simulated { get; init; } = scenario => scenario;

    public static Composition OfProcess() => new(engine => engine == ReplayEngine.Core ? new CoreReplayer() : new ActorReplayer());
}
