using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Choices;

/// <summary>
/// Every decision of a run, in one place: it follows a trace as far as that goes, asks a strategy after that, and records what came of
/// it. It is asked from inside actors, whose exceptions are the business of their supervisors; so a divergence from the trace is only
/// noted here, answered calmly, and thrown by the engine after the step.
/// </summary>
public sealed class ChoiceSource : IChoices, IFaults
{
    private readonly bool[] _isFaultPossible = new bool[ChoiceSite.Count];
    private ulong[] _recorded = new ulong[256];
    private int _count;
    private ReadOnlyMemory<Choice> _prefix;
    private Strategy _strategy = CalmStrategy.Bare;
    private bool _injects;

    internal ChoiceSource(IEnumerable<FaultSite> faults)
    {
        foreach (var site in faults) _isFaultPossible[ChoiceSite.Of(site).Code] = true;
    }

    /// <summary>False while everything is calm and nothing is recorded.</summary>
    internal bool IsDeciding { get; private set; }

    /// <summary>How many choices were recorded in this run.</summary>
    public int Count => _count;

    /// <summary>Steps taken; the engine counts, and it is here to say where a divergence was.</summary>
    internal long Step { get; set; }

    internal ReplayDivergenceException? Divergence { get; private set; }

    /// <inheritdoc/>
    public int Choose(Freedom freedom, int count) => Decide(ChoiceSite.Of(freedom), count);

    /// <inheritdoc/>
    public bool Fires(FaultSite site)
    {
        var at = ChoiceSite.Of(site);
        return _injects && _isFaultPossible[at.Code] && Decide(at, 2) != 0;
    }

    /// <summary>Decides what a workload does.</summary>
    /// <param name="count">How many possibilities it has, at least 1; 0 should be the least of them, because shrinking goes there.</param>
    public int Draw(int count) => Decide(ChoiceSite.Workload, count);

    internal void Begin(Strategy strategy, ReadOnlyMemory<Choice> prefix)
    {
        (_strategy, _prefix, _count) = (strategy, prefix, 0);
        (IsDeciding, _injects, Step, Divergence) = (true, true, 0, null);
    }

    /// <summary>Until <see cref="Resume"/> everything is calm, and nothing is recorded.</summary>
    internal void Pause() => IsDeciding = false;

    internal void Resume() => IsDeciding = true;

    /// <summary>No faults from here on.</summary>
    internal void StopFaults() => _injects = false;

    internal int Deliver(RunnableSet runnable)
    {
        var arity = runnable.Count;
        if (arity < 2 || !IsDeciding) return 0;
        var value = _count < _prefix.Length ? Follow(ChoiceSite.Delivery, arity) : Checked(_strategy.Deliver(runnable), arity);
        Record(new Choice(ChoiceSite.Delivery, arity, value));
        return value;
    }

    internal bool LetsTimePass() => Decide(ChoiceSite.Time, 2) != 0;

    internal int OrderTimers(int count) => Decide(ChoiceSite.TimerOrder, count);

    /// <summary>The trace has choices that the run did not come to.</summary>
    internal void CheckEnd()
    {
        if (Divergence is null && _count < _prefix.Length) Diverge(_prefix.Span[_count].ToString(), "is over");
    }

    internal Choice[] ToArray()
    {
        var choices = new Choice[_count];
        for (var i = 0; i < choices.Length; i++) choices[i] = Choice.Unpack(_recorded[i]);
        return choices;
    }

    internal void AddTo(ref StableHash hash)
    {
        foreach (var packed in _recorded.AsSpan(0, _count)) hash.Add(packed);
        hash.Add((ulong)_count);
    }

    private static int Checked(int value, int arity) => (uint)value < (uint)arity
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"A strategy chose what is not there: there are {arity}.");

    private int Decide(ChoiceSite site, int arity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(arity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arity, Choice.MaxArity);
        if (arity < 2 || !IsDeciding) return 0;
        var value = _count < _prefix.Length ? Follow(site, arity) : Checked(_strategy.Choose(site, arity), arity);
        Record(new Choice(site, arity, value));
        return value;
    }

    private int Follow(ChoiceSite site, int arity)
    {
        var expected = _prefix.Span[_count];
        if (expected.Site == site && expected.Arity == arity) return expected.Value;
        if (Divergence is null) Diverge(expected.ToString(), $"asks for {site} of {arity}");
        return 0;
    }

    private void Diverge(string expected, string got) => Divergence = new ReplayDivergenceException(Step, _count, expected, got);

    private void Record(Choice choice)
    {
        if (_count == _recorded.Length) Array.Resize(ref _recorded, _count * 2);
        _recorded[_count++] = choice.Packed;
    }
}
