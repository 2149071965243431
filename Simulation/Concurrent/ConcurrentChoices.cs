using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Concurrent;

/// <summary>
/// Freedoms and faults of a round on real threads, drawn as those of a simulated one. Which parts ask first is up to the threads, so the
/// same seed says which sites are active, and how often about.
/// </summary>
/// <param name="seed">Of the round.</param>
/// <param name="faults">The faults that may be injected.</param>
internal sealed class ConcurrentChoices(ulong seed, IEnumerable<FaultSite> faults) : IChoices, IFaults
{
#pragma warning disable RS0030 // Parts of the machine ask on several threads, and draw from one stream.
    private readonly Lock _lock = new();
#pragma warning restore RS0030
    private readonly HashSet<FaultSite> _faults = [.. faults];
    private readonly SitePlan _plan = NewPlan(seed);
    private volatile bool _isCalm = true;
    private volatile bool _injects = true;

    /// <summary>While the machine is set up nothing is drawn.</summary>
    public void EndCalm() => _isCalm = false;

    /// <summary>No fault happens from here on.</summary>
    public void StopFaults() => _injects = false;

    /// <inheritdoc/>
    public int Choose(Freedom freedom, int count) => Draw(ChoiceSite.Of(freedom), count);

    /// <inheritdoc/>
    public bool Fires(FaultSite site) => _injects && _faults.Contains(site) && Draw(ChoiceSite.Of(site), 2) != 0;

    private int Draw(ChoiceSite site, int count)
    {
        if (count < 2 || _isCalm) return 0;
        lock (_lock) return _plan.Choose(site, count);
    }

    private static SitePlan NewPlan(ulong seed)
    {
        var plan = new SitePlan(SiteOdds.Default);
        plan.Begin(seed);
        return plan;
    }
}
