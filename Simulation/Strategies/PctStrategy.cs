using System.Globalization;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Strategies;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): every actor has a random priority and the
/// highest runnable one takes each step; at depth - 1 random steps the one that would have run falls below all others. Finds a bug of that
/// depth among n actors in k steps with a chance of at least 1/(n k^(depth-1)).
/// </summary>
public sealed class PctStrategy : SeededStrategy
{
    private const ulong Lowered = 1UL << 32;
    private readonly long[] _changePoints;
    private readonly List<ulong> _priorities = [];
    private ulong _seed;
    private long _deliveries;
    private int _next;

    /// <param name="depth">How many ordering constraints a bug may need, at least 1.</param>
    /// <param name="odds">How often hardware takes freedoms and faults happen.</param>
    public PctStrategy(int depth, SiteOdds? odds = null)
        : base(odds ?? SiteOdds.Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        _changePoints = new long[depth - 1];
    }

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"pct({_changePoints.Length + 1})");

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        base.Begin(start);
        _seed = Prng.Fork(start.Seed, "priorities");
        (_deliveries, _next) = (0, 0);
        _priorities.Clear();
        var steps = (int)Math.Clamp(start.ExpectedChoices, 1, int.MaxValue);
        for (var i = 0; i < _changePoints.Length; i++) _changePoints[i] = Deliveries.Below(steps);
        Array.Sort(_changePoints);
    }

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        var highest = Highest(runnable);
        for (; _next < _changePoints.Length && _changePoints[_next] <= _deliveries; _next++)
        {
            // Each one falls lower than those before it.
            _priorities[runnable.ActorAt(highest)] = (ulong)(_changePoints.Length - _next);
            highest = Highest(runnable);
        }

        _deliveries++;
        return highest;
    }

    private int Highest(RunnableSet runnable)
    {
        var (highest, priority) = (0, 0UL);
        for (var choice = 0; choice < runnable.Count; choice++)
        {
            var own = PriorityOf(runnable.ActorAt(choice));
            if (own > priority) (highest, priority) = (choice, own);
        }

        return highest;
    }

    private ulong PriorityOf(int actor)
    {
        while (_priorities.Count <= actor) _priorities.Add(Prng.Mix(_seed + (ulong)_priorities.Count) | Lowered);
        return _priorities[actor];
    }
}
