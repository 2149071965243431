using System.Globalization;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Strategies;

/// <summary>
/// All schedules, each once, depth first: a schedule repeats the one before it up to the last choice that has another value left, and is
/// calm after that. Bounds cut the tree: choices beyond the depth stay calm, and so does everything once a schedule has as many choices
/// that are not calm as it may have. The workload is enumerated too, so keep it small.
/// </summary>
public sealed class ExhaustiveStrategy : Strategy
{
    private readonly int _maxDepth;
    private readonly int _maxDeviations;
    private readonly List<(int Value, int Arity)> _path = [];
    private int _depth;
    private int _deviations;
    private string? _difference;

    /// <param name="maxDepth">How many choices of a schedule are varied.</param>
    /// <param name="maxDeviations">How many of them may be other than calm at a time.</param>
    public ExhaustiveStrategy(int maxDepth = int.MaxValue, int maxDeviations = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxDepth);
        ArgumentOutOfRangeException.ThrowIfNegative(maxDeviations);
        (_maxDepth, _maxDeviations) = (maxDepth, maxDeviations);
    }

    /// <inheritdoc/>
    public override string Description => $"exhaustive({Bound(_maxDepth)},{Bound(_maxDeviations)})";

    /// <inheritdoc/>
    public override bool IsSequential => true;

    /// <summary>True if every schedule within the bounds was run; to be asked after each.</summary>
    public override bool IsExhausted => FindNext() < 0;

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        if (start.Number == 0)
        {
            _path.Clear();
        }
        else
        {
            var next = FindNext();
            if (next < 0) throw new InvalidOperationException($"There are {start.Number} schedules and no more.");
            _path[next] = (_path[next].Value + 1, _path[next].Arity);
            _path.RemoveRange(next + 1, _path.Count - next - 1);
        }

        (_depth, _deviations, _difference) = (0, 0, null);
    }

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        return Next(runnable.Count);
    }

    /// <inheritdoc/>
    public override int Choose(ChoiceSite site, int arity) => Next(arity);

    private static string Bound(int bound) => bound == int.MaxValue ? "all" : bound.ToString(CultureInfo.InvariantCulture);

    private int Next(int arity)
    {
        if (_depth >= _maxDepth) return 0;
        if (_depth == _path.Count) _path.Add((0, arity));
        var (value, recorded) = _path[_depth++];
        // Whoever asked may be an actor, and its supervisor would have the exception.
        if (recorded != arity)
            _difference ??= $"A schedule that began like the one before it has {arity} ways to go where that had {recorded}.";
        if (value != 0) _deviations++;
        return recorded == arity ? value : 0;
    }

    // The last choice that can take another value: from the end, so each prefix is used up before it changes.
    private int FindNext()
    {
        if (_difference is not null) throw new NondeterminismException(_difference);
        var before = _deviations;
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            var (value, arity) = _path[i];
            if (value != 0) before--;
            if (value + 1 < arity && before < _maxDeviations) return i;
        }

        return -1;
    }
}
