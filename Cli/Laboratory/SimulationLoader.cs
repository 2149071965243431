using System.Collections.Immutable;
using System.Globalization;
using ActorIommu.Cli.Commands;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Cli.Laboratory;

/// <summary>A scenario that can be run, and how the user named its file.</summary>
internal sealed record LoadedScenario(string File, MachineScenario Scenario);

/// <summary>Reads scenarios and traces, and says what is wrong with them as an <see cref="InputException"/>.</summary>
internal sealed class SimulationLoader(CliEnvironment environment, Composition composition)
{
    private const string Folder = "config/scenarios";

    /// <summary>A scenario, with what is switched on.</summary>
    /// <param name="file">The scenario.</param>
    /// <param name="bugs">Defects.</param>
    /// <param name="quirks">Errata of the silicon.</param>
    /// <param name="workaround">Keys of the machine that are to be others than in the file; null for none.</param>
    public LoadedScenario Load(
        string file, ImmutableArray<Bug> bugs, ImmutableArray<Quirk> quirks, Func<MachineSettings, MachineSettings>? workaround = null)
    {
        try
        {
            var scenario = ScenarioReader.Load(file, environment.WorkingDirectory);
            if (scenario.Kind == ScenarioKind.Simulation)
            {
                if (workaround is not null) scenario = scenario with { Machine = workaround(scenario.Machine) };
                return new LoadedScenario(file, new MachineScenario(scenario, bugs, composition.CreateJudge) { Quirks = quirks });
            }

            throw new InputException(new InputError(file, InputError.OtherScenario, "only scenarios of kind 'simulation' can be explored"));
        }
        catch (ScenarioException error)
        {
            throw new InputException([.. error.Diagnostics.Select(InputError.From)]);
        }
    }

    /// <summary>The scenarios that the user named: files, and of folders those of kind 'simulation'.</summary>
    public IReadOnlyList<string> FilesOf(IEnumerable<string> named) => [.. named.SelectMany(FilesOf)];

    private IEnumerable<string> FilesOf(string named)
    {
        if (!Directory.Exists(Path.Combine(environment.WorkingDirectory, named))) return [named];
        var errors = new List<InputError>();
        var files = YamlFiles.In(named, environment, errors).Where(IsSimulation).ToList();
        if (files.Count == 0 && errors.Count == 0)
            errors.Add(new InputError(named, InputError.OtherScenario, "no scenario of kind 'simulation' is there"));
        return errors.Count == 0 ? files : throw new InputException(errors);
    }

    // One that cannot be read is reported when it is its turn.
    private bool IsSimulation(string file)
    {
        try
        {
            return ScenarioReader.Load(file, environment.WorkingDirectory).Kind == ScenarioKind.Simulation;
        }
        catch (ScenarioException)
        {
            return true;
        }
    }

    /// <summary>A trace, and the scenario that it is of.</summary>
    /// <param name="file">The trace.</param>
    /// <param name="scenarioFile">The scenario; null to look for it by its name.</param>
    public (ChoiceTrace Trace, LoadedScenario Scenario) LoadTrace(string file, string? scenarioFile)
    {
        var trace = ReadTrace(file);
        var name = trace.Header.Scenario;
        if (scenarioFile is null && name.AsSpan().ContainsAny('/', '\\', '.'))
            throw new InputException(new InputError(file, InputError.BadTrace, $"'{name}' is no name of a scenario"));
        var (bugs, quirks) = SwitchesOf(trace.Header, file);
        var scenario = Load(scenarioFile ?? FileOf(name), bugs, quirks);
        if (scenario.Scenario.Hash == trace.Header.ScenarioHash && scenario.Scenario.Name == name) return (trace, scenario);
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"the trace is of '{name}' with hash {trace.Header.ScenarioHash:x16}, and {scenario.File} has {scenario.Scenario.Hash:x16}");
        throw new InputException(new InputError(file, InputError.OtherScenario, reason));
    }

    /// <summary>The file of a scenario of this repository, by custom of its name; those that retell a discussion have a folder.</summary>
    public string FileOf(string name)
    {
        var file = $"{Folder}/{name}.yaml";
        return File.Exists(Path.Combine(environment.WorkingDirectory, file)) ? file : $"{Folder}/origins/{name}.yaml";
    }

    private ChoiceTrace ReadTrace(string file)
    {
        try
        {
            return TraceReader.Read(File.ReadAllText(Path.Combine(environment.WorkingDirectory, file)), file);
        }
        catch (TraceFormatException error)
        {
            var message = error.Message[(error.Message.IndexOf("error: ", StringComparison.Ordinal) + "error: ".Length)..];
            throw new InputException(new InputError(file, InputError.BadTrace, message) { Line = error.Line, Column = error.Column });
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(new InputError(file, InputError.UnreadableTrace, "there is no such file"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(file, InputError.UnreadableTrace, error.Message));
        }
    }

    private static (ImmutableArray<Bug> Bugs, ImmutableArray<Quirk> Quirks) SwitchesOf(TraceHeader header, string file)
    {
        var (bugs, quirks) = (new List<Bug>(), new List<Quirk>());
        foreach (var name in header.Bugs == "-" ? [] : header.Bugs.Split(','))
        {
            if (SwitchName.TryParse<Bug>(name, out var bug)) bugs.Add(bug);
            else if (SwitchName.TryParse<Quirk>(name, out var quirk)) quirks.Add(quirk);
            else throw new InputException(new InputError(file, InputError.BadTrace, $"there is no defect '{name}'"));
        }

        return ([.. bugs], [.. quirks]);
    }
}
