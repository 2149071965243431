using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>Which input addresses a stage 1 context takes (IHI 0070 3.4, 3.4.1; 5.4 TxSZ, TBI, EPD).</summary>
public sealed class StageOneRangeTests
{
    [Theory]
    [InlineData(Granule.K4, 15, false)]
    [InlineData(Granule.K4, 16, true)]
    [InlineData(Granule.K4, 39, true)]
    [InlineData(Granule.K4, 40, false)]
    [InlineData(Granule.K16, 15, false)]
    [InlineData(Granule.K16, 39, true)]
    [InlineData(Granule.K64, 12, false)]
    [InlineData(Granule.K64, 16, true)]
    [InlineData(Granule.K64, 40, false)]
    public void TxSZ_outside_of_its_limits_makes_the_context_illegal(Granule granule, int txsz, bool isLegal) =>
        AssertLegal(new Rig(), granule, txsz, isLegal);

    [Theory]
    [InlineData(Granule.K64, 11, false)]
    [InlineData(Granule.K64, 12, true)]
    [InlineData(Granule.K4, 12, false)]
    [InlineData(Granule.K16, 15, false)]
    public void With_VAX_a_64K_granule_takes_52_bits(Granule granule, int txsz, bool isLegal) =>
        AssertLegal(new Rig(Chip.Large), granule, txsz, isLegal);

    [Theory]
    [InlineData(Granule.K4, 48, true)]
    [InlineData(Granule.K4, 49, false)]
    [InlineData(Granule.K16, 48, true)]
    [InlineData(Granule.K64, 47, true)]
    [InlineData(Granule.K64, 48, false)]
    public void With_STT_tables_may_be_smaller(Granule granule, int txsz, bool isLegal) =>
        AssertLegal(new Rig(Chip.Make(idr3: three => three with { STT = true })), granule, txsz, isLegal);

    [Theory]
    [InlineData(16, 0x0001_0000_0000_0000UL)]
    [InlineData(25, 0x0000_0080_0000_0000UL)]
    [InlineData(25, 0x0080_0000_0000_0000UL)]
    [InlineData(39, 0x0000_0000_0200_0000UL)]
    [InlineData(39, 0x8000_0000_0000_0000UL)]
    public void An_address_beyond_T0SZ_is_a_translation_fault(int txsz, ulong address)
    {
        var rig = new Rig();
        rig.AddStageOne(PageTableShape.StageOne(Granule.K4, txsz)).Pages.Map(0, 0x1000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertEvent(rig.Translate(address), 0x0000_0001_0000_0010, 0x0000_0208_0000_0000, address, 0);
    }

    [Theory]
    [InlineData(0xffff_ff7f_ffff_f000UL)]
    [InlineData(0xfeff_ff80_0000_0000UL)]
    public void An_address_below_T1SZ_is_a_translation_fault(ulong address)
    {
        var rig = new Rig();
        var upper = new PageTableBuilder(rig.Memory, rig.Frames, PageTableShape.StageOne(Granule.K4, 25));
        rig.AddStageOne(edit: _ => Structures.UpperContext(upper));
        upper.Map(0xffff_ff80_0000_0000, 0x1000, 3, PageTableBuilder.StageOneLeaf);
        Assert.Equal(EventId.FTranslation, rig.Translate(address).Event.Id);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0xffff_ff80_0000_0000).Status);
    }

    // TBI0 and TBI1 each speak of their own half, chosen by bit 55.
    [Theory]
    [InlineData(false, false, false, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, true, false, true)]
    [InlineData(true, true, true, true)]
    public void Top_byte_ignore_is_per_half(bool tbi0, bool tbi1, bool lowerTranslates, bool upperTranslates)
    {
        var rig = new Rig();
        var shape = PageTableShape.StageOne(Granule.K4, 16);
        var upper = new PageTableBuilder(rig.Memory, rig.Frames, shape);
        var lower = rig.AddStageOne(
            shape, edit: cd => cd with { EPD1 = false, TTB1 = upper.Pointer, T1SZ = 16, TG1 = Tg1.K4, TBI0 = tbi0, TBI1 = tbi1 }).Pages;
        lower.Map(0x1000, 0x1_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        upper.Map(0xffff_0000_0000_1000, 0x2_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        Assert.Equal(lowerTranslates, rig.Translate(0xa500_0000_0000_1000).Status == TranslationStatus.Translated);
        Assert.Equal(upperTranslates, rig.Translate(0x5aff_0000_0000_1000).Status == TranslationStatus.Translated);
        // Bits below the top byte count in any case.
        Assert.Equal(EventId.FTranslation, rig.Translate(0x0001_0000_0000_1000).Event.Id);
        Assert.Equal(EventId.FTranslation, rig.Translate(0x00fe_0000_0000_1000).Event.Id);
    }

    [Fact]
    public void A_record_has_the_address_with_its_top_byte()
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => cd with { TBI0 = true });
        rig.AssertEvent(rig.Translate(0xa500_0000_0000_1234), 0x0000_0001_0000_0010, 0x0000_0208_0000_0000, 0xa500_0000_0000_1234, 0);
    }

    [Fact]
    public void A_hit_ignores_the_top_byte_too()
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => cd with { TBI0 = true }).Pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x8004, rig.Translate(0x1004));
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x3300_0000_0000_1004).Path);
    }

    [Theory]
    [InlineData(true, false, 0x1000UL)]
    [InlineData(false, true, 0xffff_0000_0000_1000UL)]
    public void A_disabled_half_is_a_translation_fault_and_its_table_is_not_looked_at(bool epd0, bool epd1, ulong address)
    {
        var rig = new Rig();
        // The disabled half has an unsupported granule, size and base: all ignored.
        rig.AddStageOne(edit: cd => cd with
        {
            EPD0 = epd0,
            EPD1 = epd1,
            T0SZ = epd0 ? (byte)0 : (byte)16,
            TG0 = epd0 ? Tg0.Reserved : Tg0.K4,
            TTB0 = epd0 ? 0x000f_ffff_ffff_fff0 : cd.TTB0,
            T1SZ = epd1 ? (byte)63 : (byte)16,
            TG1 = epd1 ? Tg1.Reserved : Tg1.K4,
            TTB1 = epd1 ? 0x000f_ffff_ffff_fff0 : cd.TTB0,
        });
        rig.AssertEvent(rig.Translate(address), 0x0000_0001_0000_0010, 0x0000_0208_0000_0000, address, 0);
    }

    [Fact]
    public void In_the_EL2_regime_there_is_one_range_and_EPD_does_not_exist()
    {
        var rig = new Rig();
        var stage = rig.AddStageOne(edit: cd => cd with { EPD0 = true, EPD1 = false, TG1 = Tg1.Reserved });
        rig.Streams.Set(new StreamId(1), stage.Entry with { STRW = SteStrw.El2 });
        stage.Pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x8000, rig.Translate(0x1000));
        Assert.Equal(EventId.FTranslation, rig.Translate(0xffff_0000_0000_1000).Event.Id);
    }

    private static void AssertLegal(Rig rig, Granule granule, int txsz, bool isLegal)
    {
        var tg0 = PageTableShape.StageOne(granule, 16).Tg0;
        rig.AddStageOne(PageTableShape.StageOne(granule, 25), edit: cd => cd with { T0SZ = (byte)txsz, TG0 = tg0 });
        Assert.Equal(isLegal ? EventId.FTranslation : EventId.CBadCd, rig.Translate(0).Event.Id);
    }
}
