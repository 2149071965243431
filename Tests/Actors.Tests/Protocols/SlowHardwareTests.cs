using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>Hardware that takes its time, turn by turn: reads of walks, and updates of registers (IHI 0070 3.21.3, 6.3.9).</summary>
public sealed class SlowHardwareTests
{
    private const ulong Page = 0x12_3000;

    // An STE and a CD of eight doublewords, three levels of tables: 19 reads.
    private const int Reads = 19;

    private readonly Board _board = new();
    private readonly RecordedHistory _history = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(23)]
    public void A_slow_read_takes_so_many_turns_more(int turns)
    {
        var state = New(Freedom.SlowRead, turns);
        Attach();
        Enable(state);
        var slot = state.Begin(Dma, "device");
        var calls = 1;
        while (!state.Advance(slot)) calls++;
        Assert.Equal((Reads * (turns + 1)) + 1, calls);
        Assert.Equal(Data(0), Finish(state, slot).Address);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void What_a_slow_read_read_is_what_there_was_when_it_was_made(int turns)
    {
        var state = New(Freedom.SlowRead, turns);
        var space = Attach();
        Enable(state);
        var slot = state.Begin(Dma, "device");
        for (var turn = 0; turn < (Reads * (turns + 1)) - turns; turn++) Assert.False(state.Advance(slot));
        space.Unmap(Page);
        var left = 1;
        while (!state.Advance(slot)) left++;
        Assert.Equal(turns + 1, left);
        Assert.Equal((DmaOutcome.Completed, Data(0)), (Finish(state, slot).Outcome, Data(0)));
    }

    [Fact]
    public void Control_a_read_that_is_made_after_the_change_sees_it()
    {
        var state = New(Freedom.SlowRead, 5);
        var space = Attach();
        Enable(state);
        var slot = state.Begin(Dma, "device");
        for (var turn = 0; turn < (Reads * 6) - 6; turn++) Assert.False(state.Advance(slot));
        space.Unmap(Page);
        while (!state.Advance(slot))
        {
        }

        Assert.Equal(DmaOutcome.Aborted, Finish(state, slot).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_late_acknowledgement_comes_so_many_turns_later_and_the_effect_with_it(int turns)
    {
        var state = New(Freedom.LateAcknowledge, turns);
        Assert.Equal(RegisterEffects.None, Write(state, RegisterOffset.Cr0, 0b1101));
        for (var turn = 1; turn < turns; turn++)
        {
            Assert.False(state.TryUpdate(out var nothing));
            Assert.Equal((RegisterEffects.None, 0u, 0b1101u), (nothing, state.Core.Registers.Cr0Ack.Raw, state.Core.Registers.Cr0.Raw));
        }

        Assert.Empty(_history.Events.OfType<SmmuStateChanged>());
        Assert.True(state.TryUpdate(out var effects));
        Assert.Equal(RegisterEffects.CommandQueueEnable | RegisterEffects.EventQueueEnable, effects);
        Assert.Equal(default(Cr0) with { SMMUEN = true }, state.Core.Registers.Cr0Ack);
        Assert.True(Assert.Single(_history.Events.OfType<SmmuStateChanged>()).IsEnabled);
    }

    [Fact]
    public void Control_without_the_liberty_a_write_has_its_effect_on_return()
    {
        var state = New(Freedom.LateAcknowledge, 0);
        Assert.Equal(RegisterEffects.CommandQueueEnable | RegisterEffects.EventQueueEnable, Write(state, RegisterOffset.Cr0, 0b1101));
        Assert.Equal((false, true), (state.IsUpdating, state.Core.Registers.Cr0Ack.SMMUEN));
    }

    [Theory]
    [InlineData(RegisterOffset.StrtabBaseCfg, 4u)]
    [InlineData(RegisterOffset.Cr2, 2u)]
    [InlineData(RegisterOffset.EventqIrqCfg1, 7u)]
    public void A_register_without_an_acknowledgement_is_in_force_at_once(int offset, uint value)
    {
        var state = New(Freedom.LateAcknowledge, 7);
        Write(state, offset, value);
        Assert.Equal((false, value), (state.IsUpdating, (uint)state.Core.Registers.Read(offset, 4)));
    }

    [Fact]
    public void A_second_write_may_be_in_force_before_the_first_would_have_been_and_then_both_are()
    {
        var liberty = new Liberty(Freedom.LateAcknowledge) { Answer = 7 };
        var state = New(liberty);
        Write(state, RegisterOffset.Cr0, 1);
        liberty.Answer = 0;
        Write(state, RegisterOffset.IrqCtrl, 1);
        Assert.Equal((1u, 1u), (state.Core.Registers.Cr0Ack.Raw, state.Core.Registers.IrqCtrlAck.Raw));
        Assert.True(state.TryUpdate(out var effects));
        Assert.Equal(RegisterEffects.None, effects);
    }

    private static TranslateDma Dma => new(new TransactionId(1), new StreamId(1), new Iova(Page), default, null);

    private static Pa Data(ulong offset) => new(Board.Data.Value + offset);

    private SmmuState<string> New(Freedom freedom, int answer) => New(new Liberty(freedom) { Answer = answer });

    private SmmuState<string> New(Liberty liberty) => new(
        new SmmuCore(Board.Capabilities, new SmmuImplementation { Choices = liberty }), _board.Memory, WalkGranularity.Descriptor,
        new SmmuId(0), Experiment.None with { History = _history });

    private AddressSpace Attach()
    {
        var space = _board.NewSpace(7);
        space.Map(Page, Data(0));
        _board.Attach(1, space);
        return space;
    }

    private void Enable(SmmuState<string> state)
    {
        Write(state, RegisterOffset.StrtabBase, _board.StreamTable.Raw, 8);
        Write(state, RegisterOffset.StrtabBaseCfg, _board.StreamTableConfiguration.Raw);
        Write(state, RegisterOffset.Cr0, 1);
    }

    private static RegisterEffects Write(SmmuState<string> state, int offset, ulong value, int sizeBytes = 4) =>
        state.WriteRegister(new WriteRegister(new SmmuId(0), default, offset, sizeBytes, value));

    private static DmaTranslated Finish(SmmuState<string> state, int slot)
    {
        Assert.True(state.TryFinish(slot, out var answer, out _, out _));
        return Assert.IsType<DmaTranslated>(answer);
    }
}
