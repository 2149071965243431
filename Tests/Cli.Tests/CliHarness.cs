using System.Text.Json.Nodes;
using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

/// <summary>The whole command line in this process, with a fake replayer behind it.</summary>
internal sealed class CliHarness : IDisposable
{
    public const string Scenario612 = "config/scenarios/linux-6.12-boot.yaml";
    public const string Scenario72 = "config/scenarios/linux-7.2-boot.yaml";
    public const string Capture612 = "Tests/Corpus/linux-6.12-4k-strict.smcap.gz";

    public static readonly ReplayMismatch SomeMismatch = new()
    {
        RecordNumber = 1_234,
        ByteOffset = 45_678,
        What = AnswerKind.Translation,
        Stream = 0x18,
        Iova = 0xffff_e010,
        Expected = "PA 0x41230010",
        Got = "PA 0x41240010 [stale]",
        Walk = ["STE 0x18: stage 1", "IOTLB hit: asid 7"],
    };

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public CliHarness()
    {
        Environment = new CliEnvironment
        {
            Out = _out,
            Error = _error,
            WorkingDirectory = Repository.Root,
            Time = Time,
        };
    }

    public ManualTime Time { get; } = new();

    public FakeReplayer Replayer { get; } = new();

    public CliEnvironment Environment { get; set; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public JsonObject Json => JsonNode.Parse(Out)!.AsObject();

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var composition = new Composition(engine =>
        {
            Replayer.Engines.Add(engine);
            return Replayer;
        });
        return new CliApplication(Environment, composition).RunAsync(arguments, cancellationToken);
    }

    public void ReportMismatch() => Replayer.Outcome = report => report with
    {
        Translations = report.Translations with { Equal = report.Translations.Total - 6_590 },
        MismatchTotal = 6_590,
        FirstMismatch = SomeMismatch,
    };

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
