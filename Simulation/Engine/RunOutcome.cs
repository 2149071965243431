namespace ActorIommu.Simulation.Engine;

/// <summary>Why a run was over.</summary>
public enum RunEnd
{
    /// <summary>Nothing was left to do, and no timer pending.</summary>
    Quiet,

    /// <summary>It had taken all the steps that <see cref="SimulationOptions.MaxSteps"/> allows.</summary>
    StepBound,

    /// <summary>The next timer is later than <see cref="SimulationOptions.MaxTime"/>.</summary>
    TimeBound,

    /// <summary>On real threads: who waits for it gave it up.</summary>
    Overdue,
}

/// <summary>What a judge says of a run.</summary>
public enum RunVerdict
{
    /// <summary>Every promise was kept.</summary>
    Valid,

    /// <summary>Every promise that still held was kept; injected faults had taken some away.</summary>
    Degraded,

    /// <summary>The judge cannot tell, as of a run that was cut short.</summary>
    Unknown,

    /// <summary>A promise was broken.</summary>
    Invalid,
}

/// <summary>The judgement of a run.</summary>
/// <param name="Verdict">In one word.</param>
/// <param name="FailureClass">
/// What was broken, as in <c>StaleTranslation</c>; empty if nothing was. A shrunk run has to break the same.
/// </param>
/// <param name="Explanation">For people; empty if there is nothing to explain.</param>
/// <param name="StateHash">
/// A <see cref="Choices.StableHash"/> of the final state and the history: it becomes part of the run's <c>unseed</c>.
/// </param>
public sealed record RunOutcome(RunVerdict Verdict, string FailureClass, string Explanation, ulong StateHash)
{
    /// <summary>True if a promise was broken.</summary>
    public bool IsFailure => Verdict == RunVerdict.Invalid;

    /// <summary>Every promise was kept.</summary>
    public static RunOutcome Valid(ulong stateHash) => new(RunVerdict.Valid, "", "", stateHash);

    /// <summary>A promise was broken.</summary>
    public static RunOutcome Invalid(string failureClass, string explanation, ulong stateHash) =>
        new(RunVerdict.Invalid, failureClass, explanation, stateHash);
}
