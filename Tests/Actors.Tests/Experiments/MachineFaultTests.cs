using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Experiments;

/// <summary>Each fault enters by a door that the architecture has, is told to the history, and leaves the machine working.</summary>
public sealed class MachineFaultTests : ActorTest
{
    private const ulong Page = 0x7000;
    private readonly RecordedHistory _history = new();
    private readonly AddressSpace _space;

    public MachineFaultTests()
    {
        _space = Board.NewSpace(1);
        _space.Map(Page, Rig.Board.Data);
        Board.Attach(1, _space);
    }

    [Theory]
    [InlineData(FaultSite.StreamTableAbort, EventId.FSteFetch)]
    [InlineData(FaultSite.ContextTableAbort, EventId.FCdFetch)]
    [InlineData(FaultSite.DescriptorAbort, EventId.FWalkEabt)]
    public void A_read_that_aborts_is_an_event_and_the_next_dma_is_well(FaultSite site, EventId expected)
    {
        var (driver, fault) = Start(site);
        fault.Arm();
        Assert.Equal(DmaOutcome.Aborted, driver.Dma(1, Page).Outcome);
        Assert.Equal(1UL, driver.Read(RegisterOffset.EventqProd));
        Assert.Equal(expected, Board.Event(0).Id);
        Assert.Equal(DmaOutcome.Completed, driver.Dma(1, Page).Outcome);
        AssertTold(site, "smmu0");
    }

    [Theory]
    [InlineData(FaultSite.CommandReadAbort, CommandError.Abt)]
    [InlineData(FaultSite.CommandCorrupted, CommandError.Ill)]
    public void A_command_that_cannot_be_read_stops_the_queue_until_software_acknowledges(FaultSite site, CommandError expected)
    {
        var (driver, fault) = Start(site);
        fault.Arm();
        var stopped = driver.Submit(Commands.Page(_space.Asid, Page), Commands.Sync);
        Assert.Equal((0u, expected), (stopped.RD, stopped.ERR));
        driver.Write(RegisterOffset.Gerrorn, driver.Read(RegisterOffset.Gerror));
        Assert.Equal(2u, driver.AwaitIdle().RD);
        AssertTold(site, "smmu0.cmdq");
    }

    [Fact]
    public void A_queue_that_stalls_goes_on_later()
    {
        var (driver, fault) = Start(FaultSite.CommandQueueStall);
        fault.Arm();
        Assert.Equal(2u, driver.Submit(Commands.Page(_space.Asid, Page), Commands.Sync).RD);
        AssertTold(FaultSite.CommandQueueStall, "smmu0-cmdq");
    }

    [Fact]
    public void A_queue_that_is_stuck_goes_on_when_it_is_started_anew()
    {
        var (driver, fault) = Start(FaultSite.CommandQueueStuck);
        fault.Arm();
        Assert.Equal(0u, driver.Submit(Commands.Page(_space.Asid, Page), Commands.Sync).RD);
        Assert.Equal(0u, driver.AwaitIdle().RD);
        AssertTold(FaultSite.CommandQueueStuck, "smmu0.cmdq");
        var enabled = driver.Read(RegisterOffset.Cr0);
        driver.Write(RegisterOffset.Cr0, (new Cr0((uint)enabled) with { CMDQEN = false }).Raw);
        driver.Write(RegisterOffset.Cr0, enabled);
        Assert.Equal(2u, driver.AwaitIdle().RD);
    }

    [Theory]
    [InlineData(FaultSite.SyncInterruptLost, 0)]
    [InlineData(FaultSite.SyncInterruptTwice, 2)]
    public void The_interrupt_of_a_sync_is_lost_or_comes_twice_and_the_sync_is_over(FaultSite site, int interrupts)
    {
        var (driver, fault) = Start(site);
        fault.Arm();
        Assert.Equal(1u, driver.Submit(Commands.SyncWith(SyncSignal.Irq, 0, 0)).RD);
        Assert.Equal(interrupts, driver.Interrupts().CommandSync);
        AssertTold(site, "smmu0-cmdq");
    }

    [Fact]
    public void An_event_that_cannot_be_written_is_a_global_error()
    {
        var (driver, fault) = Start(FaultSite.EventWriteAbort);
        fault.Arm();
        driver.Dma(1, Page + 0x1000);
        driver.Read(RegisterOffset.EventqProd);
        Assert.True(new Gerror((uint)driver.Read(RegisterOffset.Gerror)).EventqAbtErr);
        AssertTold(FaultSite.EventWriteAbort, "Events0");
    }

    [Fact]
    public void An_event_queue_without_room_says_that_it_lost_something()
    {
        var (driver, fault) = Start(FaultSite.EventQueueFull);
        driver.Dma(1, Page + 0x1000);
        Assert.Equal((1u, false), Producer(driver));
        fault.Arm();
        driver.Dma(1, Page + 0x1000);
        Assert.Equal((1u, true), Producer(driver));
        driver.Dma(1, Page + 0x1000);
        Assert.Equal((2u, true), Producer(driver));
        AssertTold(FaultSite.EventQueueFull, "Events0");
    }

    [Fact]
    public void A_part_that_crashes_loses_nothing()
    {
        var (driver, fault) = Start(FaultSite.PartCrash);
        fault.Arm();
        Assert.Equal(DmaOutcome.Completed, driver.Dma(1, Page).Outcome);
        AssertTold(FaultSite.PartCrash, "device1");
        Assert.Equal([new PartCrashed("device1")], _history.Events.OfType<PartCrashed>());
        Assert.Equal([new PartRestarted("device1")], _history.Events.OfType<PartRestarted>());
    }

    [Fact]
    public void Control_a_fault_that_is_not_armed_does_nothing()
    {
        var (driver, _) = Start(FaultSite.DescriptorAbort);
        Assert.Equal(DmaOutcome.Completed, driver.Dma(1, Page).Outcome);
        Assert.Empty(_history.Events.OfType<FaultInjected>());
    }

    private static (uint Index, bool Overflowed) Producer(Driver driver)
    {
        var register = new EventqProd((uint)driver.Read(RegisterOffset.EventqProd));
        return (register.WR, register.OVFLG);
    }

    private (Driver Driver, OneFault Fault) Start(FaultSite site)
    {
        var fault = new OneFault(site);
        Experiment = new Experiment { History = _history, Faults = fault };
        return (StartDriver(), fault);
    }

    private void AssertTold(FaultSite site, string part) =>
        Assert.Equal(new FaultInjected(site, part), Assert.Single(_history.Events.OfType<FaultInjected>()));
}
