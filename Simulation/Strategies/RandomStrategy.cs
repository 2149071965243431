using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Strategies;

/// <summary>Any runnable actor, each as likely as the others.</summary>
public sealed class RandomStrategy(SiteOdds? odds = null) : SeededStrategy(odds ?? SiteOdds.Default)
{
    /// <inheritdoc/>
    public override string Description => "random";

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        return Deliveries.Below(runnable.Count);
    }
}
