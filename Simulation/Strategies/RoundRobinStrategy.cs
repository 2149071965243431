using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Strategies;

/// <summary>The runnable actors in turn, by the order of their creation: the fairest schedule there is.</summary>
public sealed class RoundRobinStrategy(SiteOdds? odds = null) : SeededStrategy(odds ?? SiteOdds.Default)
{
    /// <inheritdoc/>
    public override string Description => "round-robin";

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        var (next, distance) = (0, uint.MaxValue);
        for (var choice = 0; choice < runnable.Count; choice++)
        {
            // Numbers below that of the last actor wrap to large distances.
            var own = (uint)(runnable.ActorAt(choice) - runnable.Last - 1);
            if (own < distance) (next, distance) = (choice, own);
        }

        return next;
    }
}
