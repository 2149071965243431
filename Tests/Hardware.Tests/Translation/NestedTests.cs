using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>
/// Stage 1 below stage 2 (IHI 0070 3.4, 7.3.12, 7.3.13). The guest sees its RAM, PA 0x40000000 and up, at IPA 0x80000000 and
/// up in 4K pages; its CD is at IPA 0x80020000, its TTB0 table in the page of IPA 0x80021000.
/// </summary>
public sealed class NestedTests
{
    private const ulong Offset = 0x4000_0000;

    private readonly Rig _rig;
    private readonly PageTableBuilder _one;
    private readonly PageTableBuilder _two;
    private readonly ContextTableBuilder _contexts;
    private readonly StreamTableEntry _entry;

    public NestedTests()
    {
        _rig = new Rig();
        var guest = new FrameAllocator(_rig.Memory, new Pa(0x4002_0000), 0x2_0000);
        var host = new FrameAllocator(_rig.Memory, new Pa(0x5000_0000), 0x100_0000);
        _contexts = new ContextTableBuilder(_rig.Memory, guest, pointerOf: IpaOf);
        _one = new PageTableBuilder(_rig.Memory, guest, PageTableShape.StageOne(Granule.K4, 25), IpaOf);
        _two = new PageTableBuilder(_rig.Memory, host, Structures.StageTwo4K);
        _two.MapRange(0x8002_0000, 0x4002_0000, 0x2_0000, PageTableBuilder.StageTwoLeaf, useBlocks: false);
        _contexts.Set(0, Structures.Context(_one));
        _entry = _contexts.AttachedTo(Structures.StageTwoEntry(_two) with { Config = SteConfig.Nested });
        _rig.Streams.Set(new StreamId(1), _entry);
    }

