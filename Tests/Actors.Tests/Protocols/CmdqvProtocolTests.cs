using ActorIommu.Actors.CommandQueues;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>
/// CmdqvProtocol: a unit with two queues of 16 slots, which the host has in interface 0. <see cref="_world"/> plays SMMU, doorbell and CPU.
/// </summary>
public sealed class CmdqvProtocolTests : ActorTest
{
    private const int Log2Slots = 4;

    private readonly Command _one = Commands.Page(new Asid(1), 0x1000);
    private readonly Command _two = Commands.Page(new Asid(2), 0x2000);
    private readonly uint[] _produced = new uint[2];
    private readonly TestProbe _world;
    private IActorRef _unit = ActorRefs.Nobody;
    private long _request = 1000;

    public CmdqvProtocolTests()
        : base(Rig.Board.AtsCapabilities) => _world = CreateTestProbe();

    [Fact]
    public void Queues_go_on_beside_each_other_and_say_which_they_are()
    {
        Start();
        Submit(1, _one, Commands.Sync, _two);
        _world.ExpectMsg(new TakeEffect(_one, 0, 1));
        var drain = _world.ExpectMsg<DrainWalks>();
        Submit(2, _two, Commands.Sync, _one);
        _world.ExpectMsg(new TakeEffect(_two, 0, 2));
        var other = _world.ExpectMsg<DrainWalks>();
        Assert.NotEqual(drain.Ticket, other.Ticket);

        // The CMD_SYNC of the second is over, and the first still waits for its own.
        _world.Send(_unit, new WalksDrained(other.Ticket));
        _world.ExpectMsg(new TakeEffect(_one, 2, 2));
        Assert.Equal((1u, 3u), (Consumer(1).RD, Consumer(2).RD));
        _world.Send(_unit, new WalksDrained(drain.Ticket));
        _world.ExpectMsg(new TakeEffect(_two, 2, 1));
        Assert.Equal(3u, Consumer(1).RD);
    }

