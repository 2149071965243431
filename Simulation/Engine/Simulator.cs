using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Shrinking;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Traces;
using Akka.Configuration;

namespace ActorIommu.Simulation.Engine;

/// <summary>
/// Runs a scenario under strategies or along traces, one run at a time, each in an actor system of its own. What a run needs is used again
/// by the next. Not for several threads; each worker has its own.
/// </summary>
public sealed class Simulator
{
    private readonly ISimulatedScenario _scenario;
    private readonly SimulationCore _core;
    private readonly Config _settings;

    /// <param name="scenario">What is run.</param>
    /// <param name="options">Within which bounds.</param>
    public Simulator(ISimulatedScenario scenario, SimulationOptions? options = null)
    {
        _scenario = scenario;
        _core = new SimulationCore(options ?? new SimulationOptions());
        _settings = SimulatedSystem.With(_core.Options.Config);
    }

    /// <summary>Runs one schedule.</summary>
    /// <param name="strategy">Who decides.</param>
    /// <param name="seed">Of the whole; that of the schedule follows from it and the number.</param>
    /// <param name="schedule">Which schedule, from 0.</param>
    /// <param name="expectedChoices">About how many choices of who takes the next step it will have.</param>
    /// <param name="observer">Sees the deliveries.</param>
    public RunResult Run(
        Strategy strategy, ulong seed, long schedule = 0, long expectedChoices = 1000, IStepObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        strategy.Begin(new ScheduleStart(Prng.Fork(seed, "schedule", schedule), schedule, expectedChoices));
        return Run(strategy, default, observer);
    }

    /// <summary>Follows a trace, exactly and to its end; what comes after is calm.</summary>
    /// <exception cref="ReplayDivergenceException">The run has other choices.</exception>
    public RunResult Replay(ReadOnlyMemory<Choice> choices, IStepObserver? observer = null) =>
        Run(CalmStrategy.Bare, choices, observer);

    /// <summary>Follows a trace, exactly and to its end, and compares what came of it.</summary>
    /// <exception cref="ReplayDivergenceException">The run has other choices, or ends in another state.</exception>
    public RunResult Replay(ChoiceTrace trace, IStepObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var result = Replay(trace.Choices, observer);
        var (expected, got) = (trace.Header.Unseed, result.Unseed);
        return got == expected
            ? result
            : throw new ReplayDivergenceException(result.Steps, result.Choices, $"unseed {expected:x16}", $"unseed {got:x16}");
    }

    /// <summary>Goes along a trace that need not fit, as far as it does.</summary>
    public GuidedRun Guide(ReadOnlyMemory<Choice> choices)
    {
        var strategy = new GuidedStrategy(choices.Span);
        return new GuidedRun(Run(strategy, default, null).Outcome, LastChoices());
    }

    /// <summary>The choices of the last run.</summary>
    public ReadOnlyMemory<Choice> LastChoices() => _core.Choices.ToArray();

    private RunResult Run(Strategy strategy, ReadOnlyMemory<Choice> prefix, IStepObserver? observer)
    {
        _core.Enter();
        try
        {
            _core.Choices.Begin(strategy, prefix);
            _core.Observer = observer;
            var system = SimulatedSystem.Create(_settings);
            try
            {
                return Judged(new SimulationContext(_core, system), strategy);
            }
            finally
            {
                _core.Drain(system);
            }
        }
        finally
        {
            _core.Leave();
        }
    }

    private RunResult Judged(SimulationContext context, Strategy strategy)
    {
        var run = _scenario.Start(context);
        RunEnd end;
        do
        {
            end = _core.Run();
        }
        while (end == RunEnd.Quiet && run.OnQuiet(context));

        _core.Choices.CheckEnd();
        if (_core.Choices.Divergence is { } divergence) throw divergence;
        var outcome = run.Judge(context, end);
        return new RunResult(outcome, end, _core.Steps, _core.Now, _core.Choices.Count, Unseed(outcome), strategy.Description);
    }

    private ulong Unseed(RunOutcome outcome)
    {
        var hash = StableHash.Start;
        _core.Choices.AddTo(ref hash);
        hash.Add(_core.PathHash);
        hash.Add((ulong)_core.Steps);
        hash.Add((ulong)_core.Now.Ticks);
        hash.Add(outcome.StateHash);
        hash.Add(outcome.FailureClass);
        return hash.Value;
    }
}
