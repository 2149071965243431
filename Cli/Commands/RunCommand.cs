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
        SetAction((parsed, cancellationToken) =>
        {
            var how = new SimulationChoice(
                parsed.GetRequiredValue(_shared.Seed), parsed.GetRequiredValue(strategy), parsed.GetRequiredValue(_shared.Bugs));
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
                jobs.Add(scenario.Kind == ScenarioKind.Capture ? ToJob(file, scenario) : ToJob(file, how));
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

    private SimulationJob ToJob(string file, SimulationChoice how)
    {
        var defects = string.Concat(how.Bugs.Select(bug => $" --bug {bug}"));
        var strategy = how.Strategy.Text == "calm" ? "" : $" --strategy '{how.Strategy.Text}'";
        return new SimulationJob
        {
            Scenario = _loader.Load(file, how.Bugs),
            Seed = how.Seed,
            Strategy = how.Strategy,
            Reproduction = string.Create(CultureInfo.InvariantCulture, $"actoriommu run {file}{defects} --seed {how.Seed}{strategy}"),
        };
    }

    private static CaptureJob ToJob(string file, Scenario scenario) => new()
    {
        Name = scenario.Name,
        ScenarioFile = file,
        CaptureName = scenario.Capture!.Text,
        CapturePath = scenario.Capture.FullPath,
        Options = new ReplayOptions { TlbEntries = scenario.Machine.Tlb.Entries.Count },
        Expect = scenario.Expect,
    };

    private sealed record SimulationChoice(ulong Seed, StrategyName Strategy, ImmutableArray<Bug> Bugs);
}
