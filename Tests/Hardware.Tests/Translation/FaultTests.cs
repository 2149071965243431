using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>Stage 1 faults and what they record (IHI 0070 7.3.12 to 7.3.16; DDI 0487 D8.15 for their order).</summary>
public sealed class FaultTests
{
    private static readonly AccessAttributes PrivilegedFetch = new(false, IsInstruction: true, IsPrivileged: true);

    [Fact]
    public void F_TRANSLATION_of_a_read()
    {
        var rig = new Rig();
        rig.AddStageOne();
        rig.AssertEvent(rig.Translate(0x1234), 0x0000_0001_0000_0010, 0x0000_0208_0000_0000, 0x1234, 0);
    }

    [Fact]
    public void F_TRANSLATION_of_a_privileged_instruction_fetch_of_a_substream()
    {
        var rig = new Rig();
        var contexts = new ContextTableBuilder(rig.Memory, rig.Frames, log2Count: 4);
        contexts.Set(9, Structures.Context(new PageTableBuilder(rig.Memory, rig.Frames, PageTableShape.StageOne(Granule.K4, 16))));
        rig.Streams.Set(new StreamId(0xa), contexts.AttachedTo(Structures.StageOneEntry));
        rig.AssertEvent(
            rig.Translate(0x1234, PrivilegedFetch, stream: 0xa, substream: 9), 0x0000_000a_0000_9810, 0x0000_020e_0000_0000, 0x1234, 0);
    }

