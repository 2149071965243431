using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Smmu;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// Replays a capture through a machine of actors: SMMU, command queue, event queue, doorbell, and a device for each StreamID.
/// </summary>
/// <param name="granularity">How much of a translation one message does.</param>
/// <param name="settings">Akka settings that go before the replay's own.</param>
public sealed class ActorReplayer(WalkGranularity granularity = WalkGranularity.Transaction, Config? settings = null) : ICaptureReplayer
{
    // A crash is reported by the failing actor's supervisor; a machine that is lost ends the run instead of starting anew.
    private static readonly Config SystemConfig = ConfigurationFactory.ParseString(
        """
        akka.loglevel = WARNING
        akka.stdout-loglevel = OFF
        akka.actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
        """);

    /// <inheritdoc/>
    public ReplayReport Replay(
        Capture capture, ReplayOptions options, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        var memory = CaptureMemory.Of(capture.Header);
        var core = BrokenCore.With(
            new SmmuCore(CaptureCapabilities.Of(capture.Header), options.Implementation), options.Break);
        var streams = StreamsOf(capture);
        var run = new ReplayRun(capture, memory, streams);
        var description = new MachineDescription
        {
            Memory = memory,
            Smmus = [new SmmuDescription { Core = core, Granularity = granularity }],
            Devices = [.. streams.Select(stream => new DeviceDescription(ReplayRun.Smmu, stream))],
        };
        using var system = ActorSystem.Create("replay", settings is null ? SystemConfig : settings.WithFallback(SystemConfig));
        var machine = system.ActorOf(MachineActor.Props(description), "machine");
        system.ActorOf(Props.Create(() => new ReplayActor(run, machine)), "driver");
        var comparison = run.Wait(progress, cancellationToken);
        system.Terminate().Wait(CancellationToken.None);
        Explain(comparison, capture, options);
        return comparison.Report();
    }

    private static List<StreamId> StreamsOf(Capture capture)
    {
        var streams = new SortedSet<uint>();
        foreach (ref readonly var record in capture.Records)
        {
            if (record.Kind == CaptureRecordKind.Translation) streams.Add(record.Translation.StreamId);
            else if (record.Kind == CaptureRecordKind.Event) streams.Add(ReplayTransactions.OfEvent(capture.Event(record)).Stream.Value);
        }

        return [.. streams.Select(stream => new StreamId(stream))];
    }

    // The core alone can stop at a record and be asked again; actors have gone on by the time that a difference is seen.
    private static void Explain(ReplayComparison comparison, Capture capture, ReplayOptions options)
    {
        if (comparison.First is not { What: AnswerKind.Translation or AnswerKind.Event } first) return;
        var alone = new CoreReplayer().Replay(capture, options, null, CancellationToken.None).FirstMismatch;
        comparison.Explain(alone?.RecordNumber == first.RecordNumber
            ? alone.Walk
            : ["the core alone answers as recorded: the difference comes from between the actors"]);
    }
}
