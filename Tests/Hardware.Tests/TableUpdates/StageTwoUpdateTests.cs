using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.TableUpdates;

/// <summary>
/// Hardware update at stage 2, and at stage 1 below it (IHI 0070 3.13.3.1, 3.13.5, 7.3.16). The guest's structures are at their IPAs:
/// its page table in the frames from 0x40020000, its output at IPA 0x90000000.
/// </summary>
public sealed class StageTwoUpdateTests
{
    private static readonly AccessAttributes Write = new(true, false, false);

    private readonly Rig _rig = new(Chip.Updating);
    private readonly PageTableBuilder _one;
    private readonly PageTableBuilder _two;
    private readonly ContextTableBuilder _contexts;

    public StageTwoUpdateTests()
    {
        var guest = new FrameAllocator(_rig.Memory, new Pa(0x4002_0000), 0x2_0000);
        var host = new FrameAllocator(_rig.Memory, new Pa(0x5000_0000), 0x100_0000);
        _contexts = new ContextTableBuilder(_rig.Memory, guest);
        _one = new PageTableBuilder(_rig.Memory, guest, PageTableShape.StageOne(Granule.K4, 25));
        _two = new PageTableBuilder(_rig.Memory, host, Structures.StageTwo4K);
        _two.MapRange(0x4002_0000, 0x4002_0000, 0x2_0000, Clean, useBlocks: false);
        _two.Map(0x9000_0000, 0x8000_0000, 3, Clean);
        _one.Map(0x1000, 0x9000_0000, 3, CleanOne);
        _contexts.Set(0, Structures.Context(_one) with { HA = true, HD = true });
        Attach();
    }

