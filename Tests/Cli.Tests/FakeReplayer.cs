using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Tests;

/// <summary>Finds every answer equal, unless told what to report.</summary>
internal sealed class FakeReplayer : ICaptureReplayer
{
    // What the architecture asks for of the 39 interrupts that QEMU raised in each of the captures.
    private const long Required = 24;

    public Func<ReplayReport, ReplayReport> Outcome { get; set; } = report => report;

    /// <summary>Runs in place of the replay's work.</summary>
    public Action<IProgress<ReplayProgress>?, CancellationToken> During { get; set; } = (_, _) => { };

    public List<ReplayOptions> Calls { get; } = [];

    public List<ReplayEngine> Engines { get; } = [];

    public ReplayReport Replay(
        Capture capture, ReplayOptions options, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        Calls.Add(options);
        During(progress, cancellationToken);
        var counts = capture.Records.ToArray().CountBy(record => record.Kind).ToDictionary();
        return Outcome(new ReplayReport
        {
            Translations = AllOf(CaptureRecordKind.Translation),
            Events = AllOf(CaptureRecordKind.Event),
            RegisterReads = AllOf(CaptureRecordKind.MmioRead),
            Interrupts = new Tally(Required, Required),
            InterruptsNotRequired = AllOf(CaptureRecordKind.Interrupt).Total - Required,
            MismatchTotal = 0,
        });

        Tally AllOf(CaptureRecordKind kind) => new(counts.GetValueOrDefault(kind), counts.GetValueOrDefault(kind));
    }
}
