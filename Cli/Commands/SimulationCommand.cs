using System.CommandLine;
using System.Text.Json.Nodes;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Commands;

/// <summary>What commands on simulated scenarios have in common: consoles, invalid input, JSON of errors.</summary>
internal abstract class SimulationCommand : Command
{
    private readonly GlobalOptions _global;

    protected SimulationCommand(
        CliEnvironment environment, Composition composition, GlobalOptions global, string name, string description)
        : base(name, description)
    {
        (Environment, Composition, _global) = (environment, composition, global);
        SetAction((parsed, cancellationToken) =>
            // On another thread, because the parser's handling of Ctrl-C waits for a task that has to be running while it waits.
            Task.Run(() => Guarded(parsed, cancellationToken), cancellationToken));
    }

    protected CliEnvironment Environment { get; }

    protected Composition Composition { get; }

    protected SimulationOptionSet Shared { get; } = new();

    protected SimulationLoader Loader => new(Environment, Composition);

    /// <summary>Does it; returns the exit code.</summary>
    protected abstract int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken);

    protected void WriteJson(int exitCode, string key, JsonNode value) =>
        JsonDocuments.Write(Environment.Out, $"actoriommu.{Name}/v1", exitCode, (key, value), ("errors", new JsonArray()));

    private int Guarded(ParseResult parsed, CancellationToken cancellationToken)
    {
        var isJson = parsed.GetValue(_global.Json);
        try
        {
            return Run(parsed, new Consoles(Environment, parsed.GetRequiredValue(_global.Color)), isJson, cancellationToken);
        }
        catch (InputException invalid)
        {
            new ErrorLines(Environment.Error).Write(invalid.Errors);
            var errors = new JsonArray([.. invalid.Errors.Select(JsonDocuments.Of)]);
            if (isJson) JsonDocuments.Write(Environment.Out, $"actoriommu.{Name}/v1", ExitCode.InvalidInput, ("errors", errors));
            return ExitCode.InvalidInput;
        }
    }
}
