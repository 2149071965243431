using ActorIommu.Actors.Events;
using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>
/// One SMMU whose partners are probes. <see cref="World"/> plays CPU, device, queues and doorbell at once, so the order in which the
/// SMMU sends to different partners can be seen.
/// </summary>
public abstract class SmmuTest : ActorTest
{
    /// <param name="choices">Which liberties it takes; none if null.</param>
    protected SmmuTest(IChoices? choices = null)
        : base(choices: choices)
    {
    }

    private protected TestProbe World { get; set; } = null!;

    private protected IActorRef Smmu { get; set; } = null!;

    /// <summary>An SMMU that has attached itself to its queues.</summary>
    private protected void StartSmmu(WalkGranularity granularity = WalkGranularity.Transaction)
    {
        World = CreateTestProbe();
        Smmu = StartSmmu(granularity, World, World, World);
        World.ExpectMsg(SmmuAttached.Instance);
        World.ExpectMsg(SmmuAttached.Instance);
    }

    private protected IActorRef StartSmmu(
        WalkGranularity granularity, IActorRef commandQueue, IActorRef eventQueue, IActorRef doorbell, IActorRef? pageQueue = null)
    {
        var state = new SmmuState<IActorRef>(Core, Memory, granularity, new SmmuId(0), Experiment.None);
        var line = new InterruptLine(Smmu0, Doorbell, Memory);
        var pages = pageQueue ?? ActorRefs.Nobody;
        return Sys.ActorOf(Props.Create(() => new SmmuActor(state, Experiment.None, line, commandQueue, eventQueue, pages, doorbell)));
    }

    private protected void Send(IIommuProtocol message) => World.Send(Smmu, message);

    /// <summary>The SMMU translates with the board's stream table; no queue is enabled.</summary>
    private protected void EnableTranslation()
    {
        Write(RegisterOffset.StrtabBase, Board.StreamTable.Raw, 8);
        Write(RegisterOffset.StrtabBaseCfg, Board.StreamTableConfiguration.Raw);
        Write(RegisterOffset.Cr0, (default(Cr0) with { SMMUEN = true }).Raw);
    }

    /// <summary>A register write that is in force at once.</summary>
    private protected void Write(int offset, ulong value, int sizeBytes = 4)
    {
        Send(new WriteRegister(Smmu0, new RequestId(offset), offset, sizeBytes, value));
        World.ExpectMsg(new RegisterWritten(new RequestId(offset)));
    }

    /// <summary>A question that the SMMU answers at once: what it had to send before has come before.</summary>
    private protected ulong Read(int offset, int sizeBytes = 4)
    {
        Send(new ReadRegister(Smmu0, new RequestId(offset), offset, sizeBytes));
        return World.ExpectMsg<RegisterRead>(read => Assert.Equal(new RequestId(offset), read.Request)).Value;
    }

    private protected Cr0 Acknowledged => new((uint)Read(RegisterOffset.Cr0ack));

    private protected Gerror ActiveErrors => new((uint)(Read(RegisterOffset.Gerror) ^ Read(RegisterOffset.Gerrorn)));

    private protected static QueueConfigured CommandQueueIs(bool enabled) => new(RegisterOwner.CommandQueue, enabled);

    private protected static QueueConfigured EventQueueIs(bool enabled) => new(RegisterOwner.EventQueue, enabled);
}