    [Fact]
    public void The_output_is_stage_2_of_stage_1()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf);
        _rig.AssertTranslated(0x1_2345_6789, _rig.Translate(0x1789));
        Assert.Equal(TranslationPath.Iotlb, _rig.Translate(0x1789).Path);
    }

    [Theory]
    [InlineData(2, 3, 12)]
    [InlineData(3, 2, 12)]
    [InlineData(2, 2, 21)]
    public void A_combined_entry_has_the_smaller_size(int levelOne, int levelTwo, int log2Size)
    {
        _one.Map(0x4020_1000, 0x9020_1000, levelOne, PageTableBuilder.StageOneLeaf);
        _two.Map(0x9020_1000, 0x1_4020_1000, levelTwo, PageTableBuilder.StageTwoLeaf);
        _rig.AssertTranslated(0x1_4020_1008, _rig.Translate(0x4020_1008));
        var entry = Assert.Single(_rig.Core.CachedTranslations, entry => entry.Stages == CachedStages.Combined);
        Assert.Equal((log2Size, levelOne), (entry.Log2Size, entry.Level));
    }

    [Fact]
    public void F_TRANSLATION_at_stage_1_has_no_IPA() =>
        _rig.AssertEvent(_rig.Translate(0x1234), 0x0000_0001_0000_0010, 0x0000_0208_0000_0000, 0x1234, 0);

    [Fact]
    public void F_TRANSLATION_at_stage_2_of_the_output_has_its_IPA()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        _rig.AssertEvent(_rig.Translate(0x1789), 0x0000_0001_0000_0010, 0x0000_0288_0000_0000, 0x1789, 0x9000_5000);
    }

    [Fact]
    public void F_TRANSLATION_at_stage_2_of_the_CD_fetch_is_CLASS_CD()
    {
        _two.Unmap(0x8002_0000);
        _rig.AssertEvent(_rig.Translate(0x1789, AccessAttributes.Write), 0x0000_0001_0000_0010, 0x0000_0080_0000_0000, 0x1789, 0x8002_0000);
    }

    [Fact]
    public void F_TRANSLATION_at_stage_2_of_a_stage_1_descriptor_is_CLASS_TT()
    {
        _two.Unmap(0x8002_1000);
        _rig.AssertEvent(_rig.Translate(0x1789, AccessAttributes.Write), 0x0000_0001_0000_0010, 0x0000_0180_0000_0000, 0x1789, 0x8002_1000);
    }

    [Fact]
    public void The_IPA_of_CLASS_TT_is_the_descriptors_even_in_a_lower_table()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        var descriptor = _one.AddressOfDescriptor(0x1000, 2)!.Value.Value + Offset;
        _two.Unmap(descriptor);
        _rig.AssertEvent(_rig.Translate(0x1789), 0x0000_0001_0000_0010, 0x0000_0188_0000_0000, 0x1789, descriptor & ~0xfffUL);
    }

    [Fact]
    public void F_PERMISSION_of_a_stage_1_descriptor_fetch_says_that_it_was_a_read()
    {
        _two.Map(0x8002_1000, 0x4002_1000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Write });
        _rig.AssertEvent(_rig.Translate(0x1789, AccessAttributes.Write), 0x0000_0001_0000_0013, 0x0000_1180_0000_0000, 0x1789, 0x8002_1000);
    }

    [Fact]
    public void F_PERMISSION_at_stage_2_of_the_output_on_a_walk_and_on_a_hit()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        for (var round = 0; round < 2; round++)
        {
            _rig.AssertEvent(
                _rig.Translate(0x1789, AccessAttributes.Write), 0x0000_0001_0000_0013, 0x0000_0280_0000_0000, 0x1789, 0x9000_5000);
            _rig.AssertTranslated(0x1_2345_6789, _rig.Translate(0x1789));
        }
    }

    [Fact]
    public void A_stage_1_permission_fault_comes_before_that_of_stage_2()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly });
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        _rig.AssertTranslated(0x1_2345_6789, _rig.Translate(0x1789));
        _rig.AssertEvent(_rig.Translate(0x1789, AccessAttributes.Write), 0x0000_0001_0000_0013, 0x0000_0200_0000_0000, 0x1789, 0);
    }

    [Theory]
    [InlineData(0x8002_0000UL, 0x0000_0088_0000_0000UL)]
    [InlineData(0x8002_1000UL, 0x0000_0188_0000_0000UL)]
    [InlineData(0x9000_5000UL, 0x0000_0288_0000_0000UL)]
    public void F_WALK_EABT_of_a_stage_2_descriptor_says_what_the_IPA_was_for(ulong ipa, ulong d1)
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        var address = _two.MakeDescriptor(ipa, 3);
        _rig.Memory.Break(address);
        _rig.AssertEvent(_rig.Translate(0x1789), 0x0000_0001_0000_000b, d1, 0x1789, address.Value);
    }

    [Fact]
    public void F_WALK_EABT_of_a_stage_1_descriptor_is_of_stage_1_with_its_PA()
    {
        var address = _one.MakeDescriptor(0x1000, 1);
        _rig.Memory.Break(address);
        _rig.AssertEvent(_rig.Translate(0x1789), 0x0000_0001_0000_000b, 0x0000_0108_0000_0000, 0x1789, address.Value);
    }

    [Fact]
    public void F_CD_FETCH_of_a_CD_whose_IPA_translates_has_the_PA()
    {
        _rig.Memory.Break(new Pa(0x4002_0000));
        _rig.AssertEvent(_rig.Translate(0x1789), 0x0000_0001_0000_0009, 0, 0, 0x4002_0000);
    }

    [Fact]
    public void A_stage_1_output_beyond_IPS_is_of_stage_1_and_beyond_S2T0SZ_of_stage_2()
    {
        _contexts.Set(0, Structures.Context(_one) with { IPS = AddressSize.Bits42 });
        _one.Map(0x1000, 0x400_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        _one.Map(0x2000, 0x200_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        _rig.AssertEvent(_rig.Translate(0x1000), 0x0000_0001_0000_0011, 0x0000_0208_0000_0000, 0x1000, 0);
        _rig.AssertEvent(_rig.Translate(0x2000), 0x0000_0001_0000_0010, 0x0000_0288_0000_0000, 0x2000, 0x200_0000_0000);
    }

    [Fact]
    public void S2R_and_CD_R_each_suppress_the_records_of_their_stage()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        _contexts.Set(0, Structures.Context(_one) with { R = false });
        _rig.AssertSilentAbort(_rig.Translate(0x2000));
        Assert.Equal(EventId.FTranslation, _rig.Translate(0x1000).Event.Id);
        _rig.TakeEvent();
        _rig.Streams.Set(new StreamId(1), _entry with { S2R = false });
        _contexts.Set(0, Structures.Context(_one));
        _rig.Submit(Commands.CfgiSte(1), Commands.Sync);
        _rig.AssertSilentAbort(_rig.Translate(0x1000));
        Assert.Equal(EventId.FTranslation, _rig.Translate(0x2000).Event.Id);
    }

    [Theory]
    [InlineData(Stage2MemAttr.DeviceNGnRE, true)]
    [InlineData(Stage2MemAttr.DeviceGre, true)]
    [InlineData(Stage2MemAttr.NormalNonCacheable, false)]
    public void S2PTW_forbids_tables_in_Device_memory(Stage2MemAttr type, bool faults)
    {
        _two.Map(0x8002_1000, 0x4002_1000, 3, PageTableBuilder.StageTwoLeaf with { MemAttr = type });
        _rig.Streams.Set(new StreamId(1), _entry with { S2PTW = true });
        Assert.Equal(faults ? EventId.FPermission : EventId.FTranslation, _rig.Translate(0x1789).Event.Id);
    }

    [Fact]
    public void S2PTW_holds_where_a_stage_2_stream_of_the_VMID_filled_the_TLB_first()
    {
        _two.Map(0x8002_1000, 0x4002_1000, 3, PageTableBuilder.StageTwoLeaf with { MemAttr = Stage2MemAttr.DeviceNGnRE });
        _rig.Streams.Set(new StreamId(1), _entry with { S2PTW = true });
        _rig.Streams.Set(new StreamId(2), _entry with { Config = SteConfig.S2Translate, S2PTW = true });
        // The data access itself is allowed.
        _rig.AssertTranslated(0x4002_1000, _rig.Translate(0x8002_1000, stream: 2));
        _rig.AssertEvent(_rig.Translate(0x1789), 0x0000_0001_0000_0013, 0x0000_1188_0000_0000, 0x1789, 0x8002_1000);
    }

    [Fact]
    public void S1DSS_bypass_goes_through_stage_2_alone()
    {
        _rig.Streams.Set(new StreamId(1), _entry with { S1CDMax = 1, S1DSS = SteS1Dss.Bypass });
        _rig.AssertTranslated(0x4002_0008, _rig.Translate(0x8002_0008));
        _rig.AssertEvent(_rig.Translate(0x7000), 0x0000_0001_0000_0010, 0x0000_0288_0000_0000, 0x7000, 0x7000);
    }

    [Fact]
    public void TLBI_S2_IPA_leaves_combined_entries_and_NH_ALL_removes_them()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf);
        _rig.AssertTranslated(0x1_2345_6000, _rig.Translate(0x1000));
        _two.Map(0x9000_5000, 0x1_ffff_f000, 3, PageTableBuilder.StageTwoLeaf);
        var vmid = new Vmid(5);
        _rig.Submit(Commands.Of(CommandOpcode.TlbiS2Ipa) with { VMID = vmid, PageAddress = 0x9000_5000 }, Commands.Sync);
        _rig.AssertTranslated(0x1_2345_6000, _rig.Translate(0x1000));
        _rig.Submit(Commands.Of(CommandOpcode.TlbiNhAll) with { VMID = vmid }, Commands.Sync);
        _rig.AssertTranslated(0x1_ffff_f000, _rig.Translate(0x1000));
    }

    private static ulong IpaOf(Pa address) => address.Value + Offset;
}
