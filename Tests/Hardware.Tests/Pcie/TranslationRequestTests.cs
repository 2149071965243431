using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>What an ATS Translation Request is answered with (IHI 0070 3.9.1.2, 13.7), and what is recorded.</summary>
public sealed class TranslationRequestTests
{
    private readonly Rig _rig = new(Chip.Ats);

    // 13.7, the table of examples: NW, Exe, Priv and the page give R, W, Exe.
    [Theory]
    [InlineData(false, false, false, Stage1Access.ReadOnly, false, "R")]
    [InlineData(true, false, false, Stage1Access.ReadWrite, false, "RW")]
    [InlineData(true, false, false, Stage1Access.ReadOnly, false, "R")]
    [InlineData(true, false, false, Stage1Access.PrivilegedReadWrite, false, "")]
    [InlineData(true, false, true, Stage1Access.PrivilegedReadWrite, false, "RWP")]
    [InlineData(false, true, false, Stage1Access.ReadOnly, true, "R")]
    [InlineData(false, true, false, Stage1Access.ReadOnly, false, "RX")]
    [InlineData(true, true, false, Stage1Access.ReadWrite, false, "RWX")]
    [InlineData(true, true, false, Stage1Access.PrivilegedReadWrite, false, "")]
    [InlineData(true, false, true, Stage1Access.PrivilegedReadOnly, false, "RP")]
    public void Permissions_are_granted_as_far_as_page_and_request_go(
        bool write, bool execute, bool privileged, Stage1Access page, bool executeNever, string granted)
    {
        var one = AddSubstreams(out var contexts, SteEats.Full);
        one.Map(0x1000, 0x5000_1000, 3, PageTableBuilder.StageOneLeaf with { AP = page, UXN = executeNever });
        contexts.Set(2, Structures.Context(one));
        var completion = _rig.Request(0x1234, new AccessAttributes(write, execute, privileged), substream: 2).Completion;
        // An execute-only page gives nothing to a request; an entry that grants nothing has no address and the size of the STU.
        Assert.Equal((CompletionStatus.Success, granted), (completion.Status, Text(completion.Entry)));
        Assert.Equal(completion.Entry.GrantsAnything ? 0x5000_1000UL : 0, completion.Entry.Address);
        Assert.Equal(12, completion.Entry.Log2Size);
        Assert.Null(_rig.TakeEvent());
    }

    [Fact]
    public void Without_a_PASID_there_is_neither_Exe_nor_Priv()
    {
        Map(AddStageOne(), 3);
        var entry = _rig.Request(0x1000, new AccessAttributes(true, true, true)).Completion.Entry;
        Assert.Equal("RW", Text(entry));
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(2, 21)]
    [InlineData(1, 30)]
    public void The_size_is_that_of_the_leaf_from_a_walk_and_from_the_IOTLB(int level, int log2Size)
    {
        var one = AddStageOne();
        one.Pages.Map(0x4020_1000, 0x1_4020_1000, level, PageTableBuilder.StageOneLeaf);
        foreach (var path in (TranslationPath[])[TranslationPath.Walk, TranslationPath.Iotlb])
        {
            var result = _rig.Request(0x4020_1234);
            Assert.Equal((path, log2Size), (result.Path, result.Completion.Entry.Log2Size));
            Assert.Equal(0x1_4020_1234UL >> log2Size << log2Size, result.Completion.Entry.Address);
        }
    }

