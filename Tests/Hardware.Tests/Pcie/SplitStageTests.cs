using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>ATS with two stages (IHI 0070 13.6.3 to 13.6.5): the answer is the PA, or with split-stage ATS the IPA.</summary>
public sealed class SplitStageTests
{
    private const uint Checked = 0b1_1101;
    private readonly Rig _rig = new(Chip.Ats);
    private readonly PageTableBuilder _one;
    private readonly PageTableBuilder _two;
    private readonly StreamTableEntry _entry;

    public SplitStageTests()
    {
        var guest = new FrameAllocator(_rig.Memory, new Pa(0x4002_0000), 0x2_0000);
        var host = new FrameAllocator(_rig.Memory, new Pa(0x5000_0000), 0x100_0000);
        var contexts = new ContextTableBuilder(_rig.Memory, guest, log2Count: 2, pointerOf: IpaOf);
        _one = new PageTableBuilder(_rig.Memory, guest, PageTableShape.StageOne(Granule.K4, 25), IpaOf);
        _two = new PageTableBuilder(_rig.Memory, host, Structures.StageTwo4K);
        _two.MapRange(0x8002_0000, 0x4002_0000, 0x2_0000, PageTableBuilder.StageTwoLeaf, useBlocks: false);
        contexts.Set(0, Structures.Context(_one));
        contexts.Set(1, Structures.Context(_one));
        _entry = contexts.AttachedTo(Structures.StageTwoEntry(_two) with { Config = SteConfig.Nested, S1DSS = SteS1Dss.Substream0 });
        _rig.Write(RegisterOffset.Cr0, Checked);
    }

