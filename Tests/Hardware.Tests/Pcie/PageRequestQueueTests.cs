using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>The PRI queue of 4 entries, through a whole SMMU, and who answers what has no place in it (IHI 0070 chapter 8).</summary>
public sealed class PageRequestQueueTests
{
    private const ulong Queue = 0x4000_3000;
    private readonly Endpoint _endpoint = new();
    private readonly Rig _rig;

    public PageRequestQueueTests()
    {
        _rig = new Rig(Chip.Ats, endpoint: _endpoint);
        Start(_rig);
    }

    private static PageRequest Page => default(PageRequest) with
    {
        StreamID = new StreamId(3),
        R = true,
        Last = true,
        PRGIndex = 0x1a5,
        Address = new Iova(0x1234_5678_9abc_d000),
    };

    private static PageRequest WithPasid => Page with { SSV = true, SubstreamID = new SubstreamId(9), X = true, Priv = true };

    private static PageRequest StopMarker => WithPasid with { R = false, W = false, X = false, Priv = false };

    private uint Producer => _rig.Read(RegisterOffset.PriqProd);

    [Fact]
    public void A_request_is_written_as_it_came_and_nobody_is_answered()
    {
        _rig.Smmu.RequestPage(WithPasid);
        Assert.Equal([0xdc00_0009_0000_0003, 0x1234_5678_9abc_d1a5], Record(0));
        Assert.Equal((1u, 1, 0), (Producer, _rig.Smmu.Interrupts.PageRequestQueue, _endpoint.Responses.Count));
    }

    [Fact]
    public void Without_a_PASID_X_and_Priv_are_0_and_without_substreams_there_is_no_PASID()
    {
        _rig.Smmu.RequestPage(Page with { X = true, Priv = true, SubstreamID = new SubstreamId(4) });
        Assert.Equal(0x5000_0000_0000_0003UL, Record(0)[0]);
        var rig = new Rig(Chip.Make(zero => zero with { ATS = true, PRI = true }, one => one with { SSIDSIZE = 0, PRIQS = 4 }));
        Start(rig);
        rig.Smmu.RequestPage(WithPasid);
        Assert.Equal(0x5000_0000_0000_0003UL, Record(0, rig)[0]);
    }

    [Fact]
    public void A_full_queue_stays_closed_until_the_overflow_is_acknowledged_even_if_there_is_room()
    {
        Fill(4);
        Assert.Equal(4u, Producer);
        Fill(2);
        Assert.Equal((0x8000_0004u, 2), (Producer, _endpoint.Responses.Count));
        _rig.Write(RegisterOffset.PriqCons, 2);
        Fill(1);
        Assert.Equal((0x8000_0004u, 3), (Producer, _endpoint.Responses.Count));
        _rig.Write(RegisterOffset.PriqCons, 0x8000_0002);
        Fill(1);
        Assert.Equal((0x8000_0005u, 3), (Producer, _endpoint.Responses.Count));
        Fill(2);
        Assert.Equal((0x0000_0006u, 4), (Producer, _endpoint.Responses.Count));
    }

    // 8.1: which response to a request that an overflow loses. code -1: none.
    [Theory]
    [InlineData("page", false, true, false, 0, false)]
    [InlineData("page not last", false, true, false, -1, false)]
    [InlineData("pasid", true, false, true, 0, true)]
    [InlineData("pasid", true, true, true, 0, true)]
    [InlineData("pasid", true, true, false, 0, true)]
    [InlineData("pasid", false, true, true, 0, true)]
    [InlineData("pasid", false, false, true, 0, false)]
    [InlineData("pasid", false, true, false, 15, false)]
    [InlineData("pasid not last", false, true, true, -1, false)]
    [InlineData("marker", false, true, true, -1, false)]
    [InlineData("marker", true, true, true, -1, false)]
    public void An_overflow_is_answered_at_the_last_request(string what, bool pps, bool ppar, bool isValid, int code, bool hasPasid)
    {
        var chip = Chip.Ats with { Idr3 = Chip.Ats.Idr3 with { PPS = pps } };
        var rig = new Rig(chip, endpoint: _endpoint);
        Start(rig);
        rig.Streams.Set(new StreamId(3), Structures.BypassEntry with { V = isValid, PPAR = ppar });
        for (var i = 0; i < 4; i++) rig.Smmu.RequestPage(Page);
        rig.Smmu.RequestPage(Named(what));
        var expected = new PageResponse(new StreamId(3), hasPasid ? new SubstreamId(9) : null, 0x1a5, (PageResponseCode)code);
        Assert.Equal(code < 0 ? [] : [expected], _endpoint.Responses);
        Assert.Equal(0x8000_0004u, rig.Read(RegisterOffset.PriqProd));
        Assert.Null(rig.TakeEvent());
    }

