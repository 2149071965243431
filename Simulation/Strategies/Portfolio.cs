using System.Collections.Immutable;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Strategies;

/// <summary>Several strategies in turn, by the number of the schedule: what one is blind to, another finds.</summary>
public sealed class Portfolio : Strategy
{
    private readonly ImmutableArray<Strategy> _members;
    private Strategy _current;

    /// <param name="members">At least one, none of them sequential.</param>
    public Portfolio(params ReadOnlySpan<Strategy> members)
    {
        _members = [.. members];
        if (_members.IsEmpty || _members.Any(member => member.IsSequential))
            throw new ArgumentException("A portfolio has members, and none that depends on the schedule before.", nameof(members));
        _current = _members[0];
    }

    /// <inheritdoc/>
    public override string Description => _current.Description;

    /// <summary>The default: the first schedule is calm; then random, priorities, delays and turns.</summary>
    public static Portfolio Default(SiteOdds? odds = null) => new(
        new CalmStrategy(), new RandomStrategy(odds), new PctStrategy(2, odds), new DelayBoundedStrategy(2, odds), new PctStrategy(3, odds),
        new RandomStrategy(odds), new RoundRobinStrategy(odds), new PctStrategy(5, odds), new DelayBoundedStrategy(5, odds));

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        _current = _members[(int)(start.Number % _members.Length)];
        _current.Begin(start);
    }

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable) => _current.Deliver(runnable);

    /// <inheritdoc/>
    public override int Choose(ChoiceSite site, int arity) => _current.Choose(site, arity);
}
