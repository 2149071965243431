using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Strategies;

/// <summary>
/// Goes along a trace that need not fit: each site takes the values that the trace has for it, one after the other, as far as they are
/// possible, and is calm when they are used up. So a trace from which something was taken out is still a schedule.
/// </summary>
public sealed class GuidedStrategy : Strategy
{
    private readonly List<int>[] _values = new List<int>[ChoiceSite.Count];
    private readonly int[] _next = new int[ChoiceSite.Count];

    /// <param name="trace">Where to go.</param>
    public GuidedStrategy(ReadOnlySpan<Choice> trace)
    {
        foreach (var choice in trace) (_values[choice.Site.Code] ??= []).Add(choice.Value);
    }

    /// <inheritdoc/>
    public override string Description => "guided";

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start) => Array.Clear(_next);

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        return Choose(ChoiceSite.Delivery, runnable.Count);
    }

    /// <inheritdoc/>
    public override int Choose(ChoiceSite site, int arity) =>
        _values[site.Code] is { } values && _next[site.Code] < values.Count ? Math.Min(values[_next[site.Code]++], arity - 1) : 0;
}
