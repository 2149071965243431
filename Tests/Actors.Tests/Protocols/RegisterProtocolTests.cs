using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>RegisterProtocol: who answers an access, and when a write is in force.</summary>
public sealed class RegisterProtocolTests() : SmmuTest(new Liberty(Freedom.LateAcknowledge))
{
    private Liberty Liberty => (Liberty)RealCore.Implementation.Choices;

    private static readonly RequestId One = new(1);
    private static readonly RequestId Two = new(2);

    [Fact]
    public void An_smmu_attaches_itself_to_both_queues_before_anything_else()
    {
        var (commands, events, doorbell) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var smmu = StartSmmu(WalkGranularity.Transaction, commands, events, doorbell);
        commands.ExpectMsg(SmmuAttached.Instance);
        events.ExpectMsg(SmmuAttached.Instance);
        Assert.Equal(smmu, commands.Sender);
        Assert.Equal(smmu, events.Sender);
    }

    [Theory]
    [InlineData(RegisterOffset.CmdqProd, true)]
    [InlineData(RegisterOffset.CmdqCons, true)]
    [InlineData(RegisterOffset.EventqProd, false)]
    [InlineData(RegisterOffset.EventqCons, false)]
    public void An_index_is_the_business_of_its_queue_which_answers_the_cpu(int offset, bool isCommandQueue)
    {
        var (cpu, commands, events) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var smmu = StartSmmu(WalkGranularity.Transaction, commands, events, CreateTestProbe());
        var owner = isCommandQueue ? commands : events;
        owner.ExpectMsg(SmmuAttached.Instance);
        cpu.Send(smmu, new ReadRegister(Smmu0, One, offset, 4));
        owner.ExpectMsg(new ReadRegister(Smmu0, One, offset, 4));
        Assert.Equal(cpu.Ref, owner.Sender);
        cpu.Send(smmu, new WriteRegister(Smmu0, Two, offset, 4, 7));
        owner.ExpectMsg(new WriteRegister(Smmu0, Two, offset, 4, 7));
        Assert.Equal(cpu.Ref, owner.Sender);
    }

    [Fact]
    public void Any_other_register_is_answered_by_the_smmu()
    {
        StartSmmu();
        Assert.Equal(Rig.Board.Capabilities.Idr0.Raw, Read(RegisterOffset.Idr0));
        Write(RegisterOffset.StrtabBase, 0x4000_0040, 8);
        Assert.Equal(0x4000_0040UL, Read(RegisterOffset.StrtabBase, 8));
        Assert.Equal(0x4000_0040UL, Read(RegisterOffset.StrtabBase));
    }

    [Theory]
    [InlineData(RegisterOffset.Idr0, 2)]
    [InlineData(RegisterOffset.Idr0, 0)]
    [InlineData(RegisterOffset.Idr0 + 1, 4)]
    [InlineData(0xc00, 4)]
    [InlineData(0x2_0000, 4)]
    [InlineData(-4, 4)]
    [InlineData(int.MinValue, 8)]
    public void What_is_no_register_reads_as_zero_and_takes_writes(int offset, int sizeBytes)
    {
        StartSmmu();
        Write(offset, ulong.MaxValue, sizeBytes);
        Assert.Equal(0UL, Read(offset, sizeBytes));
    }

    [Fact]
    public void A_write_of_cr0_is_answered_when_both_queues_have_acknowledged()
    {
        StartSmmu();
        Write(RegisterOffset.CmdqBase, Board.CommandQueue.Raw, 8);
        Write(RegisterOffset.EventqBase, Board.EventQueue.Raw, 8);
        var all = default(Cr0) with { SMMUEN = true, CMDQEN = true, EVENTQEN = true };
        Send(new WriteRegister(Smmu0, One, RegisterOffset.Cr0, 4, all.Raw));
        World.ExpectMsg(new ConfigureCommandQueue(Board.CommandQueue, true));
        World.ExpectMsg(new ConfigureEventQueue(Board.EventQueue, true, false, default));
        Assert.Equal(default(Cr0) with { SMMUEN = true }, Acknowledged);
        Send(EventQueueIs(true));
        Assert.Equal(default(Cr0) with { SMMUEN = true, EVENTQEN = true }, Acknowledged);
        Send(CommandQueueIs(true));
        World.ExpectMsg(new RegisterWritten(One));
        Assert.Equal(all, Acknowledged);
    }

    [Fact]
    public void A_write_of_cr0_that_leaves_the_queues_alone_is_in_force_at_once()
    {
        StartSmmu();
        Write(RegisterOffset.Cr0, (default(Cr0) with { SMMUEN = true }).Raw);
        Assert.Equal(default(Cr0) with { SMMUEN = true }, Acknowledged);
    }