    [Theory]
    [InlineData("stream", 2)]
    [InlineData("fetch", 3)]
    [InlineData("entry", 4)]
    public void What_keeps_PPAR_from_being_read_is_recorded_with_REC_CFG_ATS(string what, int id)
    {
        foreach (var records in (bool[])[false, true])
        {
            var endpoint = new Endpoint();
            var rig = new Rig(Chip.Ats, endpoint: endpoint);
            rig.Write(RegisterOffset.Cr0, 0);
            rig.Write(RegisterOffset.Cr2, records ? 0b1010u : 0b0010);
            Start(rig);
            if (what == "fetch") rig.Memory.Break(rig.Streams.AddressOf(new StreamId(3))!.Value);
            for (var i = 0; i < 4; i++) rig.Smmu.RequestPage(Page);
            rig.Smmu.RequestPage(WithPasid with { StreamID = new StreamId(what == "stream" ? 99u : 3) });
            Assert.Equal((PageResponseCode.ResponseFailure, null), (endpoint.Responses[0].Code, endpoint.Responses[0].Substream));
            var record = rig.TakeEvent();
            Assert.Equal(records ? id : -1, record is null ? -1 : (int)(record[0] & 0xff));
        }
    }

    // 8.2: PRIQEN in force, SMMUEN, or an abort; all requests, Last or not, without a PASID.
    [Theory]
    [InlineData(0b1101u)]
    [InlineData(0b1110u)]
    public void A_queue_that_is_off_fails_every_request(uint cr0)
    {
        _rig.Write(RegisterOffset.Cr0, cr0);
        foreach (var what in (string[])["page", "page not last", "pasid", "pasid not last", "marker"]) _rig.Smmu.RequestPage(Named(what));
        Assert.Equal(Enumerable.Repeat(Failed, 4), _endpoint.Responses);
        Assert.Equal((0u, 0), (Producer, _rig.Smmu.Interrupts.PageRequestQueue));
        _rig.Write(RegisterOffset.Cr0, 0b1111);
        _rig.Smmu.RequestPage(Page);
        Assert.Equal((1u, 4), (Producer, _endpoint.Responses.Count));
    }

    [Fact]
    public void A_write_that_aborts_is_a_global_error_and_closes_the_queue_until_it_is_acknowledged()
    {
        _rig.Memory.Break(new Pa(Queue));
        _rig.Smmu.RequestPage(WithPasid);
        Assert.Equal((0u, 8u), (Producer, _rig.Gerror));
        Assert.Equal([Failed], _endpoint.Responses);
        _rig.Memory.Repair();
        _rig.Smmu.RequestPage(Page);
        _rig.Smmu.RequestPage(StopMarker);
        Assert.Equal((0u, 2), (Producer, _endpoint.Responses.Count));
        _rig.Write(RegisterOffset.Gerrorn, 8);
        _rig.Smmu.RequestPage(Page);
        Assert.Equal((1u, 2), (Producer, _endpoint.Responses.Count));
    }

    [Theory]
    [InlineData(0u, 1, 1)]
    [InlineData(0x8000_0000u, 2, 3)]
    public void The_interrupt_is_for_a_queue_that_was_empty_or_for_the_last_of_a_group(uint cfg2, int fourWritten, int oneLost)
    {
        _rig.Write(RegisterOffset.IrqCtrl, 0b101);
        _rig.Write(RegisterOffset.PriqIrqCfg2, cfg2);
        _rig.Write(RegisterOffset.IrqCtrl, 0b111);
        foreach (var isLast in (bool[])[false, true, false, true]) _rig.Smmu.RequestPage(Page with { Last = isLast });
        Assert.Equal(fourWritten, _rig.Smmu.Interrupts.PageRequestQueue);
        _rig.Smmu.RequestPage(Page with { Last = false });
        _rig.Smmu.RequestPage(Page);
        Assert.Equal(oneLost, _rig.Smmu.Interrupts.PageRequestQueue);
        _rig.Write(RegisterOffset.IrqCtrl, 0b101);
        _rig.Smmu.RequestPage(Page);
        Assert.Equal(oneLost, _rig.Smmu.Interrupts.PageRequestQueue);
    }

