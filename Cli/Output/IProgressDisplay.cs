using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Output;

/// <summary>Shows how far a replay is, on standard error.</summary>
internal interface IProgressDisplay
{
    T Track<T>(string name, Func<IProgress<ReplayProgress>, T> replay);
}
