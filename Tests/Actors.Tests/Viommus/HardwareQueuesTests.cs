using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>A viommu's virtual interface on a unit of four VCMDQs in two interfaces, without actors: what it does in which order.</summary>
public sealed class HardwareQueuesTests
{
    private const int Interface = 1;
    private const int OwnConfig = CmdqvOffset.VintfBase + CmdqvOffset.VintfStride + VintfOffset.Config;
    private static readonly Vmid Vmid = new(7);

    private readonly HostThread _thread = new();
    private readonly List<string> _log = [];
    private readonly List<string> _steps = [];
    private CmdqvBlock _unit = null!;
    private HardwareQueues _queues = null!;
    private HostResult _held = HostResult.Ok;

    public HardwareQueuesTests() => Begin(BugSet.None);

    [Fact]
    public void The_interface_has_the_VMID_and_is_not_the_hosts()
    {
        var owner = _unit.Interfaces[Interface];
        Assert.Equal((true, Vmid, false), (owner.IsEnabled, owner.Config.VMID, owner.Config.HypOwn));
    }

    [Theory]
    [InlineData(0, 0x4000_0000, 0x400, HostResult.Ok)]
    [InlineData(0, 0x4000_0020, 0x20, HostResult.Ok)]
    [InlineData(2, 0x4000_0000, 0x400, HostResult.Invalid)]
    [InlineData(-1, 0x4000_0000, 0x400, HostResult.Invalid)]
    [InlineData(1, 0x4000_0000, 0x400, HostResult.Refused)]
    [InlineData(0, 0x4000_0000, 0x300, HostResult.Invalid)]
    [InlineData(0, 0x4000_0000, 0x10, HostResult.Invalid)]
    [InlineData(0, 0x4000_0000, 0x100_0000, HostResult.Invalid)]
    [InlineData(0, 0x4000_0200, 0x400, HostResult.Invalid)]
    public void What_Linux_asks_of_a_queue(int index, ulong address, ulong bytes, HostResult expected)
    {
        Assert.Equal(expected, Allocate(index, address, bytes));
        // What was held for a queue that there is not is released.
        Assert.Equal(expected == HostResult.Ok ? ["hold"] : ["hold", "release"], _log.Where(what => what is "hold" or "release"));
        Assert.Equal(expected == HostResult.Ok, _unit.Queues[2].Allocation.ALLOC);
    }

    [Theory]
    [InlineData(HostResult.NoEntry)]
    [InlineData(HostResult.Invalid)]
    [InlineData(HostResult.Busy)]
    public void Its_memory_has_to_be_there(HostResult held)
    {
        _held = held;
        Assert.Equal(held, Allocate(0, 0x4000_0000, 0x400));
        Assert.Equal(["hold"], _log);
    }

    [Fact]
    public void Queues_come_in_ascending_order_and_go_in_descending_order()
    {
        Assert.Equal(HostResult.Ok, Allocate(0, 0x4000_0000, 0x400));
        Assert.Equal(HostResult.Exists, Allocate(0, 0x4000_0400, 0x400));
        Assert.Equal(HostResult.Ok, Allocate(1, 0x4000_0400, 0x400));
        Assert.Equal((Interface, 1), (_unit.Queues[3].Owner!.Index, _unit.Queues[3].Allocation.LVCMDQ));
        // Where the memory is, and not where the guest has it.
        Assert.Equal(0x9000_0400UL | 6, _unit.Read(Page1(3), 8));
        Assert.Equal(HostResult.Busy, Destroy(0));
        Assert.Equal(HostResult.Ok, Destroy(1));
        Assert.Equal(HostResult.Ok, Destroy(0));
        Assert.Equal(HostResult.NoEntry, Destroy(0));
        Assert.Null(_unit.Queues[2].Owner);
    }

    [Theory]
    [InlineData(null, "stop sync clear release")]
    [InlineData(Bug.FreeRingBeforeDrain, "release stop sync clear")]
    [InlineData(Bug.NoDeinitSync, "stop clear release")]
    public void A_queue_is_stopped_and_cleared_before_its_memory_is_released(Bug? bug, string expected)
    {
        Begin(bug is { } one ? new BugSet(one) : BugSet.None);
        Allocate(0, 0x4000_0000, 0x400);
        // The guest has it run, and stop with an error.
        _unit.WriteGuestPage(Interface, VcmdqPage0Offset.ProdIndx, 4, 5);
        _unit.WriteGuestPage(Interface, VcmdqPage0Offset.Config, 4, 1);
        _unit.FetchAborted(_unit.Queues[2]);
        _log.Clear();
        Assert.Equal(HostResult.Ok, Destroy(0));
        Assert.Equal(expected, string.Join(' ', _log.Distinct()));
        Assert.False(_unit.Queues[2].IsEnabled);
        Assert.Equal((0UL, 0UL), (_unit.Read(Page1(2), 8), _unit.Read(Page0(2) + VcmdqPage0Offset.ProdIndx, 4)));
        Assert.Equal(0u, _unit.Queues[2].ActiveErrors.Raw);
    }

