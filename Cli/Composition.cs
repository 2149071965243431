using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli;

/// <summary>The parts that the commands use but do not choose. The only place where they are put together.</summary>
internal sealed record Composition(Func<ReplayEngine, ICaptureReplayer> CreateReplayer)
{
    public static Composition OfProcess() => new(engine => engine == ReplayEngine.Core ? new CoreReplayer() : new ActorReplayer());
}
