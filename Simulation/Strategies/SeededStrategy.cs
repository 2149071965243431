using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Strategies;

/// <summary>
/// A strategy by a seed. It says who takes the next step; the rest is here, each kind from a stream of its own, so that all strategies do
/// the same workload for the same seed.
/// </summary>
public abstract class SeededStrategy : Strategy
{
    private readonly SitePlan _plan;
    private readonly Ratio _timerWins;
    private Prng _workload;
    private Prng _timers;
    private Prng _deliveries;

    /// <param name="odds">How often hardware takes freedoms and faults happen.</param>
    protected SeededStrategy(SiteOdds odds)
    {
        ArgumentNullException.ThrowIfNull(odds);
        (_plan, _timerWins) = (new SitePlan(odds), odds.TimerWins);
    }

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        _workload = WorkloadStream(start);
        _timers = new Prng(Prng.Fork(start.Seed, "timers"));
        _deliveries = new Prng(Prng.Fork(start.Seed, "deliveries"));
        _plan.Begin(start.Seed);
    }

    /// <inheritdoc/>
    public override int Choose(ChoiceSite site, int arity)
    {
        if (site == ChoiceSite.Workload) return _workload.Below(arity);
        if (site == ChoiceSite.Time) return _timers.Happens(_timerWins) ? 1 : 0;
        return site == ChoiceSite.TimerOrder ? _timers.Below(arity) : _plan.Choose(site, arity);
    }

    internal static Prng WorkloadStream(in ScheduleStart start) => new(Prng.Fork(start.Seed, "workload"));

    /// <summary>Where the choice of who takes the next step draws from.</summary>
    private protected ref Prng Deliveries => ref _deliveries;
}
