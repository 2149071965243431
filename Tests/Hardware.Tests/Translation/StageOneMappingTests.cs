using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>Which address a stage 1 table gives, for every granule, level and half (DDI 0487 D8.2, D8.3).</summary>
public sealed class StageOneMappingTests
{
    public static TheoryData<Granule, int, ulong> Leaves => new()
    {
        { Granule.K4, 3, 0x0abc_def0_1edc }, { Granule.K4, 2, 0x0abc_def0_fedc }, { Granule.K4, 1, 0x0abc_f210_fedc },
        { Granule.K16, 3, 0x0abc_def0_3edc }, { Granule.K16, 2, 0x0abc_de10_fedc },
        { Granule.K64, 3, 0x0abc_def0_fedc }, { Granule.K64, 2, 0x0abc_d210_fedc },
    };

    [Theory, MemberData(nameof(Leaves))]
    public void A_leaf_maps_its_page_or_block_in_the_lower_half(Granule granule, int level, ulong expected)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(PageTableShape.StageOne(granule, 16)).Pages;
        pages.Map(0x7654_3210_fedc, 0x0abc_def0_1234, level, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(expected, rig.Translate(0x7654_3210_fedc));
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x7654_3210_fedc).Path);
        rig.AssertTranslated(expected, rig.Translate(0x7654_3210_fedc));
    }

    [Theory, MemberData(nameof(Leaves))]
    public void A_leaf_maps_its_page_or_block_in_the_upper_half(Granule granule, int level, ulong expected)
    {
        var rig = new Rig();
        var shape = PageTableShape.StageOne(granule, 16);
        PageTableBuilder? pages = null;
        rig.AddStageOne(shape, edit: _ => Structures.UpperContext(pages = new PageTableBuilder(rig.Memory, rig.Frames, shape)));
        pages!.Map(0xffff_7654_3210_fedc, 0x0abc_def0_1234, level, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(expected, rig.Translate(0xffff_7654_3210_fedc));
    }

    [Theory, MemberData(nameof(Leaves))]
    public void The_neighbours_of_a_leaf_are_not_mapped(Granule granule, int level, ulong expected)
    {
        Assert.NotEqual(0UL, expected);
        var rig = new Rig();
        var pages = rig.AddStageOne(PageTableShape.StageOne(granule, 16)).Pages;
        pages.Map(0x7654_3210_fedc, 0x0abc_def0_1234, level, PageTableBuilder.StageOneLeaf);
        var size = 1UL << pages.Shape.Log2Size(level);
        var start = 0x7654_3210_fedc & ~(size - 1);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(start).Status);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(start + size - 1).Status);
        Assert.Equal(EventId.FTranslation, rig.Translate(start - 1).Event.Id);
        Assert.Equal(EventId.FTranslation, rig.Translate(start + size).Event.Id);
    }

    // T0SZ and the level at which the walk starts, by granule: one more bit than a level resolves adds a level.
    [Theory]
    [InlineData(Granule.K4, 16, 4)]
    [InlineData(Granule.K4, 24, 4)]
    [InlineData(Granule.K4, 25, 3)]
    [InlineData(Granule.K4, 33, 3)]
    [InlineData(Granule.K4, 34, 2)]
    [InlineData(Granule.K4, 39, 2)]
    [InlineData(Granule.K16, 16, 4)]
    [InlineData(Granule.K16, 17, 3)]
    [InlineData(Granule.K16, 27, 3)]
    [InlineData(Granule.K16, 28, 2)]
    [InlineData(Granule.K16, 39, 1)]
    [InlineData(Granule.K64, 16, 3)]
    [InlineData(Granule.K64, 21, 3)]
    [InlineData(Granule.K64, 22, 2)]
    [InlineData(Granule.K64, 35, 1)]
    [InlineData(Granule.K64, 39, 1)]
    public void A_walk_reads_as_many_levels_as_the_input_size_needs(Granule granule, int txsz, int levels)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(PageTableShape.StageOne(granule, txsz)).Pages;
        Assert.Equal(4 - levels, pages.Shape.StartLevel);
        var last = (1UL << (64 - txsz)) - 1;
        pages.Map(last, 0x0fed_cba0_0000, 3, PageTableBuilder.StageOneLeaf);
        pages.Map(0, 0x0123_4560_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x0fed_cba0_0000 | (last & (granule.PageSizeBytes - 1)), rig.Translate(last));
        var before = rig.Memory.Reads;
        rig.AssertTranslated(0x0123_4560_0010, rig.Translate(0x10));
        Assert.Equal(levels, rig.Memory.Reads - before);
    }

    [Theory]
    [InlineData(Granule.K4, 48, 3)]
    [InlineData(Granule.K16, 48, 3)]
    [InlineData(Granule.K64, 47, 3)]
    public void With_small_translation_tables_a_walk_may_be_one_level(Granule granule, int txsz, int startLevel)
    {
        var rig = new Rig(Chip.Make(idr3: three => three with { STT = true }));
        var pages = rig.AddStageOne(PageTableShape.StageOne(granule, txsz)).Pages;
        Assert.Equal(startLevel, pages.Shape.StartLevel);
        pages.Map(granule.PageSizeBytes, 0x0123_4560_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x0123_4560_0004, rig.Translate(granule.PageSizeBytes + 4));
    }

    [Theory]
    [InlineData(3, 0x000f_edcb_a987_fedcUL)]
    [InlineData(2, 0x000f_edcb_b210_fedcUL)]
    [InlineData(1, 0x000f_ee54_3210_fedcUL)]
    public void A_64K_granule_with_52_bits_holds_the_top_address_bits_in_bits_15_to_12(int level, ulong expected)
    {
        var rig = new Rig(Chip.Large);
        var pages = rig.AddStageOne(PageTableShape.StageOne(Granule.K64, 12, hasHighBits: true)).Pages;
        pages.Map(0x000a_7654_3210_fedc, 0x000f_edcb_a987_6543, level, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(expected, rig.Translate(0x000a_7654_3210_fedc));
    }

    [Fact]
    public void A_first_table_of_few_entries_is_aligned_to_64_bytes_where_addresses_have_52_bits()
    {
        var rig = new Rig(Chip.Large);
        // 43 bits of input with 64K: one bit is resolved at level 1, the table has 16 bytes.
        var pages = rig.AddStageOne(PageTableShape.StageOne(Granule.K64, 21, hasHighBits: true),
            edit: cd => cd with { TTB0 = cd.TTB0 + 0x30 }).Pages;
        pages.Map(0x10000, 0x8000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x8000_0004, rig.Translate(0x10004));
    }

    [Theory]
    [InlineData(Granule.K4, 0)]
    [InlineData(Granule.K16, 0)]
    [InlineData(Granule.K16, 1)]
    [InlineData(Granule.K64, 1)]
    public void A_block_at_a_level_that_has_none_is_a_translation_fault(Granule granule, int level)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(PageTableShape.StageOne(granule, 16)).Pages;
        pages.Write(pages.MakeDescriptor(0x1000, level), PageTableBuilder.StageOneLeaf with { Kind = DescriptorKind.Block });
        rig.AssertEvent(rig.Translate(0x1000), 0x0000_0001_0000_0010, 0x0000_0208_0000_0000, 0x1000, 0);
    }

    [Theory]
    [InlineData(DescriptorKind.Invalid)]
    [InlineData(DescriptorKind.InvalidToo)]
    [InlineData(DescriptorKind.Block)]
    public void A_level_3_descriptor_that_is_no_page_is_a_translation_fault(DescriptorKind kind)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        pages.Write(pages.MakeDescriptor(0x5000, 3), PageTableBuilder.StageOneLeaf with { Kind = kind });
        Assert.Equal(EventId.FTranslation, rig.Translate(0x5000).Event.Id);
    }

    [Fact]
    public void Both_halves_of_one_context_translate_side_by_side()
    {
        var rig = new Rig();
        var upper = new PageTableBuilder(rig.Memory, rig.Frames, PageTableShape.StageOne(Granule.K64, 20));
        var lower = rig.AddStageOne(edit: cd => cd with { EPD1 = false, TTB1 = upper.Pointer, T1SZ = 20, TG1 = Tg1.K64 }).Pages;
        lower.Map(0x1000, 0x1_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        upper.Map(0xffff_ffff_0000_0000, 0x2_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x1_0000_0008, rig.Translate(0x1008));
        rig.AssertTranslated(0x2_0000_1008, rig.Translate(0xffff_ffff_0000_1008));
        Assert.Equal(EventId.FTranslation, rig.Translate(0xffff_ffff_0001_0000).Event.Id);
    }
}
