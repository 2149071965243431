using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>Context descriptors and the tables they are in (IHI 0070 5.2 S1DSS and S1Fmt, 5.3, 5.4, 5.4.2; 7.3.7 to 7.3.11).</summary>
public sealed class ContextTests
{
    public static TheoryData<string, bool> Cases => new()
    {
        { "as it is", true }, { "V 0", false }, { "AA64 0", false }, { "S", false }, { "ENDI", false }, { "HA", false }, { "HD", false },
        { "TG0 reserved", false }, { "TG1 reserved and used", false }, { "TTB0 beyond IPS", false }, { "TTB0 beyond 48 bits", false },
        { "TTB1 beyond IPS", false }, { "A 0", true }, { "both halves off, ENDI", true },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Validity_of_a_context_descriptor(string change, bool isLegal)
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => change switch
        {
            "V 0" => cd with { V = false },
            "AA64 0" => cd with { AA64 = false },
            "S" => cd with { S = true },
            "ENDI" => cd with { ENDI = true },
            "HA" => cd with { HA = true },
            "HD" => cd with { HD = true },
            "TG0 reserved" => cd with { TG0 = Tg0.Reserved },
            "TG1 reserved and used" => cd with { EPD1 = false, T1SZ = 16, TG1 = Tg1.Reserved },
            "TTB0 beyond IPS" => cd with { IPS = AddressSize.Bits32, TTB0 = 0x1_0000_0000 },
            "TTB0 beyond 48 bits" => cd with { TTB0 = 0x1_0000_0000_0000 },
            "TTB1 beyond IPS" => cd with { EPD1 = false, T1SZ = 16, TG1 = Tg1.K4, IPS = AddressSize.Bits36, TTB1 = 0x10_0000_0000 },
            "A 0" => cd with { A = false },
            "both halves off, ENDI" => cd with { EPD0 = true, ENDI = true },
            _ => cd,
        });
        Assert.Equal(isLegal ? EventId.FTranslation : EventId.CBadCd, rig.Translate(0x1000).Event.Id);
    }

    [Fact]
    public void C_BAD_CD_with_and_without_a_substream()
    {
        var rig = WithSubstreams(SteS1Dss.Substream0, SteS1Fmt.Linear, 4, out _);
        rig.AssertEvent(rig.Translate(0x1000, AccessAttributes.Write), 0x0000_0001_0000_000a, 0, 0, 0);
        rig.AssertEvent(rig.Translate(0x1000, substream: 0xf), 0x0000_0001_0000_f80a, 0, 0, 0);
    }

    [Fact]
    public void TERM_MODEL_1_makes_A_0_illegal()
    {
        var rig = new Rig(Chip.Make(zero => zero with { TermModel = true }));
        rig.AddStageOne(edit: cd => cd with { A = false });
        Assert.Equal(EventId.CBadCd, rig.Translate(0).Event.Id);
    }

    [Theory]
    [InlineData(SteStrw.NsEl1, false)]
    [InlineData(SteStrw.El2, true)]
    public void An_ASID_of_more_than_8_bits_needs_ASID16_where_there_are_ASIDs(SteStrw strw, bool isLegal)
    {
        var rig = new Rig(Chip.Make(zero => zero with { ASID16 = false }));
        var stage = rig.AddStageOne(edit: cd => cd with { ASID = new Asid(0x100) });
        rig.Streams.Set(new StreamId(1), stage.Entry with { STRW = strw });
        Assert.Equal(isLegal ? EventId.FTranslation : EventId.CBadCd, rig.Translate(0).Event.Id);
    }

    [Fact]
    public void F_CD_FETCH_names_the_doubleword_that_could_not_be_read()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(1), Structures.StageOneEntry with { S1ContextPtr = 0x123_4567_8940 });
        rig.AssertEvent(rig.Translate(0x1000), 0x0000_0001_0000_0009, 0, 0, 0x123_4567_8940);
        var stage = rig.AddStageOne(stream: 2);
        rig.Memory.Break(new Pa(stage.Contexts.Pointer + 0x38));
        rig.AssertEvent(rig.Translate(0x1000, stream: 2), 0x0000_0002_0000_0009, 0, 0, stage.Contexts.Pointer + 0x38);
    }

    [Fact]
    public void Without_substreams_a_SubstreamID_is_C_BAD_SUBSTREAMID()
    {
        var rig = new Rig();
        rig.AddStageOne();
        rig.AssertEvent(rig.Translate(0x1000, substream: 0x00001), 0x0000_0001_0000_1008, 0, 0, 0);
    }

    [Fact]
    public void A_SubstreamID_beyond_S1CDMax_is_C_BAD_SUBSTREAMID()
    {
        var rig = WithSubstreams(SteS1Dss.Substream0, SteS1Fmt.Linear, 4, out _);
        rig.AssertEvent(rig.Translate(0x1000, AccessAttributes.Write, substream: 0x10), 0x0000_0001_0001_0008, 0, 0, 0);
    }

    [Theory]
    [InlineData(SteS1Dss.Terminate)]
    [InlineData(SteS1Dss.Reserved)]
    public void S1DSS_terminates_what_has_no_substream_with_F_STREAM_DISABLED(SteS1Dss s1dss)
    {
        var rig = WithSubstreams(s1dss, SteS1Fmt.Linear, 4, out _);
        rig.AssertEvent(rig.Translate(0x1000, AccessAttributes.Write), 0x0000_0001_0000_0006, 0, 0, 0);
    }

    [Fact]
    public void Substream_0_is_F_STREAM_DISABLED_where_its_descriptor_serves_what_has_no_substream()
    {
        var rig = WithSubstreams(SteS1Dss.Substream0, SteS1Fmt.Linear, 4, out var contexts);
        Map(rig, contexts, 0, 0x8000);
        rig.AssertTranslated(0x8000, rig.Translate(0x1000));
        rig.AssertEvent(rig.Translate(0x1000, substream: 0), 0x0000_0001_0000_0006, 0, 0, 0);
    }

    [Theory]
    [InlineData(SteS1Dss.Terminate)]
    [InlineData(SteS1Dss.Bypass)]
    public void Substream_0_is_like_any_other_elsewhere(SteS1Dss s1dss)
    {
        var rig = WithSubstreams(s1dss, SteS1Fmt.Linear, 4, out var contexts);
        Map(rig, contexts, 0, 0x8000);
        rig.AssertTranslated(0x8000, rig.Translate(0x1000, substream: 0));
    }

    [Fact]
    public void S1DSS_bypasses_stage_1_for_what_has_no_substream()
    {
        var rig = WithSubstreams(SteS1Dss.Bypass, SteS1Fmt.Linear, 4, out _);
        rig.AssertTranslated(0x1000, rig.Translate(0x1000));
        rig.AssertEvent(
            rig.Translate(1UL << 63, AccessAttributes.Write), 0x0000_0001_0000_0011, 0x0000_0200_0000_0000, 0x8000_0000_0000_0000, 0);
    }

    [Theory]
    [InlineData(SteS1Fmt.Linear, 12)]
    [InlineData(SteS1Fmt.TwoLevel4K, 12)]
    [InlineData(SteS1Fmt.TwoLevel64K, 12)]
    [InlineData(SteS1Fmt.TwoLevel4K, 4)]
    [InlineData(SteS1Fmt.Reserved, 5)]
    public void A_SubstreamID_indexes_the_table(SteS1Fmt format, int log2Count)
    {
        var rig = WithSubstreams(SteS1Dss.Terminate, format, log2Count, out var contexts);
        var last = (1u << log2Count) - 1;
        Map(rig, contexts, 0, 0x1_0000_0000, asid: 1);
        Map(rig, contexts, last, 0x2_0000_0000, asid: 2);
        Map(rig, contexts, last / 2, 0x3_0000_0000, asid: 3);
        rig.AssertTranslated(0x1_0000_0000, rig.Translate(0x1000, substream: 0));
        rig.AssertTranslated(0x2_0000_0000, rig.Translate(0x1000, substream: last));
        rig.AssertTranslated(0x3_0000_0000, rig.Translate(0x1000, substream: last / 2));
        Assert.Equal(EventId.CBadSubstreamid, rig.Translate(0x1000, substream: last + 1).Event.Id);
    }

    [Fact]
    public void A_level_1_descriptor_that_is_invalid_is_C_BAD_SUBSTREAMID()
    {
        var rig = WithSubstreams(SteS1Dss.Substream0, SteS1Fmt.TwoLevel4K, 12, out _);
        rig.AssertEvent(rig.Translate(0x1000, substream: 0x41), 0x0000_0001_0004_1008, 0, 0, 0);
        // Without a substream the index is 0, and so is the record.
        rig.AssertEvent(rig.Translate(0x1000), 0x0000_0001_0000_0008, 0, 0, 0);
    }

    [Fact]
    public void A_level_1_descriptor_that_points_beyond_OAS_is_C_BAD_SUBSTREAMID()
    {
        var rig = WithSubstreams(SteS1Dss.Terminate, SteS1Fmt.TwoLevel4K, 12, out var contexts);
        rig.Memory.TryWrite64(contexts.AddressOfL1Descriptor(0x41), 0x0000_1000_0000_0001);
        rig.AssertEvent(rig.Translate(0x1000, substream: 0x41), 0x0000_0001_0004_1008, 0, 0, 0);
    }

    [Fact]
    public void F_CD_FETCH_of_a_level_1_descriptor()
    {
        var rig = WithSubstreams(SteS1Dss.Terminate, SteS1Fmt.TwoLevel4K, 12, out var contexts);
        rig.Memory.Break(contexts.AddressOfL1Descriptor(0x81));
        rig.AssertEvent(rig.Translate(0x1000, substream: 0x81), 0x0000_0001_0008_1809, 0, 0, contexts.Pointer + 0x10);
    }

    [Theory]
    [InlineData(SteS1Fmt.TwoLevel4K, EventId.CBadSte)]
    [InlineData(SteS1Fmt.TwoLevel64K, EventId.CBadSte)]
    [InlineData(SteS1Fmt.Linear, EventId.CBadCd)]
    [InlineData(SteS1Fmt.Reserved, EventId.CBadCd)]
    public void Without_CD2L_a_table_of_two_levels_is_illegal(SteS1Fmt format, EventId expected)
    {
        var rig = WithSubstreams(SteS1Dss.Substream0, format, 4, out _, Chip.Make(zero => zero with { CD2L = false }));
        Assert.Equal(expected, rig.Translate(0x1000).Event.Id);
    }

    [Fact]
    public void Without_SSIDSIZE_the_table_is_one_descriptor_whatever_S1CDMax_says()
    {
        var chip = Chip.Make(idr1: one => one with { SSIDSIZE = 0 });
        var rig = WithSubstreams(SteS1Dss.Terminate, SteS1Fmt.Linear, 4, out var contexts, chip);
        Map(rig, contexts, 0, 0x8000);
        rig.AssertTranslated(0x8000, rig.Translate(0x1000));
        Assert.Equal(EventId.CBadSubstreamid, rig.Translate(0x1000, substream: 0).Event.Id);
    }

    [Fact]
    public void CFGI_CD_makes_one_descriptor_be_read_again_and_the_others_stay()
    {
        var rig = WithSubstreams(SteS1Dss.Terminate, SteS1Fmt.Linear, 4, out var contexts);
        for (var index = 1u; index <= 3; index++) Map(rig, contexts, index, index << 16, asid: (ushort)index);
        for (var index = 1u; index <= 3; index++) rig.AssertTranslated(index << 16, rig.Translate(0x1000, substream: index));
        for (var index = 1u; index <= 3; index++) contexts.Set(index, default);
        rig.Submit(Commands.CfgiCd(1, 2), Commands.Sync);
        Assert.Equal(EventId.CBadCd, rig.Translate(0x1000, substream: 2).Event.Id);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000, substream: 1).Status);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000, substream: 3).Status);
        rig.Submit(Commands.Of(CommandOpcode.CfgiCdAll) with { StreamID = new StreamId(2) }, Commands.Sync);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000, substream: 3).Status);
        rig.Submit(Commands.Of(CommandOpcode.CfgiCdAll) with { StreamID = new StreamId(1) }, Commands.Sync);
        Assert.Equal(EventId.CBadCd, rig.Translate(0x1000, substream: 1).Event.Id);
        Assert.Equal(EventId.CBadCd, rig.Translate(0x1000, substream: 3).Event.Id);
    }

    private static Rig WithSubstreams(
        SteS1Dss s1dss, SteS1Fmt format, int log2Count, out ContextTableBuilder contexts, SmmuCapabilities? capabilities = null)
    {
        var rig = new Rig(capabilities);
        contexts = new ContextTableBuilder(rig.Memory, rig.Frames, format, log2Count);
        rig.Streams.Set(new StreamId(1), contexts.AttachedTo(Structures.StageOneEntry) with { S1DSS = s1dss });
        return rig;
    }

    private static void Map(Rig rig, ContextTableBuilder contexts, uint index, ulong output, ushort asid = 7)
    {
        var pages = new PageTableBuilder(rig.Memory, rig.Frames, PageTableShape.StageOne(Granule.K4, 25));
        pages.Map(0x1000, output, 3, PageTableBuilder.StageOneLeaf);
        contexts.Set(index, Structures.Context(pages, asid));
    }
}