    [Fact]
    public void Two_writes_of_cr0_are_both_answered_in_order()
    {
        StartSmmu();
        Send(new WriteRegister(Smmu0, One, RegisterOffset.Cr0, 4, (default(Cr0) with { EVENTQEN = true }).Raw));
        Send(new WriteRegister(Smmu0, Two, RegisterOffset.Cr0, 4, (default(Cr0) with { EVENTQEN = true, CMDQEN = true }).Raw));
        World.ExpectMsg(new ConfigureEventQueue(default, true, false, default));
        World.ExpectMsg(new ConfigureCommandQueue(default, true));
        Send(EventQueueIs(true));
        World.ExpectMsg(new RegisterWritten(One));
        Assert.False(Acknowledged.CMDQEN);
        Send(CommandQueueIs(true));
        World.ExpectMsg(new RegisterWritten(Two));
        Assert.True(Acknowledged.CMDQEN);
    }

    // IHI 0070 6.3.9: software has to wait; hardware goes on with what it was told first.
    [Fact]
    public void A_field_that_is_not_acknowledged_takes_no_second_value()
    {
        StartSmmu();
        Send(new WriteRegister(Smmu0, One, RegisterOffset.Cr0, 4, (default(Cr0) with { CMDQEN = true }).Raw));
        World.ExpectMsg(new ConfigureCommandQueue(default, true));
        Write(RegisterOffset.Cr0, 0);
        Assert.Equal((ulong)(default(Cr0) with { CMDQEN = true }).Raw, Read(RegisterOffset.Cr0));
        Send(CommandQueueIs(true));
        World.ExpectMsg(new RegisterWritten(One));
        Assert.True(Acknowledged.CMDQEN);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_late_acknowledgement_comes_after_the_write_is_answered_and_a_dma_until_then_sees_the_old_state(int turns)
    {
        Liberty.Answer = turns;
        StartSmmu();
        // Told while the write is being handled: behind it, and before the SMMU's own turns.
        Core.Before(CoreCall.WriteRegister, () => Send(new ReadRegister(Smmu0, Two, RegisterOffset.Cr0ack, 4)));
        Send(new WriteRegister(Smmu0, One, RegisterOffset.Cr0, 4, (default(Cr0) with { SMMUEN = true }).Raw));
        World.ExpectMsg(new RegisterWritten(One));
        World.ExpectMsg(new RegisterRead(Two, turns == 0 ? 1UL : 0));
        while (Read(RegisterOffset.Cr0ack) == 0)
        {
        }

        Assert.True(Acknowledged.SMMUEN);
    }

    [Fact]
    public void A_write_that_waits_for_a_queue_holds_up_no_other_write()
    {
        StartSmmu();
        Send(new WriteRegister(Smmu0, One, RegisterOffset.Cr0, 4, (default(Cr0) with { CMDQEN = true }).Raw));
        World.ExpectMsg(new ConfigureCommandQueue(default, true));
        Write(RegisterOffset.StrtabBaseCfg, 4);
        Send(CommandQueueIs(true));
        World.ExpectMsg(new RegisterWritten(One));
    }

    [Fact]
    public void Interrupt_settings_are_in_force_when_the_event_queue_has_them()
    {
        StartSmmu();
        Send(new WriteRegister(Smmu0, One, RegisterOffset.EventqIrqCfg0, 8, 0x5000_0000));
        World.ExpectMsg(new ConfigureEventQueue(default, false, false, new MsiTarget(new Pa(0x5000_0000), 0)));
        Assert.Equal(default, Acknowledged);
        Send(EventQueueIs(false));
        World.ExpectMsg(new RegisterWritten(One));
        Send(new WriteRegister(Smmu0, Two, RegisterOffset.IrqCtrl, 4, (default(IrqCtrl) with { EventqIrqen = true }).Raw));
        World.ExpectMsg(new ConfigureEventQueue(default, false, true, new MsiTarget(new Pa(0x5000_0000), 0)));
        Send(EventQueueIs(false));
        World.ExpectMsg(new RegisterWritten(Two));
    }

    [Fact]
    public void Acknowledged_errors_are_told_to_their_queues_before_the_write_is_answered()
    {
        StartSmmu();
        var errors = default(Gerror) with { CmdqErr = true, EventqAbtErr = true };
        Send(new RaiseGlobalErrors(errors));
        Assert.Equal(errors, ActiveErrors);
        Send(new WriteRegister(Smmu0, One, RegisterOffset.Gerrorn, 4, errors.Raw));
        World.ExpectMsg(AcknowledgeCommandError.Instance);
        World.ExpectMsg(AcknowledgeEventAbort.Instance);
        World.ExpectMsg(new RegisterWritten(One));
        Assert.Equal(default, ActiveErrors);
    }

    [Fact]
    public void Questions_for_the_queues_go_to_them_with_who_asked()
    {
        var (cpu, commands, events) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var smmu = StartSmmu(WalkGranularity.Transaction, commands, events, CreateTestProbe());
        commands.ExpectMsg(SmmuAttached.Instance);
        events.ExpectMsg(SmmuAttached.Instance);
        cpu.Send(smmu, new AwaitCommandQueueIdle(Smmu0, One));
        cpu.Send(smmu, new ReadInterrupts(Smmu0, Two));
        commands.ExpectMsg(new AwaitCommandQueueIdle(Smmu0, One));
        events.ExpectMsg(new ReadInterrupts(Smmu0, Two));
        Assert.Equal(cpu.Ref, commands.Sender);
        Assert.Equal(cpu.Ref, events.Sender);
    }
}