    [Fact]
    public void The_interrupt_may_be_an_MSI_and_its_abort_a_global_error()
    {
        _rig.Write(RegisterOffset.IrqCtrl, 0b101);
        _rig.Smmu.WriteRegister(RegisterOffset.PriqIrqCfg0, 8, 0x4100_0004);
        _rig.Write(RegisterOffset.PriqIrqCfg1, 0x77);
        _rig.Write(RegisterOffset.IrqCtrl, 0b111);
        _rig.Smmu.RequestPage(Page);
        Assert.True(_rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal((0x77_0000_0000UL, 0, 0u), (word, _rig.Smmu.Interrupts.PageRequestQueue, _rig.Gerror));
        _rig.Memory.Break(new Pa(0x4100_0000));
        _rig.Write(RegisterOffset.PriqCons, 1);
        _rig.Smmu.RequestPage(Page);
        Assert.Equal(0x40u, _rig.Gerror);
    }

    [Theory]
    [InlineData(PriResponse.Failure, false, 15)]
    [InlineData(PriResponse.Invalid, true, 1)]
    [InlineData(PriResponse.Success, true, 0)]
    [InlineData(PriResponse.Illegal, false, -1)]
    public void CMD_PRI_RESP_answers_the_group(PriResponse response, bool hasPasid, int code)
    {
        _rig.Submit(Respond(response) with { SSV = hasPasid });
        var expected = new PageResponse(new StreamId(3), hasPasid ? new SubstreamId(9) : null, 0x1a5, (PageResponseCode)code);
        Assert.Equal(code < 0 ? [] : [expected], _endpoint.Responses);
        Assert.Equal(code < 0 ? 0x0100_0000u : 1u, _rig.Read(RegisterOffset.CmdqCons));
    }

    [Fact]
    public void CMD_PRI_RESP_is_ignored_by_a_disabled_SMMU_and_illegal_without_PRI()
    {
        _rig.Write(RegisterOffset.Cr0, 0b1110);
        _rig.Submit(Respond(PriResponse.Success));
        Assert.Equal((1u, 0), (_rig.Read(RegisterOffset.CmdqCons), _endpoint.Responses.Count));
        var rig = new Rig(Chip.Make(zero => zero with { ATS = true }));
        rig.Submit(Respond(PriResponse.Success));
        Assert.Equal(0x0100_0000u, rig.Read(RegisterOffset.CmdqCons));
    }

    [Fact]
    public void Without_PRI_its_registers_are_RES0()
    {
        var rig = new Rig(Chip.Make(zero => zero with { ATS = true }), start: false);
        foreach (var offset in (int[])[
            RegisterOffset.PriqBase, RegisterOffset.PriqProd, RegisterOffset.PriqCons, RegisterOffset.PriqIrqCfg2])
        {
            rig.Write(offset, uint.MaxValue);
            Assert.Equal((offset, 0u), (offset, rig.Read(offset)));
        }

        rig.Write(RegisterOffset.Cr0, 2);
        Assert.Equal(0u, rig.Read(RegisterOffset.Cr0ack));
    }

    [Fact]
    public void With_PRI_they_hold_what_they_may_and_PROD_and_BASE_are_locked_while_it_is_enabled()
    {
        Assert.Equal(0b1111u, _rig.Read(RegisterOffset.Cr0ack));
        _rig.Write(RegisterOffset.PriqBase, 0);
        _rig.Write(RegisterOffset.PriqProd, 3);
        Assert.Equal(((uint)Queue | 2, 0u), (_rig.Read(RegisterOffset.PriqBase), Producer));
        _rig.Write(RegisterOffset.Cr0, 0b1101);
        _rig.Write(RegisterOffset.IrqCtrl, 0);
        foreach (var (offset, mask) in ((int, uint)[])[
            (RegisterOffset.PriqBase, 0xffff_ffff), (RegisterOffset.PriqBase + 4, 0x4000_0fff), (RegisterOffset.PriqProd, 0x800f_ffff),
            (RegisterOffset.PriqCons, 0x800f_ffff), (RegisterOffset.PriqIrqCfg0, 0xffff_fffc), (RegisterOffset.PriqIrqCfg1, 0xffff_ffff),
            (RegisterOffset.PriqIrqCfg2, 0x8000_003f), (RegisterOffset.IrqCtrl, 7)])
        {
            _rig.Write(offset, uint.MaxValue);
            Assert.Equal((offset, $"{mask:x}"), (offset, $"{_rig.Read(offset):x}"));
        }
    }

    private static PageResponse Failed => new(new StreamId(3), null, 0x1a5, PageResponseCode.ResponseFailure);

    private static Command Respond(PriResponse response) => Commands.Of(CommandOpcode.PriResp) with
    {
        StreamID = new StreamId(3),
        SubstreamID = new SubstreamId(9),
        PRGIndex = 0x1a5,
        Resp = response,
    };

    private static PageRequest Named(string what) => what switch
    {
        "page" => Page,
        "page not last" => Page with { Last = false },
        "pasid" => WithPasid,
        "pasid not last" => WithPasid with { Last = false },
        _ => StopMarker,
    };

    private static void Start(Rig rig)
    {
        rig.Smmu.WriteRegister(RegisterOffset.PriqBase, 8, Queue | 2);
        rig.Write(RegisterOffset.IrqCtrl, 0b111);
        rig.Write(RegisterOffset.Cr0, 0b1111);
    }

    private ulong[] Record(int index, Rig? rig = null)
    {
        var words = new ulong[2];
        Assert.True((rig ?? _rig).Memory.TryRead(new Pa(Queue + (16 * (ulong)index)), words));
        return words;
    }

    private void Fill(int count)
    {
        for (; count > 0; count--) _rig.Smmu.RequestPage(Page);
    }
}
