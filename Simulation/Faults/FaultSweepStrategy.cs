using System.Globalization;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Faults;

/// <summary>
/// Schedule k is another strategy's, but that the k-th visit of a place where a fault can happen is one, and no other: every failure is
/// tried, none twice. It ends with the first schedule that has not that many visits (Linux, tools/testing/selftests/iommu,
/// iommufd_fail_nth.c).
/// </summary>
/// <param name="inner">Decides everything else; always its schedule 0.</param>
public sealed class FaultSweepStrategy(Strategy inner) : Strategy
{
    private ScheduleStart _first;
    private long _failing;
    private long _visits;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"sweep({_failing}) {inner.Description}");

    /// <summary>Only to know where to end: the schedules are independent of each other.</summary>
    public override bool IsSequential => true;

    /// <summary>True if the last schedule had no fault, and therefore the next has none either.</summary>
    public override bool IsExhausted => _visits <= _failing;

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        if (start.Number == 0) _first = start;
        (_failing, _visits) = (start.Number, 0);
        inner.Begin(_first);
    }

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable) => inner.Deliver(runnable);

    /// <inheritdoc/>
    public override int Choose(ChoiceSite site, int arity)
    {
        if (!site.IsFault) return inner.Choose(site, arity);
        return _visits++ == _failing ? 1 : 0;
    }
}
