using ActorIommu.Actors.CommandQueues;
using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>One command queue; <see cref="World"/> plays SMMU, doorbell and CPU at once, so the order of all it sends is seen.</summary>
public abstract class CommandQueueTest : ActorTest
{
    private long _request = 1000;

    /// <param name="capabilities">Those of the board if nothing else is said.</param>
    /// <param name="settings">HOCON.</param>
    /// <param name="timeout">Of an ATC invalidation; none if nothing else is said.</param>
    protected CommandQueueTest(SmmuCapabilities? capabilities = null, string settings = "", TimeSpan? timeout = null)
        : base(capabilities, settings)
    {
        World = CreateTestProbe();
        State = new CommandQueueState<IActorRef>(
            new CommandQueue(Capabilities), Memory, Capabilities, new QueueId(new SmmuId(0), 0), Experiment.None, Choices);
        var line = new InterruptLine(Smmu0, Doorbell, Memory);
        var doorbell = World.Ref;
        var limit = timeout ?? Timeout.InfiniteTimeSpan;
        var state = State;
        Queue = Sys.ActorOf(Props.Create(() => new CommandQueueActor(state, Experiment.None, line, doorbell, limit)));
        Send(SmmuAttached.Instance);
    }

    private protected static Gerror Stopped => default(Gerror) with { CmdqErr = true };

    /// <summary>Hardware whose CMD_SYNC signals before CONS, or after.</summary>
    private protected Liberty Choices { get; } = new(Freedom.SyncSignalOrder);

    private protected TestProbe World { get; }

    private protected CommandQueueState<IActorRef> State { get; }

    private protected IActorRef Queue { get; }

    private protected void Send(IIommuProtocol message) => World.Send(Queue, message);

    private protected void Start(QueueBase? queue = null) => Configure(true, queue);

    private protected void Configure(bool enabled, QueueBase? queue = null)
    {
        Send(new ConfigureCommandQueue(queue ?? Board.CommandQueue, enabled));
        World.ExpectMsg(new QueueConfigured(RegisterOwner.CommandQueue, enabled));
    }

    /// <summary>Puts commands into the ring and rings.</summary>
    private protected void Submit(params ReadOnlySpan<Command> commands) => Write(RegisterOffset.CmdqProd, Board.Put(commands));

    private protected void Write(int offset, ulong value, int sizeBytes = 4)
    {
        var request = new RequestId(++_request);
        Send(new WriteRegister(Smmu0, request, offset, sizeBytes, value));
        World.ExpectMsg(new RegisterWritten(request));
    }

    private protected ulong Read(int offset, int sizeBytes = 4)
    {
        var request = new RequestId(++_request);
        Send(new ReadRegister(Smmu0, request, offset, sizeBytes));
        return World.ExpectMsg<RegisterRead>(read => Assert.Equal(request, read.Request)).Value;
    }

    private protected CmdqCons Consumer => new((uint)Read(RegisterOffset.CmdqCons));

    private protected static CmdqCons At(uint index, CommandError error = CommandError.None) =>
        default(CmdqCons) with { RD = index, ERR = error };

    private protected void ExpectDrain(long ticket) => World.ExpectMsg(new DrainWalks(new DrainTicket(ticket)));

    private protected void Drained(long ticket) => Send(new WalksDrained(new DrainTicket(ticket)));
}
