using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Output;

/// <summary>Shows how far something is, on standard error.</summary>
internal interface IProgressDisplay
{
    /// <summary>Shows it while the work is done.</summary>
    /// <param name="name">What is worked on.</param>
    /// <param name="units">What is counted.</param>
    /// <param name="mistakes">What should not be.</param>
    /// <param name="work">The work.</param>
    T Track<T>(string name, string units, string mistakes, Func<IProgress<ReplayProgress>, T> work);
}