    /// <summary>Writable-clean, no access flag.</summary>
    private static Descriptor Clean => PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read, DBM = true, AF = false };

    private static Descriptor CleanOne => PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly, DBM = true, AF = false };

    private ulong LeafTable => _one.AddressOfDescriptor(0x1000, 3)!.Value.Value & ~0xfffUL;

    private ulong ContextPage => _contexts.AttachedTo(default).S1ContextPtr;

    private string Output => State(_two, 0x9000_0000);

    private string StageOne => _one.Read(_one.AddressOfDescriptor(0x1000, 3)!.Value) is var leaf
        ? $"{(leaf.AF ? "A" : "-")}{(leaf.AP == Stage1Access.ReadWrite ? "D" : "-")}" : "";

    [Theory]
    [InlineData(true, true, "A-", "AD")]
    [InlineData(true, false, "A-", "FPermission")]
    [InlineData(false, false, "FAccess", "FAccess")]
    [InlineData(false, true, "FAccess", "FAccess")]
    public void Stage_2_alone_marks_what_S2HA_and_S2HD_say(bool ha, bool hd, string read, string write)
    {
        foreach (var (access, expected) in new[] { (default, read), (Write, write) })
        {
            var rig = new Rig(Chip.Updating);
            var two = rig.AddStageTwo(edit: ste => ste with { S2HA = ha, S2HD = hd });
            two.Map(0x1000, 0x8000_0000, 3, Clean);
            var result = rig.Translate(0x1000, access);
            Assert.Equal(expected, result.HasEvent ? $"{result.Event.Id}" : State(two, 0x1000));
            if (result.HasEvent) Assert.Equal("--", State(two, 0x1000));
        }
    }

    [Fact]
    public void A_cached_clean_stage_2_page_is_walked_again_for_a_write()
    {
        var rig = new Rig(Chip.Updating);
        var two = rig.AddStageTwo(edit: ste => ste with { S2HA = true, S2HD = true });
        two.Map(0x1000, 0x8000_0000, 3, Clean);
        rig.Translate(0x1000);
        Assert.Equal((TranslationPath.Iotlb, "A-"), (rig.Translate(0x1000).Path, State(two, 0x1000)));
        Assert.Equal((TranslationPath.Walk, "AD"), (rig.Translate(0x1000, Write).Path, State(two, 0x1000)));
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1000, Write).Path);
    }

    [Fact]
    public void Execute_and_write_only_pages_keep_what_they_forbid()
    {
        var rig = new Rig(Chip.Updating);
        var two = rig.AddStageTwo(edit: ste => ste with { S2HA = true, S2HD = true });
        two.Map(0x1000, 0x8000_0000, 3, Clean with { S2AP = Stage2Access.None });
        Assert.Equal(EventId.FPermission, rig.Translate(0x1000).Event.Id);
        Assert.Equal("--", State(two, 0x1000));
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000, Write).Status);
        Assert.Equal("AD", State(two, 0x1000));
        Assert.Equal(EventId.FPermission, rig.Translate(0x1000).Event.Id);
    }

    // The table page is written for the access flag, the output is only read.
    [Fact]
    public void A_nested_read_marks_both_leaves_accessed_and_only_the_table_dirty()
    {
        _rig.AssertTranslated(0x8000_0123, _rig.Translate(0x1123));
        Assert.Equal(("A-", "A-", "AD"), (StageOne, Output, State(_two, LeafTable)));
        Assert.Equal("A-", State(_two, ContextPage));
    }

    [Fact]
    public void A_nested_write_marks_both_leaves_dirty()
    {
        _rig.AssertTranslated(0x8000_0123, _rig.Translate(0x1123, Write));
        Assert.Equal(("AD", "AD", "AD"), (StageOne, Output, State(_two, LeafTable)));
        Assert.Equal("A-", State(_two, ContextPage));
        Assert.Equal(TranslationPath.Iotlb, _rig.Translate(0x1123, Write).Path);
    }

    [Fact]
    public void A_nested_write_behind_a_read_walks_again_and_marks_both()
    {
        _rig.Translate(0x1123);
        Assert.Equal(TranslationPath.Iotlb, _rig.Translate(0x1123).Path);
        Assert.Equal(("A-", "A-"), (StageOne, Output));
        Assert.Equal(TranslationPath.Walk, _rig.Translate(0x1123, Write).Path);
        Assert.Equal(("AD", "AD"), (StageOne, Output));
    }

    // 3.13.5, 7.3.16: the update is a write of the table; TTRnW (bit 108) is 0, RnW (99) that of the transaction, CLASS is TT.
    [Fact]
    public void An_update_of_a_table_that_stage_2_makes_read_only_is_F_PERMISSION_of_a_table_write()
    {
        _two.Map(LeafTable, LeafTable, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        var descriptor = _one.AddressOfDescriptor(0x1000, 3)!.Value.Value;
        _rig.AssertEvent(_rig.Translate(0x1123), 0x1_0000_0013, 0x0000_0188_0000_0000, 0x1123, descriptor & ~0xfffUL);
        Assert.Equal(("--", "--"), (StageOne, Output));
    }

    [Fact]
    public void Control_a_read_of_a_table_that_stage_2_hides_has_TTRnW()
    {
        _two.Map(LeafTable, LeafTable, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Write });
        _rig.AssertEvent(_rig.Translate(0x1123), 0x1_0000_0013, 0x0000_1188_0000_0000, 0x1123, LeafTable);
    }

    [Fact]
    public void A_table_without_anything_to_update_needs_no_write_permission()
    {
        _one.Map(0x1000, 0x9000_0000, 3, PageTableBuilder.StageOneLeaf);
        _two.Map(LeafTable, LeafTable, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        _rig.AssertTranslated(0x8000_0123, _rig.Translate(0x1123));
    }

    [Fact]
    public void A_write_that_stage_2_forbids_marks_nothing_at_stage_1()
    {
        _two.Map(0x9000_0000, 0x8000_0000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        var result = _rig.Translate(0x1123, Write);
        Assert.Equal((EventId.FPermission, true, EventClass.IN), (result.Event.Id, result.Event.S2, result.Event.CLASS));
        Assert.Equal("--", StageOne);
    }

    [Fact]
    public void A_write_to_nothing_marks_nothing()
    {
        _two.Unmap(0x9000_0000);
        var result = _rig.Translate(0x1123, Write);
        Assert.Equal((EventId.FTranslation, true, 0x9000_0000UL), (result.Event.Id, result.Event.S2, result.Event.IPA.Value));
        Assert.Equal(("--", "A-"), (StageOne, State(_two, LeafTable)));
    }

    // Stage 1 manages its own state in tables that stage 2 maps without any.
    [Fact]
    public void Stage_1_updates_through_a_stage_2_that_updates_nothing()
    {
        Attach(ste => ste with { S2HA = false, S2HD = false });
        _two.MapRange(0x4002_0000, 0x4002_0000, 0x2_0000, PageTableBuilder.StageTwoLeaf, useBlocks: false);
        _two.Map(0x9000_0000, 0x8000_0000, 3, PageTableBuilder.StageTwoLeaf);
        _rig.AssertTranslated(0x8000_0123, _rig.Translate(0x1123, Write));
        Assert.Equal("AD", StageOne);
    }

    [Fact]
    public void An_update_of_stage_2_is_a_step_of_its_own_and_what_changed_meanwhile_is_used_anew()
    {
        var rig = new Rig(Chip.Updating);
        var two = rig.AddStageTwo(edit: ste => ste with { S2HA = true, S2HD = true });
        two.Map(0x1000, 0x8000_0000, 3, Clean);
        var walk = rig.Core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x1000), Write), out var step);
        while (!step.IsUpdate) step = rig.Core.Answer(walk, step, rig.Memory);
        Assert.Equal(FetchKind.StageTwoUpdate, step.Kind);
        two.Map(0x1000, 0x8000_7000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        Assert.True(rig.Core.Answer(walk, step, rig.Memory).IsDone);
        Assert.Equal(EventId.FPermission, rig.Core.EndWalk(walk).Event.Id);
        Assert.Equal("A-", State(two, 0x1000));
    }

    private static string State(PageTableBuilder two, ulong ipa)
    {
        var leaf = two.Read(two.AddressOfDescriptor(ipa, 3)!.Value);
        return $"{(leaf.AF ? "A" : "-")}{(((int)leaf.S2AP & 0b10) != 0 ? "D" : "-")}";
    }

    private void Attach(Func<StreamTableEntry, StreamTableEntry>? edit = null)
    {
        var entry = _contexts.AttachedTo(Structures.StageTwoEntry(_two) with { Config = SteConfig.Nested, S2HA = true, S2HD = true });
        _rig.Streams.Set(new StreamId(1), edit is null ? entry : edit(entry));
    }
}
