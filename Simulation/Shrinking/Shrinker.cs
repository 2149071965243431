using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Shrinking;

/// <summary>A run along a trace that need not fit.</summary>
/// <param name="Outcome">What the judge said.</param>
/// <param name="Choices">The choices that it really had.</param>
public sealed record GuidedRun(RunOutcome Outcome, ReadOnlyMemory<Choice> Choices);

/// <summary>What is left of a failure.</summary>
/// <param name="Run">The smallest failing run that was found.</param>
/// <param name="Runs">How many runs it took.</param>
/// <param name="IsMinimal">
/// True if nothing that the shrinker knows makes it smaller; false if it had no more runs. Only a minimal one stays as it is when it is
/// shrunk again.
/// </param>
public sealed record ShrinkResult(GuidedRun Run, int Runs, bool IsMinimal);

/// <summary>
/// Makes a failing run smaller: fewer choices that are not calm, then fewer choices, then smaller values. It proposes traces and looks at
/// the run that comes of each; only one that fails in the same way and is smaller replaces the best so far.
/// </summary>
public sealed class Shrinker
{
    private const int FinestSpan = 8;

    private readonly Func<ReadOnlyMemory<Choice>, GuidedRun> _guide;
    private readonly int _maxRuns;
    private GuidedRun _best = null!;
    private ChoiceStreams _streams = null!;
    private int _runs;

    /// <param name="guide">Runs along a trace.</param>
    /// <param name="maxRuns">At most so many runs.</param>
    public Shrinker(Func<ReadOnlyMemory<Choice>, GuidedRun> guide, int maxRuns = 5_000) => (_guide, _maxRuns) = (guide, maxRuns);

    /// <summary>Shrinks runs of a simulator.</summary>
    public static Shrinker Of(Simulator simulator, int maxRuns = 5_000)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        return new Shrinker(simulator.Guide, maxRuns);
    }

    /// <summary>Shrinks a failing trace.</summary>
    /// <exception cref="ArgumentException">It does not fail.</exception>
    public ShrinkResult Shrink(ReadOnlyMemory<Choice> failing)
    {
        _best = _guide(failing);
        if (!_best.Outcome.IsFailure) throw new ArgumentException("A run that does not fail cannot be shrunk.", nameof(failing));
        (_runs, _streams) = (1, new ChoiceStreams(_best.Choices.Span));
        bool isSmaller;
        do
        {
            isSmaller = CalmSpans();
            isSmaller |= DeleteSpans();
            isSmaller |= LowerValues();
        }
        while (isSmaller && _runs < _maxRuns);

        return new ShrinkResult(_best, _runs, !isSmaller && _runs < _maxRuns);
    }

    // Half of what is not calm, then quarters, ... then each one; the end first, because what follows a failure is of no use.
    private bool CalmSpans()
    {
        var isSmaller = false;
        for (var span = _streams.Deviations; span > 0 && _runs < _maxRuns; span /= 2)
        {
            for (var start = _streams.Deviations - span; start > -span; start -= span)
                isSmaller |= Try(_streams.WithCalm(Math.Max(start, 0), start + span));
        }

        return isSmaller;
    }

    // Whole operations of a workload, and choices that only keep others in their places.
    private bool DeleteSpans()
    {
        var isSmaller = false;
        for (var site = 0; site < ChoiceSite.Count; site++)
        {
            for (var span = _streams.LengthOf(site); span > 0 && _runs < _maxRuns; span = span > FinestSpan ? span / 2 : span - 1)
            {
                for (var start = _streams.LengthOf(site) - span; start > -span; start -= span)
                    isSmaller |= Try(_streams.Without(site, Math.Max(start, 0), start + span));
            }
        }

        return isSmaller;
    }

    private bool LowerValues()
    {
        var isSmaller = false;
        for (var site = 0; site < ChoiceSite.Count; site++)
        {
            for (var index = _streams.LengthOf(site) - 1; index >= 0 && _runs < _maxRuns; index--)
            {
                var (low, value) = (0, _streams.ValueAt(site, index));

                // Not every smaller value fails, so this finds a small one and not always the smallest; the last step is by one.
                while (value > 1 && low < value - 1)
                {
                    var middle = low + ((value - low) / 2);
                    if (Try(_streams.WithValue(site, index, middle))) (isSmaller, value) = (true, _streams.ValueAt(site, index));
                    else low = middle;
                }
            }
        }

        return isSmaller;
    }

    private bool Try(ChoiceStreams? candidate)
    {
        if (candidate is null || _runs >= _maxRuns) return false;
        _runs++;
        var run = _guide(candidate.ToChoices());
        if (!run.Outcome.IsFailure || run.Outcome.FailureClass != _best.Outcome.FailureClass) return false;
        if (ChoiceStreams.Compare(run.Choices.Span, _best.Choices.Span) >= 0) return false;
        (_best, _streams) = (run, new ChoiceStreams(run.Choices.Span));
        return true;
    }
}
