using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>The event queue, filled through a whole SMMU (IHI 0070 7.2, 7.4, 3.18.2). It has 8 entries.</summary>
public sealed class EventQueueTests
{
    private readonly Rig _rig = new();

    private uint Producer => _rig.Read(RegisterOffset.EventqProd);

    [Fact]
    public void Records_are_written_in_order_and_wrap_around()
    {
        for (var stream = 0u; stream < 20; stream++)
        {
            _rig.Translate(0, stream: stream % 16);
            Assert.Equal((stream + 1) % 16, Producer);
            Assert.Equal(((ulong)(stream % 16) << 32) | 4, _rig.TakeEvent()![0]);
        }
    }

    [Fact]
    public void The_interrupt_comes_when_the_queue_was_empty_and_not_otherwise()
    {
        Record(3);
        Assert.Equal(1, _rig.Smmu.Interrupts.EventQueue);
        while (_rig.TakeEvent() is not null) { }
        Record(1);
        Assert.Equal(2, _rig.Smmu.Interrupts.EventQueue);
    }

    [Fact]
    public void Without_EVENTQ_IRQEN_there_is_no_interrupt()
    {
        _rig.Write(RegisterOffset.IrqCtrl, 1);
        Record(1);
        Assert.Equal(0, _rig.Smmu.Interrupts.EventQueue);
    }

    [Fact]
    public void A_full_queue_loses_records_and_OVFLG_toggles_once_until_it_is_acknowledged()
    {
        Record(8);
        Assert.Equal(0x8u, Producer);
        Record(1);
        Assert.Equal(0x8000_0008u, Producer);
        Record(5);
        Assert.Equal(0x8000_0008u, Producer);
        Assert.Equal(1, _rig.Smmu.Interrupts.EventQueue);
        // Acknowledged, still full: the next loss toggles it back.
        _rig.Write(RegisterOffset.EventqCons, 0x8000_0000);
        Record(1);
        Assert.Equal(0x0000_0008u, Producer);
        Assert.Equal(0u, _rig.Gerror);
    }

    [Fact]
    public void An_unacknowledged_overflow_does_not_keep_records_out_once_there_is_room()
    {
        Record(9);
        _rig.Write(RegisterOffset.EventqCons, 3);
        Record(3);
        Assert.Equal(0x8000_000bu, Producer);
    }

    [Fact]
    public void A_disabled_queue_loses_records_without_overflow()
    {
        _rig.Write(RegisterOffset.Cr0, 0b1001);
        Record(20);
        Assert.Equal(0u, Producer);
        _rig.Write(RegisterOffset.Cr0, 0b1101);
        Record(1);
        Assert.Equal(1u, Producer);
    }

    [Fact]
    public void An_abort_of_a_write_is_a_global_error_and_PROD_stays()
    {
        _rig.Memory.Break(new Pa(Rig.EventQueue + 0x10));
        Record(1);
        Assert.Equal((0u, 4u, 1, 0), (Producer, _rig.Gerror, _rig.Smmu.Interrupts.GlobalError, _rig.Smmu.Interrupts.EventQueue));
    }

    [Fact]
    public void After_an_abort_records_are_lost_until_it_is_acknowledged_and_do_not_overflow()
    {
        _rig.Memory.Break(new Pa(Rig.EventQueue));
        Record(1);
        _rig.Memory.Repair();
        Record(20);
        Assert.Equal(0u, Producer);
        _rig.Write(RegisterOffset.Gerrorn, 4);
        Record(1);
        Assert.Equal(1u, Producer);
    }

    [Fact]
    public void PROD_is_written_only_while_the_queue_is_disabled()
    {
        _rig.Write(RegisterOffset.EventqProd, 5);
        Assert.Equal(0u, Producer);
        _rig.Write(RegisterOffset.Cr0, 0b1001);
        _rig.Write(RegisterOffset.EventqProd, 0x8000_0005);
        _rig.Write(RegisterOffset.EventqCons, 0x8000_0005);
        Assert.Equal(0x8000_0005u, Producer);
        _rig.Write(RegisterOffset.Cr0, 0b1101);
        Record(1);
        Assert.Equal(0x8000_0006u, Producer);
        Assert.Equal(0x0000_0001_0000_0004UL, _rig.TakeEvent()![0]);
    }

    [Fact]
    public void The_interrupt_is_an_MSI_where_an_address_is_configured()
    {
        _rig.Write(RegisterOffset.IrqCtrl, 0);
        _rig.Smmu.WriteRegister(RegisterOffset.EventqIrqCfg0, 8, 0x4100_0000);
        _rig.Write(RegisterOffset.EventqIrqCfg1, 0xabcd);
        _rig.Write(RegisterOffset.IrqCtrl, 5);
        Record(2);
        Assert.True(_rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal((0xabcdUL, 0), (word, _rig.Smmu.Interrupts.EventQueue));
    }

    [Fact]
    public void An_abort_of_the_MSI_is_a_global_error()
    {
        _rig.Write(RegisterOffset.IrqCtrl, 0);
        _rig.Smmu.WriteRegister(RegisterOffset.EventqIrqCfg0, 8, 0x1000);
        _rig.Write(RegisterOffset.IrqCtrl, 5);
        Record(1);
        Assert.Equal((0x20u, 1u, 1), (_rig.Gerror, Producer, _rig.Smmu.Interrupts.GlobalError));
    }

    // Streams 0 to 15 have no valid entry.
    private void Record(int count)
    {
        for (var i = 0; i < count; i++) _rig.Translate(0);
    }
}