    [Fact]
    public void An_IOTLB_entry_that_denies_an_access_gives_what_it_has_and_no_event()
    {
        AddStageOne().Pages.Map(0x1000, 0x5000_1000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly });
        Assert.Equal(TranslationStatus.Translated, _rig.Translate(0x1000).Status);
        Assert.Equal("R", Text(_rig.Request(0x1000, AccessAttributes.Write).Completion.Entry));
        Assert.Null(_rig.TakeEvent());
        Assert.True(_rig.Translate(0x1000, AccessAttributes.Write).HasEvent);
    }

    [Theory]
    [InlineData("unmapped")]
    [InlineData("no access flag")]
    [InlineData("beyond IPS")]
    public void A_translation_fault_is_success_without_permissions_and_without_event_even_with_CD_A_0(string what)
    {
        var one = AddStageOne(edit: cd => cd with { A = false, IPS = what == "beyond IPS" ? AddressSize.Bits32 : cd.IPS });
        if (what == "no access flag") one.Pages.Map(0x1000, 0x5000_1000, 3, PageTableBuilder.StageOneLeaf with { AF = false });
        if (what == "beyond IPS") one.Pages.Map(0x1000, 0x1_5000_1000, 3, PageTableBuilder.StageOneLeaf);
        var result = _rig.Request(0x1000);
        Assert.Equal((CompletionStatus.Success, 0UL, false), (result.Completion.Status, result.Completion.Entry.Word, result.HasEvent));
        Assert.Null(_rig.TakeEvent());
        Assert.True(_rig.Translate(0x1000).HasEvent, "an ordinary transaction does record it");
    }

    [Theory]
    [InlineData(SteConfig.Abort, SteEats.Full, false)]
    [InlineData(SteConfig.Bypass, SteEats.Full, true)]
    [InlineData(SteConfig.S1Translate, SteEats.Disabled, true)]
    [InlineData(SteConfig.S1Translate, SteEats.FullWithDpt, true)]
    public void Where_ATS_is_disabled_the_answer_is_UR(SteConfig config, SteEats eats, bool isRecorded)
    {
        var one = AddStageOne();
        Map(one, 3);
        _rig.Streams.Set(new StreamId(1), one.Entry with { Config = config, EATS = eats });
        var result = _rig.Request(0x1000);
        Assert.Equal((TranslationStatus.Aborted, CompletionStatus.UnsupportedRequest), (result.Status, result.Completion.Status));
        var expected = isRecorded ? Rig.Hex(0x1_0000_0005, 0x8000_0001, 0x1000, 0) : "";
        Assert.Equal(expected, Rig.Hex(_rig.TakeEvent() ?? []));
        Assert.Null(_rig.TakeEvent());
    }

    // EventID [7:0], SSV [11], SubstreamID [31:12], StreamID [63:32]; Span [67:64], Priv [92], X [93], W [94], R [95]; address [191:140].
    [Theory]
    [InlineData(false, false, false, null, 0x0000_0001_0000_0005UL, 0x8000_0001UL)]
    [InlineData(true, false, false, null, 0x0000_0001_0000_0005UL, 0xc000_0001UL)]
    [InlineData(true, true, true, 3u, 0x0000_0001_0000_3805UL, 0xf000_0001UL)]
    [InlineData(false, true, false, 3u, 0x0000_0001_0000_3805UL, 0xa000_0001UL)]
    [InlineData(true, true, true, null, 0x0000_0001_0000_0005UL, 0xc000_0001UL)]
    public void F_BAD_ATS_TREQ_says_what_was_asked_for(bool write, bool execute, bool privileged, uint? substream, ulong d0, ulong d1)
    {
        _rig.Streams.Set(new StreamId(1), Structures.BypassEntry with { PRIVCFG = PrivilegeOverride.Privileged });
        var result = _rig.Request(0xffff_8765_4321_0abc, new AccessAttributes(write, execute, privileged), substream: substream);
        _rig.AssertEvent(result, d0, d1, 0xffff_8765_4321_0000, 0);
    }

    [Fact]
    public void A_disabled_SMMU_answers_UR_and_records_it()
    {
        _rig.Write(RegisterOffset.Cr0, 0b1100);
        var result = _rig.Request(0x1000, AccessAttributes.Write);
        Assert.Equal(CompletionStatus.UnsupportedRequest, result.Completion.Status);
        _rig.AssertEvent(result, 0x1_0000_0005, 0xc000_0001, 0x1000, 0);
    }

    [Fact]
    public void Without_IDR0_ATS_a_request_is_unsupported_and_EATS_means_nothing()
    {
        var rig = new Rig();
        rig.AddStageOne();
        Assert.Equal((CompletionStatus.UnsupportedRequest, false), (rig.Request(0).Completion.Status, rig.Request(0).HasEvent));
    }

    [Theory]
    [InlineData("stream", 0x04)]
    [InlineData("fetch", 0x03)]
    [InlineData("entry", 0x04)]
    [InlineData("substream", 0x08)]
    [InlineData("context", 0x0a)]
    [InlineData("walk", 0x0b)]
    public void A_configuration_error_is_CA_and_recorded_only_with_REC_CFG_ATS(string what, int id)
    {
        foreach (var records in (bool[])[false, true])
        {
            var rig = new Rig(Chip.Ats);
            Restart(rig, records ? 0b1010u : 0b0010);
            Break(rig, what);
            var result = rig.Request(0x1000, stream: what == "stream" ? 99u : 1, substream: what == "substream" ? 1u : null);
            Assert.Equal(CompletionStatus.CompleterAbort, result.Completion.Status);
            var record = rig.TakeEvent();
            Assert.Equal(records, record is not null);
            if (record is not null) Assert.Equal(what == "stream" ? 2 : id, (int)(record[0] & 0xff));
        }
    }

    [Fact]
    public void C_BAD_STREAMID_needs_RECINVSID_too()
    {
        Restart(_rig, 0b1000);
        Assert.Equal(CompletionStatus.CompleterAbort, _rig.Request(0, stream: 99).Completion.Status);
        Assert.Null(_rig.TakeEvent());
    }

    [Fact]
    public void Where_S1DSS_skips_stage_1_the_answer_is_the_address_itself()
    {
        AddSubstreams(out _, SteEats.Full, SteS1Dss.Bypass);
        var entry = _rig.Request(0x7654_3210).Completion.Entry;
        Assert.Equal((0x7654_3000UL, "RW", 12), (entry.Address, Text(entry), entry.Log2Size));
        // 3.9.1.2: an address beyond the IAS is an Address Size fault, which grants nothing.
        Assert.Equal(new TranslationCompletion(CompletionStatus.Success, default), _rig.Request(1UL << 44).Completion);
    }

    [Fact]
    public void INSTCFG_makes_reads_of_an_execute_only_page_possible()
    {
        var one = AddSubstreams(out var contexts, SteEats.Full, edit: entry => entry with { INSTCFG = InstructionOverride.Instruction });
        one.Map(0x1000, 0x5000_1000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.PrivilegedReadWrite });
        contexts.Set(2, Structures.Context(one));
        Assert.Equal("RX", Text(_rig.Request(0x1000, new AccessAttributes(false, true), substream: 2).Completion.Entry));
        Assert.Equal("R", Text(_rig.Request(0x1000, substream: 2).Completion.Entry));
    }

    private static string Text(TranslationEntry entry) =>
        $"{(entry.R ? "R" : "")}{(entry.W ? "W" : "")}{(entry.Exe ? "X" : "")}{(entry.Priv && entry.GrantsAnything ? "P" : "")}";

    private static void Restart(Rig rig, uint cr2)
    {
        rig.Write(RegisterOffset.Cr0, 0b1100);
        rig.Write(RegisterOffset.Cr2, cr2);
        rig.Write(RegisterOffset.Cr0, 0b1101);
    }

    private static void Break(Rig rig, string what)
    {
        var one = rig.AddStageOne(edit: cd => what == "context" ? cd with { V = false } : cd);
        var entry = one.Entry with { EATS = SteEats.Full };
        // Full ATS with a stage 1 alone is legal; split-stage is not (5.2, EATS).
        rig.Streams.Set(new StreamId(1), what == "entry" ? entry with { EATS = SteEats.SplitStage } : entry);
        if (what == "fetch") rig.Memory.Break(rig.Streams.AddressOf(new StreamId(1))!.Value);
        if (what == "walk") rig.Memory.Break(one.Pages.Root);
    }

    private StageOne AddStageOne(Func<ContextDescriptor, ContextDescriptor>? edit = null)
    {
        var one = _rig.AddStageOne(edit: edit);
        _rig.Streams.Set(new StreamId(1), one.Entry with { EATS = SteEats.Full });
        return one;
    }

    private static void Map(StageOne one, int level) => one.Pages.Map(0x1000, 0x5000_1000, level, PageTableBuilder.StageOneLeaf);

    private PageTableBuilder AddSubstreams(
        out ContextTableBuilder contexts, SteEats eats, SteS1Dss dss = SteS1Dss.Substream0,
        Func<StreamTableEntry, StreamTableEntry>? edit = null)
    {
        contexts = new ContextTableBuilder(_rig.Memory, _rig.Frames, log2Count: 3);
        var entry = contexts.AttachedTo(Structures.StageOneEntry with { EATS = eats, S1DSS = dss });
        _rig.Streams.Set(new StreamId(1), edit is null ? entry : edit(entry));
        return new PageTableBuilder(_rig.Memory, _rig.Frames, PageTableShape.StageOne(Granule.K4, 25));
    }
}
