using System.Text.Json.Nodes;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

/// <summary>The command line as it is shipped, but for its streams.</summary>
internal sealed class RealCli : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    /// <summary>The only run of the JSON output.</summary>
    public JsonNode Run => JsonNode.Parse(_out.ToString())!["runs"]!.AsArray().Single()!;

    public Task<int> RunAsync(params string[] arguments)
    {
        var environment = new CliEnvironment { Out = _out, Error = _error, WorkingDirectory = Repository.Root };
        return new CliApplication(environment, Composition.OfProcess()).RunAsync(arguments, CancellationToken.None);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
