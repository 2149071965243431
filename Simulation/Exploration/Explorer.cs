using System.Runtime.ExceptionServices;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Exploration;

/// <summary>
/// Runs schedule after schedule. Schedule i depends on the seed and i alone; workers take the numbers of a batch as they come, and what
/// came of them is added up in order. So the result is that of one worker.
/// </summary>
public sealed class Explorer
{
    /// <summary>Where an exception of a run has the number of its schedule: a key of <see cref="Exception.Data"/>.</summary>
    public const string ScheduleKey = "schedule";

    private const int BatchPerJob = 32;

    private readonly ExplorationOptions _options;
    private readonly Worker[] _workers;
    private readonly RunResult?[] _results;
    private readonly ReadOnlyMemory<Choice>[] _choices;
    private readonly ExceptionDispatchInfo?[] _errors;
    private readonly List<FailedSchedule> _failures = [];
    private long _expectedChoices = 1;
    private long _next;
    private ExplorationCounts _counts;
    private StableHash _unseed = StableHash.Start;

    /// <param name="scenario">What is run.</param>
    /// <param name="bounds">Within which bounds each run is.</param>
    /// <param name="options">How many.</param>
    public Explorer(ISimulatedScenario scenario, SimulationOptions bounds, ExplorationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, nameof(options));
        _options = options;
        var first = options.Strategy();
        if (first.IsSequential && options.First != 0)
            throw new ArgumentException($"{first.Description} cannot begin in the middle.", nameof(options));
        var jobs = first.IsSequential ? 1 : options.Jobs;
        _workers = new Worker[jobs];
        for (var i = 0; i < jobs; i++) _workers[i] = new Worker(new Simulator(scenario, bounds), i == 0 ? first : options.Strategy());

        // A sequential strategy says after each schedule whether there is another.
        var batch = first.IsSequential ? 1 : BatchPerJob * jobs;
        (_results, _choices) = (new RunResult?[batch], new ReadOnlyMemory<Choice>[batch]);
        _errors = new ExceptionDispatchInfo?[batch];
    }

    /// <summary>Explores.</summary>
    /// <param name="progress">Called now and then, on this thread.</param>
    /// <param name="cancellation">Ends it after the schedules under way: a time limit, or a user.</param>
    public ExplorationResult Run(Action<ExplorationCounts>? progress = null, CancellationToken cancellation = default)
    {
        Measure();
        var (isExhausted, isCancelled) = (false, false);
        while (_counts.Schedules < _options.Schedules && _failures.Count < _options.MaxFailures && !isExhausted && !isCancelled)
        {
            var first = _options.First + _counts.Schedules;
            var count = (int)Math.Min(_results.Length, _options.Schedules - _counts.Schedules);
            RunBatch(first, count, cancellation);
            isCancelled = !Add(first, count);
            isExhausted = !isCancelled && _workers[0].Strategy.IsExhausted;
            progress?.Invoke(_counts);
        }

        return new ExplorationResult(_counts, [.. _failures], _unseed.Value, isExhausted, isCancelled);
    }

    // Strategies that place a few changes in a schedule have to know about how long it is.
    private void Measure()
    {
        var calm = _workers[0].Simulator.Run(new CalmStrategy(), _options.Seed, _options.First);
        _expectedChoices = Math.Max(1, calm.Choices);
    }

    private void RunBatch(long first, int count, CancellationToken cancellation)
    {
        _next = 0;
        if (_workers.Length == 1)
        {
            RunSome(_workers[0], first, count, cancellation);
            return;
        }

#pragma warning disable RS0030 // Whole schedules side by side: no schedule sees another, or the order in which they end.
        Parallel.For(0, _workers.Length, i => RunSome(_workers[i], first, count, cancellation));
#pragma warning restore RS0030
    }

    private void RunSome(Worker worker, long first, int count, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var index = Interlocked.Increment(ref _next) - 1;
            if (index >= count) return;
            Run(worker, first + index, index);
        }
    }

    private void Run(Worker worker, long schedule, long index)
    {
        try
        {
            var result = worker.Simulator.Run(worker.Strategy, _options.Seed, schedule, _expectedChoices);
            if (result.Outcome.IsFailure) _choices[index] = worker.Simulator.LastChoices();
            _results[index] = result;
        }
#pragma warning disable CA1031 // Thrown again when it is the turn of its schedule: that one, whatever the number of jobs.
        catch (Exception error)
#pragma warning restore CA1031
        {
            error.Data[ScheduleKey] = schedule;
            _errors[index] = ExceptionDispatchInfo.Capture(error);
        }
    }

    // In order, and only as far as no cancelled one is missing.
    private bool Add(long first, int count)
    {
        var isComplete = true;
        for (var i = 0; i < count && _failures.Count < _options.MaxFailures; i++)
        {
            _errors[i]?.Throw();
            if (_results[i] is not { } result)
            {
                isComplete = false;
                break;
            }

            Add(first + i, result, _choices[i]);
        }

        Array.Clear(_results);
        Array.Clear(_choices);
        return isComplete;
    }

    private void Add(long schedule, RunResult result, ReadOnlyMemory<Choice> choices)
    {
        _counts = new ExplorationCounts(
            _counts.Schedules + 1, _counts.Steps + result.Steps, _counts.Failures + (result.Outcome.IsFailure ? 1 : 0),
            _counts.Unknown + (result.Outcome.Verdict == RunVerdict.Unknown ? 1 : 0), Math.Max(_counts.MostSteps, result.Steps));
        _unseed.Add(result.Unseed);
        if (result.Outcome.IsFailure) _failures.Add(new FailedSchedule(schedule, result, choices));
    }

    private sealed record Worker(Simulator Simulator, Strategy Strategy);
}
