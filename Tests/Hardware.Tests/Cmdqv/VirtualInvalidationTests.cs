using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>CMD_ATC_INV and CMD_PRI_RESP of virtual queues, to the function and back (IHI 0070 3.9.1.4, 4.5).</summary>
public sealed class VirtualInvalidationTests
{
    private const int Guest = 0;
    private const int Sibling = 1;
    private const int OtherGuest = 2;
    private const int Host = 3;
    private readonly CmdqvRig _rig = CmdqvRig.WithTwoGuests(Chip.Ats);

    public VirtualInvalidationTests()
    {
        _rig.MapStream(0, slot: 0, guest: 1, physical: 0x55);
        _rig.MapStream(1, slot: 0, guest: 1, physical: 0x66);
    }

    private static Command Invalidate => Commands.Of(CommandOpcode.AtcInv) with { StreamID = new StreamId(1), Address = 0x8000, Size = 2 };

    [Fact]
    public void A_guest_reaches_the_function_that_its_StreamID_stands_for_and_the_host_the_one_that_it_names()
    {
        _rig.Submit(Guest, Invalidate, Commands.Sync);
        _rig.Submit(OtherGuest, Invalidate, Commands.Sync);
        _rig.Submit(Host, Invalidate, Commands.Sync);
        Assert.Equal([0x55u, 0x66u, 1u], _rig.Endpoint.Invalidations.Select(sent => sent.Stream.Value));
        var request = new InvalidateRequest(null, false, new Iova(0x8000), new Iova(0xbfff));
        Assert.All(_rig.Endpoint.Invalidations, sent => Assert.Equal(request, sent.Request));
        Assert.Equal((2u, 2u, 2u), (_rig.Consumer(Guest), _rig.Consumer(OtherGuest), _rig.Consumer(Host)));
        // Nothing of it is for the SMMU's own caches.
        Assert.Empty(_rig.Core.Executed);
    }

    [Fact]
    public void A_function_that_does_not_answer_stops_its_own_queue_at_the_SYNC_and_no_other()
    {
        _rig.Endpoint.IsSilent = true;
        _rig.Submit(Guest, Invalidate);
        _rig.Endpoint.IsSilent = false;
        Assert.Equal((1u, 0u), (_rig.Consumer(Guest), _rig.Gerror(Guest)));
        _rig.Submit(Sibling, Commands.Sync);
        _rig.Rig.Submit(Commands.Sync);
        _rig.Submit(Guest, Commands.Sync, Commands.NhVa(0, 1, 0));
        Assert.Equal(0x0300_0001u, _rig.Consumer(Guest));
        Assert.Equal(VcmdqError.AtcInvSync, new VcmdqCons(_rig.Consumer(Guest)).ERR);
        Assert.Equal((1u, 1, 0b1u), (_rig.Gerror(Guest), _rig.Unit.Interrupts, _rig.Read(CmdqvOffset.CmdqErrMap)));
        Assert.Equal((1u, 0u, 0u), (_rig.Consumer(Sibling), _rig.Gerror(Sibling), _rig.Rig.Gerror));
        Assert.Empty(_rig.Core.Executed);
        // What failed is forgotten: the same CMD_SYNC completes now.
        _rig.Acknowledge(Guest);
        Assert.Equal((0x0300_0003u, 0u), (_rig.Consumer(Guest), _rig.Gerror(Guest)));
        Assert.Single(_rig.Core.Executed);
    }

    [Theory]
    [InlineData(true, 2u, 0u)]
    [InlineData(false, 0x0300_0001u, 1u)]
    public void Who_gets_a_queue_is_told_of_its_owner_before_unless_a_sync_of_the_SMMUs_own_queue_was(
        bool isFlushed, uint consumer, uint errors)
    {
        _rig.Endpoint.IsSilent = true;
        _rig.Submit(Guest, Invalidate);
        // While the queue runs that is its own business.
        _rig.Unit.SyncElsewhere();
        _rig.Write(CmdqvRig.Page0(Guest, VcmdqPage0Offset.Config), 0);
        if (isFlushed) _rig.Unit.SyncElsewhere();
        _rig.Allocate(Guest, 1, 1);
        _rig.Write(CmdqvRig.Page0(Guest, VcmdqPage0Offset.Config), 1);
        _rig.Submit(Guest, Commands.Sync);
        Assert.Equal((consumer, errors), (_rig.Consumer(Guest), _rig.Gerror(Guest)));
    }

    [Fact]
    public void The_host_answers_page_requests_and_a_guest_may_not()
    {
        var respond = Commands.Of(CommandOpcode.PriResp) with
        {
            StreamID = new StreamId(1),
            PRGIndex = 9,
            Resp = PriResponse.Success,
        };
        _rig.Submit(Host, respond);
        Assert.Equal([new PageResponse(new StreamId(1), null, 9, PageResponseCode.Success)], _rig.Endpoint.Responses);
        _rig.Submit(Guest, respond);
        Assert.Equal((0x0100_0000u, 1u), (_rig.Consumer(Guest), _rig.Gerror(Guest)));
        Assert.Single(_rig.Endpoint.Responses);
    }

    [Fact]
    public void A_disabled_SMMU_sends_neither()
    {
        _rig.Endpoint.IsSilent = true;
        _rig.Rig.Write(RegisterOffset.Cr0, 0b1100);
        _rig.Submit(Guest, Invalidate, Commands.Sync);
        _rig.Submit(Host, Commands.Of(CommandOpcode.PriResp) with { Resp = PriResponse.Success }, Commands.Sync);
        Assert.Equal((2u, 2u), (_rig.Consumer(Guest), _rig.Consumer(Host)));
        Assert.Empty(_rig.Endpoint.Invalidations);
        Assert.Empty(_rig.Endpoint.Responses);
    }

    // The defect that a checker has to find: a full queue looks empty.
    [Theory]
    [InlineData(false, 8u)]
    [InlineData(true, 0u)]
    public void Without_the_wrap_bit_a_full_queue_looks_empty(bool isBroken, uint consumed)
    {
        var rig = CmdqvRig.WithTwoGuests(bugs: isBroken ? new BugSet(Bug.WrapBitDropped) : BugSet.None);
        rig.Submit(Guest, [.. Enumerable.Repeat(Commands.Sync, 8)]);
        Assert.Equal(consumed, rig.Consumer(Guest));
    }
}
