using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Faults;

/// <summary>What <see cref="SiteOdds"/> come to in one run.</summary>
internal sealed class SitePlan(SiteOdds odds)
{
    private readonly Activity[] _activities = new Activity[ChoiceSite.Count];
    private ulong _seed;
    private Prng _freedoms;
    private Prng _faults;
    private int _freedomsLeft;
    private int _faultsLeft;

    private enum Activity : byte
    {
        Unknown,
        Off,
        On,
    }

    public void Begin(ulong seed)
    {
        _seed = seed;
        _freedoms = new Prng(Prng.Fork(seed, "freedoms"));
        _faults = new Prng(Prng.Fork(seed, "faults"));
        (_freedomsLeft, _faultsLeft) = (odds.FreedomsPerRun, odds.FaultsPerRun);
        Array.Clear(_activities);
    }

    public int Choose(ChoiceSite site, int arity) => site.IsFault
        ? Choose(site, arity, ref _faults, ref _faultsLeft, odds.FaultActive, odds.FaultFires)
        : Choose(site, arity, ref _freedoms, ref _freedomsLeft, odds.FreedomActive, odds.FreedomFires);

    private int Choose(ChoiceSite site, int arity, ref Prng draws, ref int left, Ratio active, Ratio fires)
    {
        if (left <= 0 || !IsActive(site, active) || !draws.Happens(fires)) return 0;
        left--;
        return 1 + draws.Below(arity - 1);
    }

    // By a stream of the site's own: whether it is active does not depend on what was visited before it.
    private bool IsActive(ChoiceSite site, Ratio chance)
    {
        ref var activity = ref _activities[site.Code];
        if (activity == Activity.Unknown)
            activity = new Prng(Prng.Fork(_seed, "active", site.Code)).Happens(chance) ? Activity.On : Activity.Off;
        return activity == Activity.On;
    }
}
