using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Cli.Commands;

/// <summary><c>run SCENARIO...</c></summary>
internal sealed class RunCommand : Command
{
    private readonly CliEnvironment _environment;
    private readonly SimulationLoader _loader;
    private readonly SimulationOptionSet _shared = new();

    public RunCommand(CliEnvironment environment, Composition composition, GlobalOptions options)
        : base("run", "Run scenarios")
    {
        (_environment, _loader) = (environment, new SimulationLoader(environment, composition));
        var files = new Argument<string[]>("SCENARIO")
        {
            Description = "Scenario files (.yaml)",
            Arity = ArgumentArity.OneOrMore,
        };
        var strategy = SimulationOptionSet.NewStrategy(new StrategyName("calm", () => new CalmStrategy()));
        Add(files);
        Add(_shared.Seed);
        Add(strategy);
        Add(_shared.Bugs);
        Add(_shared.Quirks);
        Add(_shared.Concurrent);
        Add(_shared.For);
        Add(_shared.Rounds);
        Add(_shared.Patience);
        Add(_shared.Out);
        Validators.Add(result =>
        {
            var isConcurrent = result.GetValue(_shared.Concurrent);
            Option[] others = isConcurrent ? [strategy] : [_shared.For, _shared.Rounds, _shared.Patience];
            foreach (var other in others.Where(other => result.GetResult(other) is { Implicit: false }))
                result.AddError($"{other.Name} does not go {(isConcurrent ? "with" : "without")} --concurrent.");
        });
        SetAction((parsed, cancellationToken) =>
        {
            var how = new SimulationChoice(
                parsed.GetRequiredValue(_shared.Seed), parsed.GetRequiredValue(strategy), parsed.GetRequiredValue(_shared.Bugs),
                parsed.GetRequiredValue(_shared.Quirks), parsed.GetValue(_shared.Concurrent) ? ConcurrencyOf(parsed) : null, parsed.GetRequiredValue(_shared.Out));
            var jobs = new RunJobs(environment, composition, options, parsed);
            return jobs.RunAsync(() => LoadAll(parsed.GetRequiredValue(files), how), cancellationToken);
        });
    }

    // Every scenario is read before the first one runs: a spelling mistake in the last one should not cost the time of the others.
    private List<RunJob> LoadAll(string[] files, SimulationChoice how)
    {
        var jobs = new List<RunJob>();
        var errors = new List<InputError>();
        foreach (var file in files)
        {
            try
            {
                var scenario = ScenarioReader.Load(file, _environment.WorkingDirectory);
                if (scenario.Kind == ScenarioKind.Simulation) jobs.Add(ToJob(file, how));
                else if (how.Concurrency is null) jobs.Add(ToJob(file, scenario));
                else errors.Add(new InputError(file, InputError.OtherScenario, "--concurrent is for scenarios of kind 'simulation'"));
            }
            catch (ScenarioException error)
            {
                errors.AddRange(error.Diagnostics.Select(InputError.From));
            }
            catch (InputException error)
            {
                errors.AddRange(error.Errors);
            }
        }

        return errors.Count == 0 ? jobs : throw new InputException(errors);
    }

    private RunJob ToJob(string file, SimulationChoice how)
    {
        var defects = SimulationOptionSet.TextOf(how.Bugs, how.Quirks);
        if (how.Concurrency is { } concurrency) return ToJob(file, defects, how, concurrency);
        var strategy = how.Strategy.Text == "calm" ? "" : $" --strategy '{how.Strategy.Text}'";
        return new SimulationJob
        {
            Scenario = _loader.Load(file, how.Bugs, how.Quirks),
            Seed = how.Seed,
            Strategy = how.Strategy,
            Out = how.Out,
            Reproduction = string.Create(CultureInfo.InvariantCulture, $"actoriommu run {file}{defects} --seed {how.Seed}{strategy}"),
        };
    }

    private ConcurrentJob ToJob(string file, string defects, SimulationChoice how, Concurrency concurrency)
    {
        var rounds = concurrency.Rounds == int.MaxValue ? "" : $" --rounds {concurrency.Rounds}";
        return new ConcurrentJob
        {
            Scenario = _loader.Load(file, how.Bugs, how.Quirks),
            Seed = how.Seed,
            Time = concurrency.Time,
            Rounds = concurrency.Rounds,
            Patience = concurrency.Patience,
            Out = how.Out,
            Reproduction = string.Create(
                CultureInfo.InvariantCulture,
                $"actoriommu run {file} --concurrent --for {concurrency.Time.TotalSeconds}s{rounds}{defects} --seed {how.Seed}"),
        };
    }

    private Concurrency ConcurrencyOf(ParseResult parsed) => new(
        parsed.GetValue(_shared.For) ?? TimeSpan.FromSeconds(10), parsed.GetRequiredValue(_shared.Rounds),
        parsed.GetValue(_shared.Patience) ?? TimeSpan.FromSeconds(30));

    private static CaptureJob ToJob(string file, Scenario scenario) => new()
    {
        Name = scenario.Name,
        ScenarioFile = file,
        CaptureName = scenario.Capture!.Text,
        CapturePath = scenario.Capture.FullPath,
        Options = new ReplayOptions { TlbEntries = scenario.Machine.Tlb.Entries.Count },
        Expect = scenario.Expect,
    };

    private sealed record SimulationChoice(
        ulong Seed, StrategyName Strategy, ImmutableArray<Bug> Bugs, ImmutableArray<Quirk> Quirks, Concurrency? Concurrency,
        string Out);

    private sealed record Concurrency(TimeSpan Time, int Rounds, TimeSpan Patience);
}
