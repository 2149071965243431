using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Registers;

/// <summary>What was written to CR0, IRQ_CTRL or GBPA and is not acknowledged yet (IHI 0070 6.3.9, 6.3.14.1, 6.3.17).</summary>
public sealed class UpdateTests
{
    private const int Abort = 1 << 20;
    private const uint Update = 1u << 31;

    private readonly SmmuCore _core = new(Chip.Ats);

    [Fact]
    public void CR0_reads_as_written_and_is_not_in_force_before_its_acknowledgement()
    {
        Assert.Equal(RegisterEffects.None, WriteLater(RegisterOffset.Cr0, 0b1_1111));
        Assert.Equal((0x1fu, 0u, true), (Read(RegisterOffset.Cr0), Read(RegisterOffset.Cr0ack), _core.Registers.IsUpdating));
        Assert.Equal(TranslationPath.Disabled, Translate());

        var effects = _core.CompleteUpdates();
        Assert.Equal(
            RegisterEffects.CommandQueueEnable | RegisterEffects.EventQueueEnable | RegisterEffects.PageRequestQueueEnable, effects);
        Assert.Equal((0b1_0001u, false), (Read(RegisterOffset.Cr0ack), _core.Registers.IsUpdating));
        Assert.Equal(TranslationPath.Configuration, Translate());
        Assert.Equal(RegisterEffects.None, _core.CompleteUpdates());
    }

    [Fact]
    public void Control_a_write_that_is_not_to_take_its_time_is_in_force_on_return()
    {
        _core.WriteRegister(RegisterOffset.Cr0, 4, 1);
        Assert.Equal((1u, false), (Read(RegisterOffset.Cr0ack), _core.Registers.IsUpdating));
        Assert.Equal(TranslationPath.Configuration, Translate());
    }

    [Fact]
    public void SMMUEN_goes_on_translating_until_its_end_is_acknowledged()
    {
        _core.WriteRegister(RegisterOffset.Cr0, 4, 1);
        WriteLater(RegisterOffset.Cr0, 0);
        Assert.Equal(TranslationPath.Configuration, Translate());
        _core.CompleteUpdates();
        Assert.Equal(TranslationPath.Disabled, Translate());
    }

    [Fact]
    public void A_field_keeps_what_was_written_first_until_it_is_acknowledged_and_the_others_do_not_mind()
    {
        WriteLater(RegisterOffset.Cr0, 0b0001);
        WriteLater(RegisterOffset.Cr0, 0b1000);
        Assert.Equal(0b1001u, Read(RegisterOffset.Cr0));
        _core.CompleteUpdates();
        WriteLater(RegisterOffset.Cr0, 0b1000);
        Assert.Equal(0b1000u, Read(RegisterOffset.Cr0));
        WriteLater(RegisterOffset.IrqCtrl, 0b001);
        WriteLater(RegisterOffset.IrqCtrl, 0b100);
        Assert.Equal((0b101u, 0u), (Read(RegisterOffset.IrqCtrl), Read(RegisterOffset.IrqCtrlack)));
        var effects = _core.CompleteUpdates();
        Assert.True(effects.HasFlag(RegisterEffects.EventInterrupt | RegisterEffects.PageRequestInterrupt), $"{effects}");
        Assert.Equal(0b101u, Read(RegisterOffset.IrqCtrlack));
    }

    // A queue acknowledges for itself.
    [Fact]
    public void The_enable_of_a_queue_keeps_what_was_written_until_the_queue_has_answered()
    {
        _core.WriteRegister(RegisterOffset.Cr0, 4, 0b1000);
        Assert.Equal(RegisterEffects.None, _core.WriteRegister(RegisterOffset.Cr0, 4, 0));
        Assert.Equal((0b1000u, 0u), (Read(RegisterOffset.Cr0), Read(RegisterOffset.Cr0ack)));
        _core.Registers.Acknowledge(new Cr0(0b1000), new Cr0(0b1000));
        Assert.Equal(RegisterEffects.CommandQueueEnable, _core.WriteRegister(RegisterOffset.Cr0, 4, 0));
        Assert.Equal((0u, 0b1000u), (Read(RegisterOffset.Cr0), Read(RegisterOffset.Cr0ack)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_enable_guards_is_read_only_while_it_is_written_or_acknowledged(bool isEnabling)
    {
        if (!isEnabling) _core.WriteRegister(RegisterOffset.Cr0, 4, 1);
        if (!isEnabling) _core.WriteRegister(RegisterOffset.IrqCtrl, 4, 1);
        WriteLater(RegisterOffset.Cr0, isEnabling ? 1u : 0);
        WriteLater(RegisterOffset.IrqCtrl, isEnabling ? 1u : 0);
        _core.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, 5, updatesLater: true);
        _core.WriteRegister(RegisterOffset.GerrorIrqCfg1, 4, 5, updatesLater: true);
        Assert.Equal((0u, 0u), (Read(RegisterOffset.StrtabBaseCfg), Read(RegisterOffset.GerrorIrqCfg1)));
        _core.CompleteUpdates();
        _core.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, 5);
        _core.WriteRegister(RegisterOffset.GerrorIrqCfg1, 4, 5);
        var expected = isEnabling ? 0u : 5;
        Assert.Equal((expected, expected), (Read(RegisterOffset.StrtabBaseCfg), Read(RegisterOffset.GerrorIrqCfg1)));
    }

    [Fact]
    public void An_error_interrupts_only_once_the_enable_is_acknowledged()
    {
        WriteLater(RegisterOffset.IrqCtrl, 1);
        Assert.False(_core.Registers.Raise(default(Gerror) with { CmdqErr = true }));
        _core.CompleteUpdates();
        Assert.True(_core.Registers.Raise(default(Gerror) with { EventqAbtErr = true }));
    }

    [Fact]
    public void GBPA_reads_as_written_with_Update_1_until_it_is_in_force()
    {
        WriteLater(RegisterOffset.Gbpa, Update | Abort);
        Assert.Equal((Update | Abort, false), (Read(RegisterOffset.Gbpa), _core.Registers.Gbpa.ABORT));
        Assert.Equal(TranslationStatus.Translated, Status());
        _core.CompleteUpdates();
        Assert.Equal(((uint)Abort, true), (Read(RegisterOffset.Gbpa), _core.Registers.Gbpa.ABORT));
        Assert.Equal(TranslationStatus.Aborted, Status());
    }

    [Theory]
    [InlineData(Update)]
    [InlineData(0u)]
    public void GBPA_takes_no_write_while_an_update_is_under_way_nor_one_without_Update(uint second)
    {
        WriteLater(RegisterOffset.Gbpa, Update | Abort);
        WriteLater(RegisterOffset.Gbpa, second);
        Assert.Equal(Update | Abort, Read(RegisterOffset.Gbpa));
        _core.CompleteUpdates();
        WriteLater(RegisterOffset.Gbpa, 0);
        Assert.Equal(((uint)Abort, false), (Read(RegisterOffset.Gbpa), _core.Registers.IsUpdating));
    }

    private RegisterEffects WriteLater(int offset, uint value) => _core.WriteRegister(offset, 4, value, updatesLater: true);

    private uint Read(int offset) => (uint)_core.Registers.Read(offset, 4);

    // There is no stream table, so an SMMU that looks for it aborts.
    private TranslationPath Translate() => Walk().Path;

    private TranslationStatus Status() => Walk().Status;

    private TranslationResult Walk()
    {
        var walk = _core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x1000), AccessAttributes.Read), out var step);
        while (!step.IsDone) step = _core.ResumeWithAbort(walk);
        return _core.EndWalk(walk);
    }
}
