using System.Collections.Immutable;
using System.Globalization;
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

    public LoadedScenario Load(string file, ImmutableArray<Bug> bugs)
    {
        try
        {
            var scenario = ScenarioReader.Load(file, environment.WorkingDirectory);
            if (scenario.Kind == ScenarioKind.Simulation)
                return new LoadedScenario(file, new MachineScenario(scenario, bugs, composition.CreateJudge));
            throw new InputException(new InputError(file, InputError.OtherScenario, "only scenarios of kind 'simulation' can be explored"));
        }
        catch (ScenarioException error)
        {
            throw new InputException([.. error.Diagnostics.Select(InputError.From)]);
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
        var scenario = Load(scenarioFile ?? FileOf(name), BugsOf(trace.Header, file));
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

    private static ImmutableArray<Bug> BugsOf(TraceHeader header, string file)
    {
        if (header.Bugs == "-") return [];
        var names = header.Bugs.Split(',');
        if (names.FirstOrDefault(name => !BugName.TryParse(name, out _)) is { } unknown)
            throw new InputException(new InputError(file, InputError.BadTrace, $"there is no defect '{unknown}'"));
        return [.. names.Select(name => BugName.TryParse(name, out var bug) ? bug : default)];
    }
}
