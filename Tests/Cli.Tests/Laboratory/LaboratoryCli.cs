using System.Text.Json.Nodes;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>The command line as it is shipped, but for its streams; perhaps with something around the scenario.</summary>
internal sealed class LaboratoryCli : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    /// <summary>What is run in place of a scenario.</summary>
    public Func<MachineScenario, ISimulatedScenario> Simulated { get; init; } = scenario => scenario;

    /// <summary>Whose time it is.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public CancellationToken Cancellation { get; init; } = CancellationToken.None;

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    /// <summary>The result of the JSON output.</summary>
    public JsonNode Result => JsonNode.Parse(Out)!["result"]!;

    public static string ScenarioOf(string name) => $"config/scenarios/{name}.yaml";

    public Task<int> RunAsync(params string[] arguments)
    {
        var environment = new CliEnvironment { Out = _out, Error = _error, WorkingDirectory = Repository.Root, Time = Time };
        var composition = Composition.OfProcess() with { Simulated = Simulated };
        return new CliApplication(environment, composition).RunAsync(arguments, Cancellation);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