    [Fact]
    public void Full_ATS_returns_the_PA_and_split_stage_the_IPA_from_the_walk_and_from_the_IOTLB()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf);
        Use(SteEats.Full);
        Assert.Equal(0x1_2345_6000UL, _rig.Request(0x1789).Completion.Entry.Address);
        Assert.Equal((0x1_2345_6000UL, TranslationPath.Iotlb), (_rig.Request(0x1789).Completion.Entry.Address, _rig.Request(0x1789).Path));
        _rig.AssertTranslated(0x9000_5008, _rig.Translated(0x9000_5008));
        Use(SteEats.SplitStage);
        Assert.Equal(0x9000_5000UL, _rig.Request(0x1789).Completion.Entry.Address);
        Assert.Equal((0x9000_5000UL, TranslationPath.Iotlb), (_rig.Request(0x1789).Completion.Entry.Address, _rig.Request(0x1789).Path));
        _rig.AssertTranslated(0x1_2345_6008, _rig.Translated(0x9000_5008));
    }

    [Theory]
    [InlineData(2, 3, 12)]
    [InlineData(3, 2, 12)]
    [InlineData(2, 2, 21)]
    public void The_size_is_the_smaller_of_both_stages(int levelOne, int levelTwo, int log2Size)
    {
        _one.Map(0x4020_1000, 0x9020_1000, levelOne, PageTableBuilder.StageOneLeaf);
        _two.Map(0x9020_1000, 0x1_4020_1000, levelTwo, PageTableBuilder.StageTwoLeaf);
        Use(SteEats.SplitStage);
        var entry = _rig.Request(0x4020_1008).Completion.Entry;
        Assert.Equal((log2Size, 0x9020_1008UL >> log2Size << log2Size), (entry.Log2Size, entry.Address));
    }

    [Theory]
    [InlineData(Stage1Access.ReadWrite, Stage2Access.ReadWrite, true, true)]
    [InlineData(Stage1Access.ReadWrite, Stage2Access.Read, true, false)]
    [InlineData(Stage1Access.ReadOnly, Stage2Access.ReadWrite, true, false)]
    [InlineData(Stage1Access.ReadWrite, Stage2Access.Write, false, true)]
    [InlineData(Stage1Access.ReadWrite, Stage2Access.None, false, false)]
    public void Permissions_are_those_that_both_stages_give(Stage1Access one, Stage2Access two, bool read, bool write)
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf with { AP = one });
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = two });
        foreach (var eats in (SteEats[])[SteEats.Full, SteEats.SplitStage])
        {
            Use(eats);
            var entry = _rig.Request(0x1000, AccessAttributes.Write).Completion.Entry;
            Assert.Equal((eats, read, write), (eats, entry.R, entry.W));
        }

        Assert.Null(_rig.TakeEvent());
    }

    [Fact]
    public void Stage_2_is_not_entered_where_stage_1_grants_nothing()
    {
        _one.Map(0x1000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.PrivilegedReadWrite });
        _one.Map(0x2000, 0x9000_5000, 3, PageTableBuilder.StageOneLeaf);
        Use(SteEats.Full);
        foreach (var address in (ulong[])[0x2000, 0x1000]) Assert.False(_rig.Request(address).Completion.Entry.GrantsAnything);
        _rig.Memory.Break(_two.AddressOfDescriptor(0x9000_5000, 1)!.Value);
        Assert.Equal(CompletionStatus.Success, _rig.Request(0x1000).Completion.Status);
        Assert.Equal(CompletionStatus.CompleterAbort, _rig.Request(0x2000).Completion.Status);
    }

    [Fact]
    public void A_fault_of_a_translated_access_at_stage_2_is_recorded_as_of_any_access()
    {
        Use(SteEats.SplitStage);
        _rig.AssertEvent(_rig.Translated(0x9000_5678), 0x1_0000_0010, 0x0000_0288_0000_0000, 0x9000_5678, 0x9000_5000);
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        _rig.AssertTranslated(0x1_2345_6678, _rig.Translated(0x9000_5678));
        var denied = _rig.Translated(0x9000_5678, AccessAttributes.Write);
        _rig.AssertEvent(denied, 0x1_0000_0013, 0x0000_0280_0000_0000, 0x9000_5678, 0x9000_5000);
        // The IPA is checked against the IAS as a stage 1 fault (3.9.1.3, priority 10).
        _rig.AssertEvent(_rig.Translated(1UL << 44), 0x1_0000_0011, 0x0000_0208_0000_0000, 1UL << 44, 0);
    }

    [Fact]
    public void Without_ATSCHK_split_stage_is_no_ATS()
    {
        Use(SteEats.SplitStage);
        _rig.Write(RegisterOffset.Cr0, 0b1101);
        var result = _rig.Request(0x1000);
        Assert.Equal(CompletionStatus.UnsupportedRequest, result.Completion.Status);
        _rig.AssertEvent(result, 0x1_0000_0005, 0x8000_0001, 0x1000, 0);
    }

    [Theory]
    [InlineData(false, CompletionStatus.Success)]
    [InlineData(true, CompletionStatus.CompleterAbort)]
    public void With_NS1ATS_split_stage_makes_the_entry_illegal(bool noSplitStage, CompletionStatus status)
    {
        var rig = new Rig(Chip.Make(zero => zero with { ATS = true, NS1ATS = noSplitStage }), memory: _rig.Memory);
        rig.Write(RegisterOffset.Cr0, Checked);
        rig.Streams.Set(new StreamId(1), _entry with { EATS = SteEats.SplitStage });
        Assert.Equal(status, rig.Request(0x1000).Completion.Status);
    }

    [Theory]
    [InlineData(SteEats.Full, 0x1_2345_6000UL)]
    [InlineData(SteEats.SplitStage, 0x9000_5000UL)]
    public void With_stage_1_skipped_the_request_is_one_of_stage_2(SteEats eats, ulong address)
    {
        _two.Map(0x9000_5000, 0x1_2345_6000, 3, PageTableBuilder.StageTwoLeaf with { S2AP = Stage2Access.Read });
        Use(eats, SteS1Dss.Bypass);
        for (var round = 0; round < 2; round++)
        {
            var entry = _rig.Request(0x9000_5678, AccessAttributes.Write).Completion.Entry;
            Assert.Equal((address, true, false), (entry.Address, entry.R, entry.W));
        }
    }

    private static ulong IpaOf(Pa address) => address.Value + 0x4000_0000;

    private void Use(SteEats eats, SteS1Dss dss = SteS1Dss.Substream0)
    {
        _rig.Streams.Set(new StreamId(1), _entry with { EATS = eats, S1DSS = dss });
        _rig.Submit(Commands.CfgiSte(1), Commands.Of(CommandOpcode.TlbiNsnhAll));
    }
}
