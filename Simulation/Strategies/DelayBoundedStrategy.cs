using System.Globalization;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;

namespace ActorIommu.Simulation.Strategies;

/// <summary>
/// A calm schedule but for a few random steps, at which the calm choice is passed over for the one after it (Emmi, Qadeer, Rakamaric,
/// POPL 2011). Delays at the same step add up.
/// </summary>
public sealed class DelayBoundedStrategy : SeededStrategy
{
    private readonly long[] _delays;
    private long _deliveries;
    private int _next;

    /// <param name="delays">How many, at least 1.</param>
    /// <param name="odds">How often hardware takes freedoms and faults happen.</param>
    public DelayBoundedStrategy(int delays, SiteOdds? odds = null)
        : base(odds ?? SiteOdds.Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delays, 1);
        _delays = new long[delays];
    }

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"delay({_delays.Length})");

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        base.Begin(start);
        (_deliveries, _next) = (0, 0);
        var steps = (int)Math.Clamp(start.ExpectedChoices, 1, int.MaxValue);
        for (var i = 0; i < _delays.Length; i++) _delays[i] = Deliveries.Below(steps);
        Array.Sort(_delays);
    }

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        var skipped = 0;
        for (; _next < _delays.Length && _delays[_next] <= _deliveries; _next++) skipped++;
        _deliveries++;
        return skipped % runnable.Count;
    }
}
