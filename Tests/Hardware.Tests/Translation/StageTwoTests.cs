using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>Stage 2 alone (IHI 0070 3.4, 5.2; DDI 0487 D8).</summary>
public sealed class StageTwoTests
{
    public static TheoryData<Granule, int, int, int> Shapes => new()
    {
        { Granule.K4, 20, 0, 3 }, { Granule.K4, 24, 0, 2 }, { Granule.K4, 24, 1, 1 }, { Granule.K4, 21, 1, 3 }, { Granule.K4, 33, 1, 3 },
        { Granule.K4, 30, 2, 3 }, { Granule.K4, 39, 2, 2 }, { Granule.K16, 20, 1, 3 }, { Granule.K16, 24, 2, 2 }, { Granule.K16, 35, 3, 3 },
        { Granule.K64, 20, 1, 2 }, { Granule.K64, 20, 2, 3 }, { Granule.K64, 31, 3, 3 },
    };

    // With concatenated first tables the last entries are far beyond one granule of table.
    [Theory, MemberData(nameof(Shapes))]
    public void The_last_and_the_first_leaf_of_every_shape_map(Granule granule, int txsz, int startLevel, int leafLevel)
    {
        var rig = new Rig();
        var pages = rig.AddStageTwo(new PageTableShape(granule, txsz, startLevel));
        var last = (1UL << (64 - txsz)) - 1;
        var low = (1UL << pages.Shape.Log2Size(leafLevel)) - 1;
        pages.Map(last, 0x0fff_ffff_ffff, leafLevel, PageTableBuilder.StageTwoLeaf);
        pages.Map(0, 0x0123_4567_89ab & ~low, leafLevel, PageTableBuilder.StageTwoLeaf);
        rig.AssertTranslated((0x0fff_ffff_ffff & ~low) | (last & low), rig.Translate(last));
        rig.AssertTranslated((0x0123_4567_89ab & ~low) | 0x123, rig.Translate(0x123));
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x123).Path);
    }

    [Fact]
    public void A_middle_one_of_concatenated_tables_is_found()
    {
        var rig = new Rig();
        // 43 bits from level 1: 16 tables side by side; this address is in the tenth.
        var pages = rig.AddStageTwo(new PageTableShape(Granule.K4, 21, 1));
        pages.Map(0x480_0000_5000, 0x8000, 3, PageTableBuilder.StageTwoLeaf);
        Assert.Equal(pages.Root.Value + 0x9000, pages.AddressOfDescriptor(0x480_0000_5000, 1)!.Value.Value);
        rig.AssertTranslated(0x8010, rig.Translate(0x480_0000_5010));
    }

    [Fact]
    public void An_IPA_beyond_S2T0SZ_is_F_TRANSLATION_of_stage_2_with_the_IPA()
    {
        var rig = new Rig();
        rig.AddStageTwo();
        rig.AssertEvent(
            rig.Translate(0x100_0000_1234), 0x0000_0001_0000_0010, 0x0000_0288_0000_0000, 0x100_0000_1234, 0x0000_0100_0000_1000);
    }

    [Fact]
    public void An_IPA_beyond_OAS_is_F_ADDR_SIZE_of_stage_1()
    {
        var rig = new Rig();
        rig.AddStageTwo();
        rig.AssertEvent(rig.Translate(0x1000_0000_0000), 0x0000_0001_0000_0011, 0x0000_0208_0000_0000, 0x1000_0000_0000, 0);
    }

    [Fact]
    public void F_TRANSLATION_of_a_write_that_nothing_maps()
    {
        var rig = new Rig();
        rig.AddStageTwo();
        rig.AssertEvent(rig.Translate(0x5678, AccessAttributes.Write), 0x0000_0001_0000_0010, 0x0000_0280_0000_0000, 0x5678, 0x5000);
    }

    [Fact]
    public void F_ACCESS_and_S2AFFD()
    {
        var rig = new Rig();
        rig.AddStageTwo().Map(0x1000, 0x8000, 3, PageTableBuilder.StageTwoLeaf with { AF = false });
        rig.AssertEvent(rig.Translate(0x1008), 0x0000_0001_0000_0012, 0x0000_0288_0000_0000, 0x1008, 0x1000);
        rig.AddStageTwo(stream: 2, edit: entry => entry with { S2AFFD = true, S2VMID = new Vmid(6) }).Map(
            0x1000, 0x8000, 3, PageTableBuilder.StageTwoLeaf with { AF = false });
        rig.AssertTranslated(0x8008, rig.Translate(0x1008, stream: 2));
    }

    [Fact]
    public void F_ADDR_SIZE_beyond_S2PS_by_a_page_and_by_a_table()
    {
        var rig = new Rig();
        var pages = rig.AddStageTwo(edit: entry => entry with { S2PS = AddressSize.Bits36 });
        pages.Map(0x1000, 0x10_0000_0000, 3, PageTableBuilder.StageTwoLeaf);
        pages.Write(pages.MakeDescriptor(0x4000_0000, 1), new Descriptor(0x10_0000_0003));
        rig.AssertEvent(rig.Translate(0x1008), 0x0000_0001_0000_0011, 0x0000_0288_0000_0000, 0x1008, 0x1000);
        rig.AssertEvent(rig.Translate(0x4000_0008), 0x0000_0001_0000_0011, 0x0000_0288_0000_0000, 0x4000_0008, 0x4000_0000);
    }

    [Fact]
    public void F_WALK_EABT_of_a_stage_2_descriptor()
    {
        var rig = new Rig();
        var pages = rig.AddStageTwo(edit: entry => entry with { S2TTB = 0x123_4567_8000 });
        Assert.NotNull(pages);
        // 40 bits from level 1: the base is aligned to 8 KiB, the index of 1 GiB regions is 0x3ff.
        rig.AssertEvent(rig.Translate(0xff_ffff_f000), 0x0000_0001_0000_000b, 0x0000_0288_0000_0000, 0xff_ffff_f000, 0x123_4567_9ff8);
    }

    [Theory]
    [InlineData(Stage2Access.None, false, false)]
    [InlineData(Stage2Access.Read, true, false)]
    [InlineData(Stage2Access.Write, false, true)]
    [InlineData(Stage2Access.ReadWrite, true, true)]
    public void S2AP_decides_by_direction_on_a_walk_and_on_a_hit(Stage2Access s2ap, bool reads, bool writes)
    {
        var rig = new Rig();
        rig.AddStageTwo().Map(0x1000, 0x8000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = s2ap });
        for (var round = 0; round < 2; round++)
        {
            if (reads) rig.AssertTranslated(0x8000, rig.Translate(0x1000));
            else rig.AssertEvent(rig.Translate(0x1000), 0x0000_0001_0000_0013, 0x0000_0288_0000_0000, 0x1000, 0x1000);
            if (writes) rig.AssertTranslated(0x8000, rig.Translate(0x1000, AccessAttributes.Write));
            else AssertWriteFault(rig);
        }
    }

    [Theory]
    [InlineData(Stage2ExecuteNever.Execute, true, true, true)]
    [InlineData(Stage2ExecuteNever.UnprivilegedExecute, true, false, true)]
    [InlineData(Stage2ExecuteNever.ExecuteNever, true, false, false)]
    [InlineData(Stage2ExecuteNever.PrivilegedExecute, true, true, false)]
    [InlineData(Stage2ExecuteNever.UnprivilegedExecute, false, true, true)]
    [InlineData(Stage2ExecuteNever.PrivilegedExecute, false, false, false)]
    public void XN_is_by_privilege_where_XNX_is_offered(Stage2ExecuteNever xn, bool xnx, bool privileged, bool user)
    {
        var rig = new Rig(Chip.Make(idr3: three => three with { XNX = xnx }));
        rig.AddStageTwo().Map(0x1000, 0x8000, 3, PageTableBuilder.StageTwoLeaf with { XN = xn });
        Assert.Equal(privileged, rig.Translate(0x1000, new(false, true, true)).Status == TranslationStatus.Translated);
        Assert.Equal(user, rig.Translate(0x1000, new(false, true, false)).Status == TranslationStatus.Translated);
    }

    [Fact]
    public void With_S2R_0_a_fault_aborts_without_a_record()
    {
        var rig = new Rig();
        rig.AddStageTwo(edit: entry => entry with { S2R = false });
        rig.AssertSilentAbort(rig.Translate(0x1000));
    }

    [Fact]
    public void Entries_are_by_VMID()
    {
        var rig = new Rig();
        rig.AddStageTwo(stream: 1).Map(0x1000, 0x8000, 3, PageTableBuilder.StageTwoLeaf);
        var other = rig.AddStageTwo(stream: 2, edit: entry => entry with { S2VMID = new Vmid(6) });
        other.Map(0x1000, 0x9000, 3, PageTableBuilder.StageTwoLeaf);
        rig.AssertTranslated(0x8000, rig.Translate(0x1000, stream: 1));
        rig.AssertTranslated(0x9000, rig.Translate(0x1000, stream: 2));
    }

    [Theory]
    [InlineData(Granule.K4, 0)]
    [InlineData(Granule.K16, 1)]
    [InlineData(Granule.K64, 1)]
    public void A_block_at_a_level_that_has_none_is_a_translation_fault(Granule granule, int level)
    {
        var rig = new Rig();
        var pages = rig.AddStageTwo(new PageTableShape(granule, 20, level));
        pages.Write(pages.MakeDescriptor(0x1000, level), PageTableBuilder.StageTwoLeaf with { Kind = DescriptorKind.Block });
        Assert.Equal((EventId.FTranslation, true), (rig.Translate(0x1000).Event.Id, rig.Translate(0x1000).Event.S2));
    }

    private static void AssertWriteFault(Rig rig) =>
        rig.AssertEvent(rig.Translate(0x1000, AccessAttributes.Write), 0x0000_0001_0000_0013, 0x0000_0280_0000_0000, 0x1000, 0x1000);
}
