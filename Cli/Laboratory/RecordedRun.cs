using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Cli.Laboratory;

/// <summary>One run, done again along its choices to write down everything about it.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Trace">Its choices.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Report">Its history.</param>
/// <param name="Steps">trace.txt.</param>
internal sealed record RecordedRun(
    LoadedScenario Scenario, ChoiceTrace Trace, RunResult Result, MachineRunReport Report, string Steps)
{
    /// <summary>The folder that it was written to, as it is shown; null if it was not.</summary>
    public string? Folder { get; init; }

    /// <summary>How many choices are not calm.</summary>
    public int Deviations
    {
        get
        {
            var count = 0;
            foreach (var choice in Trace.Choices.Span)
            {
                if (choice.Value != 0) count++;
            }

            return count;
        }
    }

    /// <summary>The exit code that its outcome stands for.</summary>
    public int ExitCode => ExitCodeOf(Result.Outcome);

    public static int ExitCodeOf(RunOutcome outcome) => outcome.Verdict switch
    {
        RunVerdict.Invalid => FailureClasses.IsLiveness(outcome.FailureClass) ? Cli.ExitCode.NoProgress : Cli.ExitCode.Mismatch,
        RunVerdict.Unknown => Cli.ExitCode.Unknown,
        _ => Cli.ExitCode.AllEqual,
    };
}
