using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Does runs again along their choices, with everything about them written down.</summary>
internal sealed class RunRecorder(Composition composition)
{
    /// <summary>Follows a trace, and compares what came of it.</summary>
    /// <exception cref="ReplayDivergenceException">The run has other choices, or ends in another state.</exception>
    public RecordedRun Replay(LoadedScenario loaded, ChoiceTrace trace) =>
        Record(loaded, trace.Choices, (simulator, observer) => simulator.Replay(trace, observer), _ => trace.Header);

    /// <summary>Follows choices whose outcome is known, and makes the trace of it.</summary>
    /// <param name="loaded">What is run.</param>
    /// <param name="choices">The choices.</param>
    /// <param name="unseed">Of the run that had them; null if it is not known.</param>
    /// <param name="seed">Where they come from.</param>
    /// <param name="schedule">Which schedule.</param>
    /// <param name="strategy">Who decided.</param>
    public RecordedRun Record(
        LoadedScenario loaded, ReadOnlyMemory<Choice> choices, ulong? unseed, ulong seed, long schedule, string strategy)
    {
        return Record(loaded, choices, (simulator, observer) => Checked(simulator.Replay(choices, observer)), HeaderOf);

        RunResult Checked(RunResult result) => unseed is null || unseed == result.Unseed
            ? result
            : throw new NondeterminismException($"Two runs along the same choices: unseed {unseed:x16} and {result.Unseed:x16}.");

        TraceHeader HeaderOf(RunResult result) => new()
        {
            Scenario = loaded.Scenario.Name,
            ScenarioHash = loaded.Scenario.Hash,
            Commit = VersionText.Version,
            Seed = seed,
            Schedule = schedule,
            Strategy = strategy,
            Bugs = SwitchName.ListOf(loaded.Scenario),
            Unseed = result.Unseed,
        };
    }

    private RecordedRun Record(
        LoadedScenario loaded, ReadOnlyMemory<Choice> choices, Func<Simulator, IStepObserver, RunResult> run,
        Func<RunResult, TraceHeader> headerOf)
    {
        MachineRunReport? report = null;
        var told = loaded.Scenario;
        var scenario = new MachineScenario(told.Scenario, told.Bugs, composition.CreateJudge)
        {
            Quirks = told.Quirks,
            OnJudged = judged => report = judged,
        };
        using var steps = new StringWriter();
        var text = new StepText(steps);
        text.WriteHead();
        var result = run(new Simulator(composition.Simulated(scenario), scenario.Options), text);
        return new RecordedRun(loaded, new ChoiceTrace(headerOf(result), choices), result, report!, steps.ToString());
    }
}