    [Theory]
    [InlineData(false, 0x0000_0208_0000_0000UL)]
    [InlineData(true, 0x0000_0200_0000_0000UL)]
    public void F_ACCESS_where_AF_is_0(bool write, ulong d1)
    {
        var rig = new Rig();
        rig.AddStageOne().Pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf with { AF = false });
        rig.AssertEvent(rig.Translate(0x1008, new AccessAttributes(write)), 0x0000_0001_0000_0012, d1, 0x1008, 0);
    }

    [Fact]
    public void AFFD_makes_AF_ignored()
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(edit: cd => cd with { AFFD = true }).Pages;
        pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf with { AF = false });
        rig.AssertTranslated(0x8008, rig.Translate(0x1008));
    }

    [Fact]
    public void F_PERMISSION_of_a_write_to_a_page_that_is_read_only()
    {
        var rig = new Rig();
        rig.AddStageOne().Pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly });
        rig.AssertEvent(rig.Translate(0x1ff8, AccessAttributes.Write), 0x0000_0001_0000_0013, 0x0000_0200_0000_0000, 0x1ff8, 0);
        // The same from the TLB.
        rig.AssertTranslated(0x8008, rig.Translate(0x1008));
        rig.AssertEvent(rig.Translate(0x1ff8, AccessAttributes.Write), 0x0000_0001_0000_0013, 0x0000_0200_0000_0000, 0x1ff8, 0);
    }

    [Theory]
    [InlineData(AddressSize.Bits32, 0x0001_0000_0000UL)]
    [InlineData(AddressSize.Bits36, 0x0010_0000_0000UL)]
    [InlineData(AddressSize.Bits40, 0x0100_0000_0000UL)]
    [InlineData(AddressSize.Bits42, 0x0400_0000_0000UL)]
    [InlineData(AddressSize.Bits44, 0x1000_0000_0000UL)]
    [InlineData(AddressSize.Bits48, 0x1000_0000_0000UL)]
    [InlineData(AddressSize.Bits56, 0x1000_0000_0000UL)]
    public void F_ADDR_SIZE_where_a_page_is_beyond_IPS_or_OAS(AddressSize ips, ulong firstBeyond)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(edit: cd => cd with { IPS = ips, TTB0 = cd.TTB0 & 0xffff_ffff }).Pages;
        pages.Map(0x1000, firstBeyond - 0x1000, 3, PageTableBuilder.StageOneLeaf);
        pages.Map(0x2000, firstBeyond, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(firstBeyond - 0xff8, rig.Translate(0x1008));
        rig.AssertEvent(rig.Translate(0x2008), 0x0000_0001_0000_0011, 0x0000_0208_0000_0000, 0x2008, 0);
    }

    [Fact]
    public void F_ADDR_SIZE_where_a_table_is_beyond_IPS()
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(edit: cd => cd with { IPS = AddressSize.Bits32 }).Pages;
        var table = new Descriptor(0x0001_0000_0003);
        pages.Write(pages.MakeDescriptor(0x1000, 1), table);
        rig.AssertEvent(rig.Translate(0x1000), 0x0000_0001_0000_0011, 0x0000_0208_0000_0000, 0x1000, 0);
    }

    [Theory]
    [InlineData(AddressSize.Bits48, EventId.FAddrSize)]
    [InlineData(AddressSize.Bits52, null)]
    public void Of_a_64K_page_bits_51_to_48_count_where_OAS_is_52(AddressSize ips, EventId? fault)
    {
        var rig = new Rig(Chip.Large);
        var pages = rig.AddStageOne(PageTableShape.StageOne(Granule.K64, 16, hasHighBits: true), edit: cd => cd with { IPS = ips }).Pages;
        pages.Map(0x1_0000, 0x0001_0000_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        pages.Map(0x400_0000_0000, 0, 1, PageTableBuilder.StageOneLeaf);
        var result = rig.Translate(0x1_0000);
        Assert.Equal(fault ?? default, result.Event.Id);
        // A level 1 block stands whatever IPS is.
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x400_0000_0000).Status);
    }

    // D8.15: address size, then access flag, then permission; a write to a read-only, unaccessed page beyond IPS.
    [Theory]
    [InlineData(0x1_0000_0000UL, false, EventId.FAddrSize)]
    [InlineData(0x8000UL, false, EventId.FAccess)]
    [InlineData(0x8000UL, true, EventId.FPermission)]
    [InlineData(0x1_0000_0000UL, true, EventId.FAddrSize)]
    public void The_first_of_several_faults_is_reported(ulong output, bool accessed, EventId expected)
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => cd with { IPS = AddressSize.Bits32 }).Pages.Map(
            0x1000, output, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly, AF = accessed });
        Assert.Equal(expected, rig.Translate(0x1000, AccessAttributes.Write).Event.Id);
    }

    [Fact]
    public void Permissions_of_tables_come_after_the_faults_below_them()
    {
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf, default(Descriptor) with { APTable = 2 });
        Assert.Equal(EventId.FPermission, rig.Translate(0x1000, AccessAttributes.Write).Event.Id);
        Assert.Equal(EventId.FTranslation, rig.Translate(0x2000, AccessAttributes.Write).Event.Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void F_WALK_EABT_names_the_descriptor_that_could_not_be_read(int level)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        pages.Map(0x8080_4040_2000, 0x8000, 3, PageTableBuilder.StageOneLeaf);
        var address = pages.AddressOfDescriptor(0x8080_4040_2000, level)!.Value;
        rig.Memory.Break(address);
        // CLASS is TT though the fault is of stage 1.
        rig.AssertEvent(rig.Translate(0x8080_4040_2010), 0x0000_0001_0000_000b, 0x0000_0108_0000_0000, 0x8080_4040_2010, address.Value);
    }

    [Fact]
    public void F_WALK_EABT_has_literal_numbers()
    {
        var rig = new Rig();
        var pages = rig.AddStageOne(edit: cd => cd with { TTB0 = 0x123_4567_8000 }).Pages;
        Assert.NotNull(pages);
        var result = rig.Translate(0xfedc_ba98_7654, AccessAttributes.Write);
        rig.AssertEvent(result, 0x0000_0001_0000_000b, 0x0000_0100_0000_0000, 0xfedc_ba98_7654, 0x123_4567_8fe8);
    }

    [Fact]
    public void F_WALK_EABT_is_recorded_even_where_CD_R_is_0()
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => cd with { R = false, TTB0 = 0x123_4567_8000 });
        rig.AssertEvent(rig.Translate(0), 0x0000_0001_0000_000b, 0x0000_0108_0000_0000, 0, 0x123_4567_8000);
    }

    [Fact]
    public void With_CD_R_0_a_fault_aborts_without_a_record()
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => cd with { R = false });
        rig.AssertSilentAbort(rig.Translate(0x1000));
    }

    [Fact]
    public void With_CD_A_0_a_fault_reads_zero_and_is_recorded_all_the_same()
    {
        var rig = new Rig();
        rig.AddStageOne(edit: cd => cd with { A = false });
        Assert.Equal(TranslationStatus.ReadZeroWriteIgnored, rig.Translate(0x1000).Status);
        Assert.Equal(Rig.Hex(0x0000_0001_0000_0010, 0x0000_0208_0000_0000, 0x1000, 0), Rig.Hex(rig.TakeEvent()));
    }

    [Fact]
    public void A_fault_is_not_cached()
    {
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        Assert.Equal(EventId.FTranslation, rig.Translate(0x1000).Event.Id);
        pages.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000).Status);
    }

    [Fact]
    public void Global_pages_answer_to_every_ASID_of_the_VMID_and_others_to_their_own()
    {
        var rig = new Rig();
        var first = rig.AddStageOne(stream: 1, edit: cd => cd with { ASID = new Asid(1) }).Pages;
        rig.AddStageOne(stream: 2, edit: cd => cd with { ASID = new Asid(2) });
        first.Map(0x1000, 0x8000, 3, PageTableBuilder.StageOneLeaf with { NG = false });
        first.Map(0x2000, 0x9000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x8000, rig.Translate(0x1000, stream: 1));
        rig.AssertTranslated(0x9000, rig.Translate(0x2000, stream: 1));
        rig.AssertTranslated(0x8000, rig.Translate(0x1000, stream: 2));
        Assert.Equal(EventId.FTranslation, rig.Translate(0x2000, stream: 2).Event.Id);
    }
}