    [Theory]
    [InlineData(null, "up found lost down return")]
    [InlineData(Bug.PublishEarly, "found up lost down return")]
    [InlineData(Bug.TeardownOrder, "up found down return lost")]
    public void Errors_are_handled_as_long_as_the_interface_is_up(Bug? bug, string expected)
    {
        Begin(bug is { } one ? new BugSet(one) : BugSet.None);
        Run(_queues.End(_thread));
        Assert.Equal(expected, string.Join(' ', _steps));
    }

    [Fact]
    public void Hardware_knows_names_as_long_as_they_are_there()
    {
        var (name, stream, owner) = (new VirtualStreamId(0x12), new StreamId(3), _unit.Interfaces[Interface]);
        Assert.Equal(HostResult.Ok, _queues.Admits(name));
        Run(_queues.Add(name, stream));
        Assert.Equal(stream, owner.PhysicalStream(name));
        Run(_queues.Remove(stream));
        Assert.Null(owner.PhysicalStream(name));
    }

    [Fact]
    public void There_is_room_for_so_many_names()
    {
        Assert.Equal(HostResult.Invalid, _queues.Admits(new VirtualStreamId(1 << 20)));
        Run(_queues.Add(new VirtualStreamId(1), new StreamId(1)));
        Run(_queues.Add(new VirtualStreamId(2), new StreamId(2)));
        Assert.Equal(HostResult.NoSpace, _queues.Admits(new VirtualStreamId(3)));
        Run(_queues.Remove(new StreamId(1)));
        Assert.Equal(HostResult.Ok, _queues.Admits(new VirtualStreamId(3)));
    }

    private static int Page0(int queue) => CmdqvOffset.VcmdqPage0Base + (queue * CmdqvOffset.VcmdqStride);

    private static int Page1(int queue) => CmdqvOffset.VcmdqPage1Base + (queue * CmdqvOffset.VcmdqStride);

    private void Begin(BugSet bugs)
    {
        var capabilities = Board.Capabilities with { Idr1 = Board.Capabilities.Idr1 with { CMDQS = 19 } };
        _unit = new CmdqvBlock(new CmdqvParameters(2, 1, 1), capabilities);
        _unit.Write(CmdqvOffset.Config, 4, 1);
        var host = new HostDescription
        {
            Memory = new PhysicalMemory((new Pa(0x4000_0000), 0x1000UL)),
            Tables = default,
            TablesBytes = 0,
            Smmus = [capabilities],
            Devices = [],
            VirtualQueues = 2,
            VirtualInterfaces = 2,
            Experiment = Experiment.None with { Bugs = bugs },
        };
        _steps.Clear();
        _queues = new HardwareQueues(new ViommuId(0), new SmmuId(0), new DomainId(0), Vmid, Interface, host);
        Run(_queues.Start(_thread));
    }

    private HostResult Allocate(int index, ulong address, ulong bytes) => ((HardwareQueueReady)Run(_queues.Allocate(
        new AllocateHardwareQueue(new ViommuId(0), new RequestId(1), index, new Ipa(address), bytes), _thread))!).Result;

    private HostResult Destroy(int index) => ((HardwareQueueDestroyed)Run(_queues.Destroy(
        new DestroyHardwareQueue(new ViommuId(0), new RequestId(2), index), _thread))!).Result;

    // What it reports at last; the machine and the domain answer at once.
    private IIommuProtocol? Run(IEnumerable<HostAction> job)
    {
        IIommuProtocol? report = null;
        _thread.Add(job);
        while (_thread.Now is { } action)
        {
            switch (action.Kind)
            {
                case HostActionKind.Read:
                    _thread.TryGoOn(new RegisterRead(_thread.Ticket, _unit.Read(action.Offset, action.SizeBytes)));
                    break;
                case HostActionKind.Write:
                    _unit.Write(action.Offset, action.SizeBytes, action.Value);
                    if (action.Offset == OwnConfig && (action.Value == 0 || (action.Value & 1) != 0))
                        _steps.Add(action.Value == 0 ? "down" : "up");
                    if (action.Offset == Page0(2) + VcmdqPage0Offset.Config) _log.Add("stop");
                    if (action.Offset == Page1(2) && action.Value == 0) _log.Add("clear");
                    _thread.Advance();
                    break;
                case HostActionKind.Issue:
                    Assert.Equal(ImmutableArray<Command>.Empty, Assert.Single(action.Batches).Commands);
                    _log.Add("sync");
                    _thread.TryGoOn(new CommandsEnded(_thread.Ticket, CommandsOutcome.Completed));
                    break;
                case HostActionKind.Request when action.Message is HoldPages hold:
                    _log.Add("hold");
                    _thread.TryGoOn(new PagesHeld(hold.Request, _held, new Pa(hold.Address.Value + 0x5000_0000)));
                    break;
                case HostActionKind.Request when action.Message is PublishInterface publish:
                    _steps.Add(publish.IsFound ? "found" : "lost");
                    _thread.TryGoOn(new InterfaceWasPublished(publish.Viommu, publish.Request));
                    break;
                case HostActionKind.Request when action.Message is ReturnInterface back:
                    _steps.Add("return");
                    _thread.TryGoOn(new InterfaceReturned(back.Request));
                    break;
                case HostActionKind.Request:
                    _log.Add("release");
                    _thread.TryGoOn(new PagesReleased(_thread.Ticket));
                    break;
                default:
                    report = action.Message;
                    _thread.Advance();
                    break;
            }
        }

        return report;
    }
}
