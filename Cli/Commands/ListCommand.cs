using System.CommandLine;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Cli.Commands;

/// <summary><c>list</c></summary>
internal sealed class ListCommand : Command
{
    private const string DefaultFolder = "config/scenarios";

    private readonly CliEnvironment _environment;

    public ListCommand(CliEnvironment environment, GlobalOptions options)
        : base("list", "List the scenarios of a folder")
    {
        _environment = environment;
        var folder = new Option<string>("--folder")
        {
            Description = "Where to look",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => DefaultFolder,
        };
        Add(folder);
        SetAction(parsed =>
        {
            var consoles = new Consoles(environment, parsed.GetRequiredValue(options.Color));
            var errors = new List<InputError>();
            var scenarios = ReadAll(parsed.GetRequiredValue(folder), errors);
            new ErrorLines(environment.Error).Write(errors);
            var exitCode = errors.Count == 0 ? ExitCode.AllEqual : ExitCode.InvalidInput;
            if (parsed.GetValue(options.Json))
                ScenarioListJson.Write(environment.Out, scenarios, errors, exitCode);
            else
                ScenarioListText.Write(consoles.Results, scenarios);

            return exitCode;
        });
    }

    private List<ListedScenario> ReadAll(string folder, List<InputError> errors)
    {
        var scenarios = new List<ListedScenario>();
        foreach (var file in YamlFiles.In(folder, _environment, errors))
        {
            try
            {
                scenarios.Add(new ListedScenario(file, ScenarioReader.Load(file, _environment.WorkingDirectory)));
            }
            catch (ScenarioException error)
            {
                errors.AddRange(error.Diagnostics.Select(InputError.From));
            }
        }

        return scenarios;
    }
}
