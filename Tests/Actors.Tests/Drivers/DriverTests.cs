using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>The driver on a machine: events, errors of the command queue, and what operations make of them.</summary>
public sealed class DriverTests : HostTest
{
    private const ulong Iova = 0x1_0000;
    private const ulong Other = 0x7_0000;

    [Fact]
    public void What_devices_do_wrong_is_reported_from_the_smmu_that_saw_it()
    {
        Start();
        Driver.Tell(ListenForFaults.Instance, TestActor);
        var domain = Create(StageOne);
        Attach(0, domain);
        Attach(1, domain);
        for (var fault = 0; fault < 20; fault++)
        {
            var (device, address) = (fault % 2, Iova + ((ulong)fault << 12));
            Machine.Tell(Start(device, fault, address), TestActor);
            var (first, second) = (ExpectMsg<IIommuProtocol>(), ExpectMsg<IIommuProtocol>());
            var report = first as FaultReported ?? (FaultReported)second;
            Assert.Equal((device, EventId.FTranslation), (report.Smmu.Value, report.Event.Id));
            Assert.Equal(address, report.Event.InputAddr.Value);
        }
    }

    // The checker asks an unmap for the CMD_ATC_INVs of those devices alone whose ATS is on.
    [Fact]
    public void ATS_is_on_from_the_entry_that_permits_it_until_that_goes()
    {
        Start(firstHasAts: true);
        var (one, two) = (Mapped(), Create(StageOne));
        Attach(2, one);
        Attach(0, two);
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(one, Iova));
        Attach(0, one);
        Detach(0);
        Detach(2);
        var (on, off) = (new AtsChanged(new SmmuId(0), new StreamId(1), true), new AtsChanged(new SmmuId(0), new StreamId(1), false));
        Assert.Equal([on, off], History.Events.OfType<AtsChanged>());
        // On: the entry, its CMD_CFGI, CMD_ATC_INV of everything. Off: before any of that.
        var told = History.Events.Select((what, at) => (what, at)).Where(told => told.what is AtsChanged).Select(told => told.at).ToArray();
        Assert.Equal(["entry", "CfgiSte", "AtcInv"], Steps(History.Events.Take(told[0])).TakeLast(3));
        var detach = History.Events.ToList().FindLastIndex(told[1], what => what is OperationBegan { Kind: OperationKind.Detach });
        Assert.Empty(Steps(History.Events.Take(detach..told[1])));
        Assert.Equal(["entry", "CfgiSte"], Steps(History.Events.Skip(told[1])).Take(2));
    }

    private static IEnumerable<string> Steps(IEnumerable<IHistoryEvent> events) => events.Select(what => what switch
    {
        ConfigurationWritten { Kind: ConfigurationKind.StreamTableEntry } => "entry",
        CommandWritten { Command.Opcode: not CommandOpcode.Sync } written => $"{written.Command.Opcode}",
        _ => "",
    }).Where(step => step.Length > 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_table_of_two_levels_grows_when_a_device_is_attached(bool isBroken)
    {
        Start(isBroken ? new BugSet(Bug.NoL1Barrier) : null, twoLevelStreams: true);
        Assert.Empty(History.Events.OfType<TableAllocated>());
        Assert.Null(Reach(0, Iova));
        var domain = Mapped();
        Attach(2, domain);
        Assert.Equal(At(0), Reach(2, Iova));
        Attach(0, domain);
        var linked = Assert.Single(History.Events.OfType<ConfigurationWritten>(),
            one => one.Kind == ConfigurationKind.StreamTableDescriptor && one.Smmu.Value == 0);
        var array = new Pa(new L1StreamTableDescriptor(linked.New).L2Ptr);
        Assert.Contains(new TableInitialized(array), History.Events.TakeWhile(one => !linked.Equals(one)));
    }

    [Fact]
    public void A_command_that_is_refused_degrades_who_relied_on_it_and_nobody_after()
    {
        var memory = Corruptible();
        Start();
        var domain = Mapped();
        memory.Corrupt(CommandOpcode.TlbiNhVa);
        Assert.Equal((HostResult.Degraded, 0x1000UL), Unmap(domain, Iova));
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(domain, Other));
        Assert.Null(Reach(0, Other));
    }

    [Fact]
    public void Control_an_error_that_nobody_asks_for_is_a_success_with_a_stale_translation()
    {
        var memory = Corruptible();
        Start(new BugSet(Bug.SyncErrorIgnored));
        var domain = Mapped();
        memory.Corrupt(CommandOpcode.TlbiNhVa);
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(domain, Iova));
        Assert.Equal(At(0), Reach(0, Iova));
    }

    [Theory]
    [InlineData(false, SyncOutcome.Failed)]
    [InlineData(true, SyncOutcome.TimedOut)]
    public void A_sync_that_is_refused_is_replaced_by_one_that_its_waiter_sees(bool isBroken, SyncOutcome expected)
    {
        var memory = Corruptible();
        Start(isBroken ? new BugSet(Bug.ReplacedSyncWithoutMsi) : null);
        var domain = Mapped();
        memory.Corrupt(CommandOpcode.Sync);
        Assert.Equal(HostResult.Degraded, Unmap(domain, Iova).Result);
        Assert.Contains(History.Events, one => one is SyncReleased released && released.Outcome == expected);
        Assert.Equal(HostResult.Ok, Unmap(domain, Other).Result);
    }

    [Fact]
    public void An_smmu_that_comes_up_again_aborts_first_and_without_it_passes_everything()
    {
        Assert.Equal(RegisterOffset.Gbpa, FirstOf(BugSet.None).Offset);
        Assert.Equal(RegisterOffset.Cr0, FirstOf(new BugSet(Bug.KdumpResetBypass)).Offset);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hardware_reads_commands_where_they_are_written_only_if_the_queue_is_aligned(bool isBroken)
    {
        var queue = new CommandQueue(Board.Capabilities);
        var host = HostOf(isBroken ? new BugSet(Bug.BaseMisaligned) : BugSet.None);
        var resources = new SmmuResources(default, host, new FrameAllocator(host.Memory, host.Tables, host.TablesBytes));
        queue.Configure(resources.CommandBase, true);
        Assert.Equal(!isBroken, queue.FetchAddress == resources.Ring.Slot(0));
    }

    [Fact]
    public void Operations_commands_and_stores_are_in_the_history_in_their_order()
    {
        Start();
        var domain = Mapped();
        Reach(0, Iova);
        Unmap(domain, Iova);
        var events = History.Events;
        var began = events.OfType<OperationBegan>().Last();
        Assert.Equal((OperationKind.Unmap, domain, Iova), (began.Kind, began.Domain, began.Iova.Value));
        var story = events.Where(one => Belongs(one, began.Operation)).Select(one => one.GetType().Name);
        Assert.Equal(
            [
                nameof(OperationBegan), nameof(DescriptorWritten), nameof(CommandWritten), nameof(CommandWritten), nameof(SyncReleased),
                nameof(OperationEnded),
            ],
            story);
        Assert.Contains(events, one => one is DomainTagged { Domain: var tagged } && tagged == domain);
        Assert.Contains(events, one => one is ConfigurationWritten { Kind: ConfigurationKind.StreamTableEntry, Dword: 0 });
        Assert.Contains(events, one => one is ProducerPublished);
    }

    private static bool Belongs(IHistoryEvent one, OperationId operation) => one switch
    {
        OperationBegan began => began.Operation == operation,
        DescriptorWritten written => written.Operation == operation,
        CommandWritten written => written.Operation == operation,
        SyncReleased released => released.Operation == operation,
        OperationEnded ended => ended.Operation == operation,
        _ => false,
    };

    private static HostAction FirstOf(BugSet bugs)
    {
        var host = HostOf(bugs);
        var resources = new SmmuResources(default, host, new FrameAllocator(host.Memory, host.Tables, host.TablesBytes));
        return new SmmuDriver(default, resources, new StreamDirectory(), host).Start().First();
    }

    private static HostDescription HostOf(BugSet bugs) => new()
    {
        Memory = new PhysicalMemory((new Pa(0x4000_0000), 0x100_0000UL)),
        Tables = new Pa(0x4000_0000),
        TablesBytes = 0x100_0000,
        Smmus = [Board.Capabilities],
        Devices = [],
        StreamBits = 4,
        Experiment = Experiment.None with { Bugs = bugs },
    };

    private static StartDma Start(int device, int transaction, ulong address) =>
        new(new DeviceId(device), new TransactionId(1000 + transaction), new Iova(address), default, 8);

    private CorruptingMemory Corruptible()
    {
        var memory = new CorruptingMemory(Memory);
        Memory = memory;
        return memory;
    }

    private DomainId Mapped()
    {
        var domain = Create(StageOne);
        Attach(0, domain);
        Map(domain, Iova, At(0));
        Map(domain, Other, At(0x1000));
        Assert.Equal([At(0), At(0x1000)], [Reach(0, Iova), Reach(0, Other)]);
        return domain;
    }
}
