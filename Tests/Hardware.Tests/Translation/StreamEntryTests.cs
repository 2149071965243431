using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>What makes an STE valid, and what it does by itself (IHI 0070 5.2, 5.2.2; 3.4 for bypass; 6.3.19 for GBPA).</summary>
public sealed class StreamEntryTests
{
    [Fact]
    public void C_BAD_STE_of_an_entry_that_is_not_valid()
    {
        var rig = new Rig();
        rig.AssertEvent(rig.Translate(0x1234, AccessAttributes.Write), 0x0000_0001_0000_0004, 0, 0, 0);
        rig.AssertEvent(rig.Translate(0x1234, substream: 0x12345), 0x0000_0001_1234_5804, 0, 0, 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Config_0xx_aborts_without_a_record(int config)
    {
        var rig = new Rig();
        var entry = default(StreamTableEntry) with { V = true, Config = (SteConfig)config, S1CDMax = 31, S2TG = Tg0.Reserved };
        rig.Streams.Set(new StreamId(1), entry);
        rig.AssertSilentAbort(rig.Translate(0x1000));
        rig.AssertSilentAbort(rig.Translate(0x1000, substream: 1));
    }

    [Fact]
    public void Bypass_gives_the_address_itself()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.AssertTranslated(0x0fff_ffff_ffff, rig.Translate(0x0fff_ffff_ffff, AccessAttributes.Write));
        Assert.Equal(TranslationPath.Bypass, rig.Translate(0).Path);
    }

    [Fact]
    public void Bypass_beyond_OAS_is_F_ADDR_SIZE_of_stage_1()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.AssertEvent(rig.Translate(0x1000_0000_0000), 0x0000_0001_0000_0011, 0x0000_0208_0000_0000, 0x1000_0000_0000, 0);
    }

