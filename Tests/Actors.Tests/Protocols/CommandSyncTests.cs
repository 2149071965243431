using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>CommandQueueProtocol: what a CMD_SYNC waits for, what completes it and how it says so.</summary>
public sealed class CommandSyncTests : CommandQueueTest
{
    private readonly Command _one = Commands.Page(new Asid(1), 0x1000);
    private readonly Command _two = Commands.Page(new Asid(2), 0x2000);

    [Fact]
    public void A_sync_asks_for_a_drain_behind_the_effects_before_it_and_holds_up_what_is_behind()
    {
        Start();
        Submit(_one, Commands.Sync, _two);
        World.ExpectMsg(new TakeEffect(_one));
        ExpectDrain(1);
        Assert.Equal(At(1), Consumer);
        Drained(1);
        World.ExpectMsg(new TakeEffect(_two, 2));
        Assert.Equal(At(3), Consumer);
    }

    [Theory]
    [InlineData(false, 0u)]
    [InlineData(true, 1u)]
    public void Hardware_chooses_whether_CONS_passes_before_the_MSI(bool indexFirst, uint expected)
    {
        Choices.Answer = indexFirst ? 1 : 0;
        Start();
        var at = Rig.Board.Data;
        var seen = 9u;
        Submit(Commands.SyncWith(SyncSignal.Irq, at.Value, 0x77), _one);
        ExpectDrain(1);
        Memory.BeforeWrite(at, () => seen = new CmdqCons(State.ReadRegister(RegisterOffset.CmdqCons, 4) is var cons ? (uint)cons : 0).RD);
        Drained(1);
        World.ExpectMsg(new TakeEffect(_one, 1));
        Assert.Equal((expected, 0x77UL), (seen, Board.Read(at, 4)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_late_signal_comes_before_the_next_sync_completes(bool indexFirst)
    {
        Choices.Answer = indexFirst ? 1 : 0;
        Start();
        Submit(Commands.SyncWith(SyncSignal.Sev), Commands.SyncWith(SyncSignal.Irq));
        ExpectDrain(1);
        Drained(1);
        World.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.WakeUp));
        ExpectDrain(2);
        Drained(2);
        World.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.CommandSync));
        Assert.Equal(At(2), Consumer);
    }

    [Fact]
    public void A_sync_completes_when_the_CMDQV_unit_beside_knows()
    {
        Send(CmdqvAttached.Instance);
        Start();
        for (var sync = 1u; sync <= 2; sync++)
        {
            Submit(Commands.Sync);
            ExpectDrain(sync);
            // An answer that nothing was asked for counts for nothing.
            Send(SyncMayEnd.Instance);
            Drained(sync);
            World.ExpectMsg<SyncEnds>();
            Assert.Equal(At(sync - 1), Consumer);
            Send(SyncMayEnd.Instance);
            Assert.Equal(At(sync), Consumer);
        }
    }

    [Fact]
    public void The_answer_to_another_question_completes_no_sync()
    {
        Start();
        Submit(Commands.Sync, Commands.Sync);
        ExpectDrain(1);
        Drained(0);
        Drained(2);
        Assert.Equal(At(0), Consumer);
        Drained(1);
        ExpectDrain(2);
        Drained(1);
        Assert.Equal(At(1), Consumer);
        Drained(2);
        Assert.Equal(At(2), Consumer);
    }

    [Fact]
    public void A_drain_that_was_asked_for_before_does_not_complete_a_sync()
    {
        Start();
        Submit(_one);
        World.ExpectMsg(new TakeEffect(_one));
        Send(new AwaitCommandQueueIdle(Smmu0, new RequestId(1)));
        ExpectDrain(1);
        Submit(_two, Commands.Sync);
        World.ExpectMsg(new TakeEffect(_two, 1));
        ExpectDrain(2);
        Drained(1);
        Assert.Equal(At(2), Consumer);
        Drained(2);
        World.ExpectMsg(new CommandQueueIdle(new RequestId(1), At(3)));
    }

    [Fact]
    public void Without_a_signal_a_sync_only_moves_cons()
    {
        Start();
        Submit(Commands.SyncWith(SyncSignal.None), Commands.SyncWith(SyncSignal.None));
        ExpectDrain(1);
        Drained(1);
        ExpectDrain(2);
        Drained(2);
        Assert.Equal(At(2), Consumer);
    }

    [Fact]
    public void A_reserved_signal_is_illegal()
    {
        Start();
        Submit(Commands.SyncWith(SyncSignal.Reserved));
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Assert.Equal(At(0, CommandError.Ill), Consumer);
    }

    [Fact]
    public void A_signal_without_an_address_is_the_wire()
    {
        Start();
        Submit(Commands.SyncWith(SyncSignal.Irq));
        ExpectDrain(1);
        Drained(1);
        World.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.CommandSync));
        Assert.Equal(At(1), Consumer);
    }

    [Fact]
    public void A_signal_to_the_doorbell_rings_it()
    {
        Start();
        Submit(Commands.SyncWith(SyncSignal.Irq, Doorbell.Base.Value + 0x40, 0x55));
        ExpectDrain(1);
        Drained(1);
        World.ExpectMsg(new WriteDoorbell(new Pa(Doorbell.Base.Value + 0x40), 0x55));
        Assert.Equal(At(1), Consumer);
    }

    [Fact]
    public void A_signal_to_memory_is_a_word_there()
    {
        Board.Write(Rig.Board.Data, ulong.MaxValue);
        Start();
        Submit(Commands.SyncWith(SyncSignal.Irq, Rig.Board.Data.Value + 4, 0x55));
        ExpectDrain(1);
        Assert.Equal(ulong.MaxValue, Board.Read(Rig.Board.Data));
        Drained(1);
        Assert.Equal(At(1), Consumer);
        Assert.Equal(0x0000_0055_ffff_ffffUL, Board.Read(Rig.Board.Data));
    }

    [Fact]
    public void A_signal_that_cannot_be_written_is_a_global_error_and_the_sync_is_over()
    {
        Start();
        Submit(Commands.SyncWith(SyncSignal.Irq, Rig.Board.NoMemory.Value, 1), _one);
        ExpectDrain(1);
        Drained(1);
        World.ExpectMsg(new RaiseGlobalErrors(default(Gerror) with { MsiCmdqAbtErr = true }));
        World.ExpectMsg(new TakeEffect(_one, 1));
        Assert.Equal(At(2), Consumer);
    }

    [Fact]
    public void A_queue_is_stopped_only_when_the_waiting_sync_is_over()
    {
        Start();
        Submit(Commands.Sync, _one);
        ExpectDrain(1);
        Send(new ConfigureCommandQueue(Board.CommandQueue, false));
        Assert.Equal(At(0), Consumer);
        Drained(1);
        World.ExpectMsg(new QueueConfigured(RegisterOwner.CommandQueue, false));
        Assert.Equal(At(1), Consumer);
        Start();
        World.ExpectMsg(new TakeEffect(_one, 1));
    }

    [Fact]
    public void Each_change_that_a_sync_held_up_is_acknowledged_in_order()
    {
        Start();
        Submit(Commands.Sync, _one);
        ExpectDrain(1);
        Send(new ConfigureCommandQueue(Board.CommandQueue, false));
        Send(new ConfigureCommandQueue(Board.CommandQueue, true));
        Assert.Equal(At(0), Consumer);
        Drained(1);
        World.ExpectMsg(new QueueConfigured(RegisterOwner.CommandQueue, false));
        World.ExpectMsg(new QueueConfigured(RegisterOwner.CommandQueue, true));
        World.ExpectMsg(new TakeEffect(_one, 1));
    }

    [Fact]
    public void In_a_machine_a_sync_waits_for_a_walk_that_began_before_it()
    {
        const ulong Page = 0x7000;
        var space = Board.NewSpace(1);
        space.Map(Page, Rig.Board.Data);
        Board.Write(Rig.Board.Data, 99);
        Board.Attach(1, space);
        var driver = StartDriver(WalkGranularity.Descriptor);
        var dma = StartHeldDma(driver, 1, Page);
        driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.Page(space.Asid, Page), Commands.Sync));
        while (driver.Read(RegisterOffset.CmdqCons) == 0) Assert.Equal(2UL, driver.Read(RegisterOffset.CmdqProd));
        for (var i = 0; i < 20; i++) Assert.Equal(At(1).Raw, driver.Read(RegisterOffset.CmdqCons));
        var idle = driver.SendAwaitIdle();
        Core.HoldsWalks = false;
        driver.Probe.ExpectMsgAllOf<object>(
            new DmaCompleted(new DeviceId(1), dma, DmaOutcome.Completed, Rig.Board.Data, 99),
            new CommandQueueIdle(idle, At(2)));
        Assert.Empty(RealCore.CachedTranslations);
    }
}
