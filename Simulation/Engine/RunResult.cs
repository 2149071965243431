using System.Globalization;

namespace ActorIommu.Simulation.Engine;

/// <summary>What came of a run.</summary>
/// <param name="Outcome">What the judge said.</param>
/// <param name="End">Why it was over.</param>
/// <param name="Steps">Runs of mailboxes, and timers that fired.</param>
/// <param name="Time">Virtual time at the end.</param>
/// <param name="Choices">How many choices it had.</param>
/// <param name="Unseed">Hash of choices, steps, time and <see cref="RunOutcome.StateHash"/>: equal for equal runs.</param>
/// <param name="Strategy">Who decided.</param>
public sealed record RunResult(
    RunOutcome Outcome, RunEnd End, long Steps, TimeSpan Time, int Choices, ulong Unseed, string Strategy)
{
    /// <summary>One line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Outcome.Verdict} {Outcome.FailureClass} {End} steps {Steps} choices {Choices} unseed {Unseed:x16} {Strategy}");
}