    [Fact]
    public void Bypass_with_a_substream_is_C_BAD_SUBSTREAMID_whose_record_has_no_SSV()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.AssertEvent(rig.Translate(0x1000, substream: 0xfedcb), 0x0000_0001_fedc_b008, 0, 0, 0);
    }

    [Theory]
    [InlineData(0x0000_1000UL, 0x0fff_ffff_ffffUL, true)]
    [InlineData(0x0000_1000UL, 0x1000_0000_0000UL, false)]
    [InlineData(0x0010_1000UL, 0x1000UL, false)]
    public void A_disabled_SMMU_does_what_GBPA_says_and_records_nothing(ulong gbpa, ulong address, bool passes)
    {
        var rig = new Rig();
        rig.Write(RegisterOffset.Cr0, 0b1100);
        rig.Write(RegisterOffset.Gbpa, (uint)gbpa | 0x8000_0000);
        var result = rig.Translate(address, substream: 3);
        Assert.Equal(TranslationPath.Disabled, result.Path);
        if (passes) rig.AssertTranslated(address, result);
        else rig.AssertSilentAbort(result);
    }

    [Fact]
    public void A_disabled_SMMU_reads_nothing()
    {
        var rig = new Rig();
        rig.Write(RegisterOffset.Cr0, 0b1100);
        var before = rig.Memory.Reads;
        rig.Translate(0x1000);
        Assert.Equal(before, rig.Memory.Reads);
    }

    public static TheoryData<string, bool> StageOneCases => new()
    {
        { "as it is", true }, { "S1STALLD", false }, { "S1CDMax of SSIDSIZE", true }, { "S1CDMax beyond SSIDSIZE", false },
        { "STRW El3", false }, { "STRW reserved", false }, { "STRW El2", true }, { "S1ContextPtr beyond OAS", false },
        { "stage 2 fields wild", true }, { "S1Fmt reserved", true },
    };

    [Theory, MemberData(nameof(StageOneCases))]
    public void Validity_of_a_stage_1_entry(string change, bool isLegal)
    {
        var rig = new Rig();
        var entry = rig.AddStageOne().Entry;
        rig.Streams.Set(new StreamId(1), change switch
        {
            "S1STALLD" => entry with { S1STALLD = true },
            "S1CDMax of SSIDSIZE" => entry with { S1CDMax = 12, S1DSS = SteS1Dss.Substream0 },
            "S1CDMax beyond SSIDSIZE" => entry with { S1CDMax = 13, S1DSS = SteS1Dss.Substream0 },
            "STRW El3" => entry with { STRW = SteStrw.El3 },
            "STRW reserved" => entry with { STRW = (SteStrw)3 },
            "STRW El2" => entry with { STRW = SteStrw.El2 },
            "S1ContextPtr beyond OAS" => entry with { S1ContextPtr = 0x1000_0000_0000 },
            "stage 2 fields wild" => entry with { S2TG = Tg0.Reserved, S2T0SZ = 63, S2S = true, S2ENDI = true, S2HA = true },
            "S1Fmt reserved" => entry with { S1Fmt = SteS1Fmt.Reserved, S1CDMax = 4, S1DSS = SteS1Dss.Substream0 },
            _ => entry,
        });
        Assert.Equal(isLegal, rig.Translate(0x1000).Event.Id != EventId.CBadSte);
    }

    public static TheoryData<string, bool> StageTwoCases => new()
    {
        { "as it is", true }, { "S2AA64 0", false }, { "S2ENDI", false }, { "S2HA", false }, { "S2HD", false }, { "S2S", false },
        { "S2TG reserved", false }, { "S2TTB beyond S2PS", false }, { "S2TTB beyond 48 bits", false }, { "STRW ignored", true },
        { "stage 1 fields wild", true },
    };

    [Theory, MemberData(nameof(StageTwoCases))]
    public void Validity_of_a_stage_2_entry(string change, bool isLegal)
    {
        var rig = new Rig();
        rig.AddStageTwo(edit: entry => change switch
        {
            "S2AA64 0" => entry with { S2AA64 = false },
            "S2ENDI" => entry with { S2ENDI = true },
            "S2HA" => entry with { S2HA = true },
            "S2HD" => entry with { S2HD = true },
            "S2S" => entry with { S2S = true },
            "S2TG reserved" => entry with { S2TG = Tg0.Reserved },
            "S2TTB beyond S2PS" => entry with { S2PS = AddressSize.Bits32, S2TTB = 0x1_0000_0000 },
            "S2TTB beyond 48 bits" => entry with { S2TTB = 0x1_0000_0000_0000 },
            "STRW ignored" => entry with { STRW = SteStrw.El3 },
            "stage 1 fields wild" => entry with { S1CDMax = 31, S1ContextPtr = 0x00ff_ffff_ffff_ffc0, S1STALLD = true },
            _ => entry,
        });
        Assert.Equal(isLegal, rig.Translate(0x1000).Event.Id != EventId.CBadSte);
    }

    [Fact]
    public void An_unsupported_granule_makes_the_entry_illegal()
    {
        var rig = new Rig(Chip.Make(idr5: five => five with { GRAN64K = false }));
        rig.AddStageTwo(new PageTableShape(Granule.K64, 24, 2));
        Assert.Equal(EventId.CBadSte, rig.Translate(0).Event.Id);
    }

    [Fact]
    public void A_stage_that_is_not_implemented_makes_the_entry_illegal()
    {
        var onlyOne = new Rig(Chip.Make(zero => zero with { S2P = false }));
        onlyOne.AddStageTwo();
        Assert.Equal(EventId.CBadSte, onlyOne.Translate(0).Event.Id);
        var onlyTwo = new Rig(Chip.Make(zero => zero with { S1P = false }));
        onlyTwo.AddStageOne();
        Assert.Equal(EventId.CBadSte, onlyTwo.Translate(0).Event.Id);
    }

    // 5.2.2, IgnoreSTES2VMID: bits 15 to 8 count where the VMID tags something.
    [Theory]
    [InlineData(SteConfig.S1Translate, SteStrw.NsEl1, false)]
    [InlineData(SteConfig.S1Translate, SteStrw.El2, true)]
    [InlineData(SteConfig.S2Translate, SteStrw.NsEl1, false)]
    [InlineData(SteConfig.Bypass, SteStrw.NsEl1, true)]
    public void A_VMID_of_more_than_8_bits_needs_VMID16(SteConfig config, SteStrw strw, bool isLegal)
    {
        var rig = new Rig(Chip.Make(zero => zero with { VMID16 = false }));
        var entry = config == SteConfig.S1Translate ? rig.AddStageOne().Entry : Structures.StageTwoEntry(rig.AddStageTwo());
        rig.Streams.Set(new StreamId(1), entry with { Config = config, STRW = strw, S2VMID = new Vmid(0x100) });
        Assert.Equal(isLegal, rig.Translate(0x1000).Event.Id != EventId.CBadSte);
    }

    // 5.2, S2T0SZ and S2SL0: the first level resolves 1 bit to a level's worth and 4 more, and OAS bounds the IPA.
    [Theory]
    [InlineData(Granule.K4, 0, 20, true)]
    [InlineData(Granule.K4, 0, 19, false)]
    [InlineData(Granule.K4, 0, 24, true)]
    [InlineData(Granule.K4, 0, 25, false)]
    [InlineData(Granule.K4, 1, 21, true)]
    [InlineData(Granule.K4, 1, 20, false)]
    [InlineData(Granule.K4, 1, 33, true)]
    [InlineData(Granule.K4, 1, 34, false)]
    [InlineData(Granule.K4, 2, 30, true)]
    [InlineData(Granule.K4, 2, 29, false)]
    [InlineData(Granule.K4, 2, 39, true)]
    [InlineData(Granule.K4, 2, 40, false)]
    [InlineData(Granule.K4, 3, 39, false)]
    [InlineData(Granule.K16, 1, 20, true)]
    [InlineData(Granule.K16, 1, 27, true)]
    [InlineData(Granule.K16, 1, 28, false)]
    [InlineData(Granule.K16, 2, 24, true)]
    [InlineData(Granule.K16, 2, 23, false)]
    [InlineData(Granule.K16, 3, 35, true)]
    [InlineData(Granule.K16, 3, 34, false)]
    [InlineData(Granule.K64, 1, 20, true)]
    [InlineData(Granule.K64, 1, 22, false)]
    [InlineData(Granule.K64, 2, 20, true)]
    [InlineData(Granule.K64, 2, 34, true)]
    [InlineData(Granule.K64, 2, 35, false)]
    [InlineData(Granule.K64, 3, 31, true)]
    [InlineData(Granule.K64, 3, 30, false)]
    public void Start_level_size_and_granule_of_stage_2_must_agree(Granule granule, int startLevel, int txsz, bool isLegal)
    {
        var rig = new Rig();
        var shape = new PageTableShape(granule, 28, 2);
        rig.AddStageTwo(shape, edit: entry => entry with
        {
            S2T0SZ = (byte)txsz,
            S2SL0 = (shape with { StartLevel = startLevel }).S2SL0,
            S2TTB = 0x4800_0000,
        });
        Assert.Equal(isLegal ? EventId.FTranslation : EventId.CBadSte, rig.Translate(0).Event.Id);
    }

    [Fact]
    public void A_start_level_0_needs_44_bits_of_physical_address()
    {
        var rig = new Rig(Chip.Make(idr5: five => five with { OAS = AddressSize.Bits42 }));
        rig.AddStageTwo(new PageTableShape(Granule.K4, 22, 0));
        Assert.Equal(EventId.CBadSte, rig.Translate(0).Event.Id);
    }

    [Fact]
    public void An_entry_is_used_from_the_cache_until_it_is_invalidated_and_its_neighbour_stays()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.Streams.Set(new StreamId(2), Structures.BypassEntry);
        rig.Translate(0, stream: 1);
        rig.Translate(0, stream: 2);
        rig.Streams.Set(new StreamId(1), default);
        rig.Streams.Set(new StreamId(2), default);
        rig.AssertTranslated(0, rig.Translate(0, stream: 1));
        rig.Submit(Commands.CfgiSte(1), Commands.Sync);
        Assert.Equal(EventId.CBadSte, rig.Translate(0, stream: 1).Event.Id);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0, stream: 2).Status);
    }

    [Fact]
    public void A_bad_entry_is_not_cached()
    {
        var rig = new Rig();
        Assert.Equal(EventId.CBadSte, rig.Translate(0).Event.Id);
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0).Status);
    }
}