    [Fact]
    public void An_error_interrupts_and_stops_its_queue_alone()
    {
        Start();
        Submit(1, Commands.Illegal, _one);
        _world.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.VirtualQueues));
        Submit(2, _two);
        _world.ExpectMsg(new TakeEffect(_two, 0, 2));
        Assert.Equal((0u, CommandError.Ill), (Consumer(1).RD, (CommandError)Consumer(1).ERR));
        Assert.Equal(1u, Read(CmdqvOffset.VintfBase + VintfOffset.LvcmdqErrMap64, 8));

        Put(1, 0, _two);
        Write(Page0(1, VcmdqPage0Offset.Gerrorn), 1);
        _world.ExpectMsg(new TakeEffect(_two, 0, 1));
        _world.ExpectMsg(new TakeEffect(_one, 1, 1));
        Assert.Equal(0u, Read(CmdqvOffset.VintfBase + VintfOffset.LvcmdqErrMap64, 8));
    }

    [Fact]
    public void A_device_that_does_not_answer_stops_the_queue_that_asked()
    {
        Start(TimeSpan.FromMilliseconds(1));
        Submit(1, Commands.Atc(1, 0x1000), Commands.Sync);
        _world.ExpectMsg<InvalidateAtc>();
        _world.Send(_unit, new WalksDrained(_world.ExpectMsg<DrainWalks>().Ticket));
        _world.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.VirtualQueues));
        Assert.Equal((1u, CommandError.AtcInvSync), (Consumer(1).RD, (CommandError)Consumer(1).ERR));

        // An answer in time is no error, and goes to the queue that its ticket names.
        Submit(2, Commands.Atc(1, 0x2000), _one);
        var invalidation = _world.ExpectMsg<InvalidateAtc>();
        _world.ExpectMsg(new TakeEffect(_one, 1, 2));
        _world.Send(_unit, new AtcInvalidated(invalidation.Ticket));
        Submit(2, Commands.Sync);
        _world.Send(_unit, new WalksDrained(_world.ExpectMsg<DrainWalks>().Ticket));
        Write(Page0(2, VcmdqPage0Offset.ProdIndx), 3);
        Assert.Equal((3u, CommandError.None), (Consumer(2).RD, (CommandError)Consumer(2).ERR));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sync_elsewhere_takes_what_a_stopped_queue_has_not_told(bool hasSync)
    {
        Start(TimeSpan.FromMilliseconds(1));
        Submit(1, Commands.Atc(1, 0x1000));
        _world.ExpectMsg<InvalidateAtc>();
        Write(Page0(1, VcmdqPage0Offset.Config), 0);
        if (hasSync)
        {
            _world.Send(_unit, SyncEnds.Instance);
            _world.ExpectMsg<SyncMayEnd>();
        }

        Write(Page0(1, VcmdqPage0Offset.Config), 1);
        Submit(1, Commands.Sync);
        _world.Send(_unit, new WalksDrained(_world.ExpectMsg<DrainWalks>().Ticket));
        if (!hasSync) _world.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.VirtualQueues));
        var error = hasSync ? CommandError.None : CommandError.AtcInvSync;
        Assert.Equal((hasSync ? 2u : 1u, error), (Consumer(1).RD, (CommandError)Consumer(1).ERR));
    }

    [Fact]
    public void A_sync_of_a_queue_that_is_disabled_is_dropped()
    {
        Start();
        Submit(1, Commands.Sync);
        var drain = _world.ExpectMsg<DrainWalks>();
        Write(CmdqvOffset.Config, 0);
        _world.Send(_unit, new WalksDrained(drain.Ticket));
        Assert.Equal(0u, Consumer(1).RD);
    }

    private void Start(TimeSpan? timeout = null)
    {
        var block = new CmdqvBlock(new CmdqvParameters(1, 0, 0), Capabilities);
        var state = new CmdqvState<IActorRef>(block, Memory, Capabilities, _world.Ref, Smmu0, Experiment.None);
        var (doorbell, limit) = (_world.Ref, timeout ?? Timeout.InfiniteTimeSpan);
        _unit = Sys.ActorOf(Props.Create(() => new CmdqvActor(state, Experiment.None, doorbell, doorbell, limit)));
        _world.ExpectMsg<CmdqvAttached>();
        Write(CmdqvOffset.Config, 1);
        var own = default(VintfConfig) with { HypOwn = true };
        Write(CmdqvOffset.VintfBase + VintfOffset.Config, own.Raw);
        Write(CmdqvOffset.VintfBase + VintfOffset.Config, (own with { EN = true }).Raw);
        for (var queue = 1; queue <= 2; queue++)
        {
            var place = default(CmdqvCmdqAllocMap) with { ALLOC = true, LVCMDQ = (byte)(queue - 1) };
            Write(CmdqvOffset.CmdqAllocMap + (4 * (queue - 1)), place.Raw);
            var page1 = CmdqvOffset.VcmdqPage1Base + ((queue - 1) * CmdqvOffset.VcmdqStride);
            Write(page1 + VcmdqPage1Offset.Base, (default(VcmdqBase) with { ADDR = Slot(queue, 0).Value, LOG2SIZE = Log2Slots }).Raw, 8);
            Write(Page0(queue, VcmdqPage0Offset.Config), 1);
        }
    }

    private static Pa Slot(int queue, uint slot) => new(Rig.Board.Data.Value + (0x1000 * (ulong)queue) + (16 * slot));

    private static int Page0(int queue, int register) =>
        CmdqvOffset.VcmdqPage0Base + ((queue - 1) * CmdqvOffset.VcmdqStride) + register;

    private void Put(int queue, uint slot, Command command)
    {
        Board.Write(Slot(queue, slot), command.D0);
        Board.Write(new Pa(Slot(queue, slot).Value + 8), command.D1);
    }

    private void Submit(int queue, params ReadOnlySpan<Command> commands)
    {
        foreach (var command in commands) Put(queue, _produced[queue - 1]++, command);
        Write(Page0(queue, VcmdqPage0Offset.ProdIndx), _produced[queue - 1]);
    }

    private VcmdqCons Consumer(int queue) => new((uint)Read(Page0(queue, VcmdqPage0Offset.ConsIndx)));

    private void Write(int offset, ulong value, int sizeBytes = 4)
    {
        var request = new RequestId(++_request);
        _world.Send(_unit, new WriteCmdqvRegister(Smmu0, request, offset, sizeBytes, value));
        _world.ExpectMsg(new RegisterWritten(request));
    }

    private ulong Read(int offset, int sizeBytes = 4)
    {
        var request = new RequestId(++_request);
        _world.Send(_unit, new ReadCmdqvRegister(Smmu0, request, offset, sizeBytes));
        return _world.ExpectMsg<RegisterRead>(read => Assert.Equal(request, read.Request)).Value;
    }
}
