using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Stalls;

/// <summary>Stalls that the event queue has no room for (IHI 0070 3.12.2, 7.2.1, 7.4): never lost, and no overflow.</summary>
public sealed class UnrecordedStallTests
{
    private readonly StallRig _stalls = new();

    private uint Producer => _stalls.Rig.Read(RegisterOffset.EventqProd);

    [Fact]
    public void A_full_queue_loses_no_stall_and_does_not_overflow()
    {
        var stalls = Fill();
        var late = _stalls.Stall(0x9_0000);
        Assert.Equal((8u, 9), (Producer, _stalls.Rig.Core.Stalls.Count));
        Assert.Equal(0x1_0000UL, EventRecord.Read(_stalls.Rig.TakeEvent()).InputAddr.Value);
        Assert.Equal(9u, Producer);
        for (var page = 2UL; page <= 9; page++)
            Assert.Equal(page << 16, EventRecord.Read(_stalls.Rig.TakeEvent()).InputAddr.Value);
        _stalls.Rig.Submit(Commands.StallTerm(1));
        Assert.Equal(string.Join(", ", stalls.Append(late).Select(stall => $"{stall} Aborted")), _stalls.Answers());
    }

    [Fact]
    public void Control_a_terminated_fault_is_lost_there_and_overflows()
    {
        Fill();
        _stalls.Rig.Translate(0, stream: 9);
        Assert.Equal(0x8000_0008u, Producer);
    }

    [Fact]
    public void An_unrecorded_stall_is_retried_when_there_is_room_and_records_nothing_if_it_translates()
    {
        Fill();
        var late = _stalls.Stall(0x9_0000);
        _stalls.Map(0x9_0000);
        Assert.Equal("", _stalls.Answers());
        Assert.NotNull(_stalls.Rig.TakeEvent());
        Assert.Equal($"{late} Translated 80090000", _stalls.Answers());
        Assert.Equal((8u, 8), (Producer, _stalls.Rig.Core.Stalls.Count));
    }

    [Fact]
    public void Room_for_one_records_one_and_the_others_wait_on()
    {
        Fill();
        _stalls.Stall(0x9_0000);
        _stalls.Stall(0xa_0000);
        Assert.NotNull(_stalls.Rig.TakeEvent());
        Assert.Equal((9u, 10), (Producer, _stalls.Rig.Core.Stalls.Count));
        Assert.NotNull(_stalls.Rig.TakeEvent());
        Assert.Equal(10u, Producer);
    }

    [Fact]
    public void A_disabled_queue_records_a_stall_once_it_is_enabled()
    {
        _stalls.Rig.Write(RegisterOffset.Cr0, 0b1001);
        _stalls.Stall(0x5000);
        Assert.Equal(0u, Producer);
        _stalls.Rig.Write(RegisterOffset.Cr0, 0b1101);
        Assert.Equal(1u, Producer);
        _stalls.TakeTag();
    }

    [Fact]
    public void A_queue_that_met_an_abort_records_a_stall_once_the_error_is_acknowledged()
    {
        _stalls.Rig.Memory.Break(new Pa(Rig.EventQueue));
        _stalls.Rig.Translate(0, stream: 9);
        Assert.Equal(4u, _stalls.Rig.Gerror);
        _stalls.Rig.Memory.Repair();
        _stalls.Stall(0x5000);
        Assert.Equal(0u, Producer);
        _stalls.Rig.Write(RegisterOffset.Gerrorn, 4);
        Assert.Equal(1u, Producer);
        _stalls.TakeTag();
    }

    [Fact]
    public void An_unrecorded_stall_that_is_terminated_is_never_recorded()
    {
        Fill();
        _stalls.Stall(0x9_0000, stream: 2);
        _stalls.Rig.Submit(Commands.StallTerm(2));
        while (_stalls.Rig.TakeEvent() is not null) { }
        Assert.Equal(8u, Producer);
    }

    private List<StallId> Fill()
    {
        var stalls = new List<StallId>();
        for (var page = 1UL; page <= 8; page++) stalls.Add(_stalls.Stall(page << 16));
        return stalls;
    }
}
