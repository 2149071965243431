using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>CMD_ATC_INV and the CMD_SYNC behind it (IHI 0070 3.9.1.4, 4.5.1, 4.7.3, 7.1).</summary>
public sealed class AtcInvalidationTests
{
    private readonly Endpoint _endpoint = new();
    private readonly Rig _rig;

    public AtcInvalidationTests() => _rig = new Rig(Chip.Ats, endpoint: _endpoint);

    private static Command Invalidate => Commands.Of(CommandOpcode.AtcInv) with { StreamID = new StreamId(7), Address = 0x8000, Size = 2 };

    private uint Consumer => _rig.Read(RegisterOffset.CmdqCons);

    [Fact]
    public void The_request_reaches_the_function_with_its_span()
    {
        _rig.Submit(Invalidate with { Address = 0x9000, SSV = true, SubstreamID = new SubstreamId(5) }, Commands.Sync);
        var request = new InvalidateRequest(new SubstreamId(5), false, new Iova(0x8000), new Iova(0xbfff));
        Assert.Equal([(new StreamId(7), request)], _endpoint.Invalidations);
        Assert.Equal((2u, 0u), (Consumer, _rig.Gerror));
    }

    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(true, 0, false)]
    [InlineData(true, 52, false)]
    [InlineData(true, 53, true)]
    [InlineData(true, 63, true)]
    public void It_is_illegal_without_ATS_and_beyond_the_address_space(bool ats, int size, bool isIllegal)
    {
        var chip = Chip.Make(zero => zero with { ATS = ats });
        var expected = isIllegal ? CommandError.Ill : CommandError.None;
        Assert.Equal(expected, CommandLegality.Check(Invalidate with { Size = (byte)size }, chip));
    }

    [Fact]
    public void A_disabled_SMMU_ignores_it()
    {
        _endpoint.IsSilent = true;
        _rig.Write(RegisterOffset.Cr0, 0b1100);
        _rig.Submit(Invalidate, Commands.Sync);
        Assert.Empty(_endpoint.Invalidations);
        Assert.Equal((2u, 0u), (Consumer, _rig.Gerror));
    }

    [Fact]
    public void A_function_that_does_not_answer_stops_the_queue_at_the_sync_until_it_is_acknowledged()
    {
        _endpoint.IsSilent = true;
        _rig.Submit(Invalidate);
        Assert.Equal((1u, 0u), (Consumer, _rig.Gerror));
        _rig.Submit(Commands.Sync with { CS = SyncSignal.Irq }, Commands.CfgiSte(1));
        Assert.Equal((0x0300_0001u, 1u), (Consumer, _rig.Gerror));
        Assert.Equal((0, 1), (_rig.Smmu.Interrupts.CommandSync, _rig.Smmu.Interrupts.GlobalError));
        // What failed is forgotten: the same CMD_SYNC completes now.
        _rig.Write(RegisterOffset.Gerrorn, 1);
        Assert.Equal(0x0300_0003u, Consumer);
        Assert.Equal((1, 1), (_rig.Smmu.Interrupts.CommandSync, _rig.Smmu.Interrupts.GlobalError));
    }

    [Fact]
    public void One_that_fails_among_many_is_enough_and_the_next_sync_asks_anew()
    {
        _rig.Submit(Invalidate);
        _endpoint.IsSilent = true;
        _rig.Submit(Invalidate);
        _endpoint.IsSilent = false;
        _rig.Submit(Invalidate, Commands.Sync);
        Assert.Equal(0x0300_0003u, Consumer);
        _rig.Write(RegisterOffset.Gerrorn, 1);
        _endpoint.IsSilent = true;
        _rig.Submit(Invalidate, Commands.Sync);
        Assert.Equal((0x0300_0005u, 0u), (Consumer, _rig.Gerror));
    }

    [Fact]
    public void Answers_count_one_by_one_and_a_late_one_is_none()
    {
        var outstanding = new OutstandingInvalidations();
        var (one, two, three) = (outstanding.Begin(), outstanding.Begin(), outstanding.Begin());
        outstanding.Complete(two);
        outstanding.TimeOut(two);
        Assert.True(outstanding.ArePending);
        outstanding.Complete(one);
        Assert.True(outstanding.ArePending);
        outstanding.Complete(three);
        Assert.False(outstanding.ArePending);
        Assert.Equal([CommandError.AtcInvSync, CommandError.None], [outstanding.TakeResult(), outstanding.TakeResult()]);
        outstanding.TimeOut(three);
        Assert.Equal(CommandError.None, outstanding.TakeResult());
    }
}
