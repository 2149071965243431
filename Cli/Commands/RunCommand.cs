using System.CommandLine;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Cli.Commands;

/// <summary><c>run SCENARIO...</c></summary>
internal sealed class RunCommand : Command
{
    private readonly CliEnvironment _environment;

    public RunCommand(CliEnvironment environment, Composition composition, GlobalOptions options)
        : base("run", "Run scenarios")
    {
        _environment = environment;
        var files = new Argument<string[]>("SCENARIO")
        {
            Description = "Scenario files (.yaml)",
            Arity = ArgumentArity.OneOrMore,
        };
        Add(files);
        SetAction((parsed, cancellationToken) =>
        {
            var jobs = new CaptureJobs(environment, composition, options, parsed);
            return jobs.RunAsync(() => LoadAll(parsed.GetRequiredValue(files)), cancellationToken);
        });
    }

    // Every scenario is read before the first one runs: a spelling mistake in the last one should not cost the time of the others.
    private List<CaptureJob> LoadAll(string[] files)
    {
        var jobs = new List<CaptureJob>();
        var errors = new List<InputError>();
        foreach (var file in files)
        {
            try
            {
                var scenario = ScenarioReader.Load(file, _environment.WorkingDirectory);
                if (scenario.Kind == ScenarioKind.Capture) jobs.Add(ToJob(file, scenario));
                else errors.Add(new InputError(file, InputError.OtherScenario, "a scenario of kind 'simulation' is for 'explore'"));
            }
            catch (ScenarioException error)
            {
                errors.AddRange(error.Diagnostics.Select(InputError.From));
            }
        }

        return errors.Count == 0 ? jobs : throw new InputException(errors);
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
}
