using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Stalls;

/// <summary>Which faults stall, and what is recorded of them (IHI 0070 3.12, 3.12.2, 5.5, 7.3).</summary>
public sealed class StallTests
{
    // Stall is bit 95, STAG [79:64]: 0 for the first; RnW 99, S2 103, CLASS [105:104].
    [Theory]
    [InlineData(0x5123UL, false, 0x1_0000_0010UL, 0x0000_0208_8000_0000UL)]
    [InlineData(0x1123UL, true, 0x1_0000_0013UL, 0x0000_0200_8000_0000UL)]
    [InlineData(0x2123UL, false, 0x1_0000_0012UL, 0x0000_0208_8000_0000UL)]
    [InlineData(0x3123UL, false, 0x1_0000_0011UL, 0x0000_0208_8000_0000UL)]
    public void The_four_faults_of_stage_1_stall_where_CD_S_says_so(ulong address, bool isWrite, ulong d0, ulong d1)
    {
        var rig = new StallRig();
        Spoil(rig.One);
        rig.Stall(address, new AccessAttributes(isWrite, false, false));
        Assert.Equal(Rig.Hex(d0, d1, address, 0), Rig.Hex(rig.Rig.TakeEvent()!));
        Assert.Null(rig.Rig.TakeEvent());
        Assert.Equal("", rig.Answers());
    }

    [Theory]
    [InlineData(0x5123UL, false)]
    [InlineData(0x1123UL, true)]
    [InlineData(0x2123UL, false)]
    [InlineData(0x3123UL, false)]
    public void Control_without_CD_S_they_terminate(ulong address, bool isWrite)
    {
        var rig = new Rig(Chip.Stalling);
        var one = rig.AddStageOne();
        one.Pages.Map(0x1000, 0x8000_1000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly });
        Spoil(one);
        var result = rig.Translate(address, new AccessAttributes(isWrite, false, false));
        Assert.Equal((TranslationStatus.Aborted, false), (result.Status, EventRecord.Read(rig.TakeEvent()).Stall));
    }

    [Fact]
    public void CD_R_and_CD_A_mean_nothing_to_a_stall()
    {
        var rig = new Rig(Chip.Stalling);
        rig.AddStageOne(edit: cd => cd with { S = true, R = false, A = false });
        Assert.Equal(TranslationStatus.Stalled, rig.Translate(0x5000).Status);
        Assert.NotNull(rig.TakeEvent());
    }

    [Fact]
    public void A_fault_that_a_cached_translation_gives_stalls_too()
    {
        var rig = new StallRig();
        rig.Rig.AssertTranslated(0x8000_1000, rig.Rig.Translate(0x1000));
        rig.Stall(0x1000, new AccessAttributes(true, false, false));
        Assert.Equal(0, rig.TakeTag());
    }

    [Fact]
    public void Stage_2_stalls_where_S2S_says_so()
    {
        var rig = new Rig(Chip.Stalling);
        rig.AddStageTwo(edit: ste => ste with { S2S = true, S2R = false });
        Assert.Equal(TranslationStatus.Stalled, rig.Translate(0x5123).Status);
        Assert.Equal(Rig.Hex(0x1_0000_0010, 0x0000_0288_8000_0000, 0x5123, 0x5000), Rig.Hex(rig.TakeEvent()!));
    }

    // 3.12.5: the stage that faults decides.
    [Theory]
    [InlineData(false, false, "Aborted Aborted")]
    [InlineData(true, false, "Stalled Aborted")]
    [InlineData(false, true, "Aborted Stalled")]
    [InlineData(true, true, "Stalled Stalled")]
    public void Each_stage_has_its_own_model(bool one, bool two, string expected)
    {
        var rig = new Rig(Chip.Stalling);
        var host = new PageTableBuilder(rig.Memory, rig.Frames, Structures.StageTwo4K);
        host.MapRange(0x4000_0000, 0x4000_0000, 0x1000_0000, PageTableBuilder.StageTwoLeaf);
        var guest = rig.AddStageOne(edit: cd => cd with { S = one });
        guest.Pages.Map(0x1000, 0x9000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.Streams.Set(
            new StreamId(1), guest.Contexts.AttachedTo(Structures.StageTwoEntry(host) with { Config = SteConfig.Nested, S2S = two }));
        Assert.Equal(expected, $"{rig.Translate(0x5000).Status} {rig.Translate(0x1000).Status}");
    }

    [Fact]
    public void The_fetch_of_a_CD_that_faults_at_stage_2_stalls_as_stage_2_does()
    {
        var rig = new Rig(Chip.Stalling);
        var host = new PageTableBuilder(rig.Memory, rig.Frames, Structures.StageTwo4K);
        var guest = rig.AddStageOne();
        rig.Streams.Set(
            new StreamId(1), guest.Contexts.AttachedTo(Structures.StageTwoEntry(host) with { Config = SteConfig.Nested, S2S = true }));
        Assert.Equal(TranslationStatus.Stalled, rig.Translate(0x5000).Status);
        Assert.Equal(EventClass.CD, EventRecord.Read(rig.TakeEvent()).CLASS);
    }

    [Fact]
    public void Other_faults_never_stall()
    {
        var rig = new StallRig(Chip.Make(zero => zero with { StallModel = StallModel.ForcedStall }));
        rig.Rig.Memory.Break(rig.One.Pages.AddressOfDescriptor(0x1000, 3)!.Value);
        Assert.Equal(TranslationStatus.Aborted, rig.Rig.Translate(0x1000).Status);
        Assert.Equal(EventId.FWalkEabt, EventRecord.Read(rig.Rig.TakeEvent()).Id);
        rig.Rig.Streams.Set(new StreamId(3), Structures.BypassEntry);
        Assert.Equal(TranslationStatus.Aborted, rig.Rig.Translate(1UL << 50, stream: 3).Status);
        Assert.Equal(EventId.FAddrSize, EventRecord.Read(rig.Rig.TakeEvent()).Id);
        rig.Rig.Memory.Repair();
        rig.Stall(0x5000);
    }

    // 5.5, and SteIllegal and CdIllegal of 5.2.2 and 5.4.2: what the models say of S1STALLD, CD.S and S2S.
    [Theory]
    [InlineData(StallModel.StallAndTerminate, "one:ok one+S:ok one+D:ok one+D+S:CBadCd two:ok two+S:ok two+D:ok")]
    [InlineData(StallModel.NoStall, "one:ok one+S:CBadCd one+D:CBadSte one+D+S:CBadSte two:ok two+S:CBadSte two+D:ok")]
    [InlineData(StallModel.ForcedStall, "one:CBadCd one+S:ok one+D:CBadSte one+D+S:CBadSte two:CBadSte two+S:ok two+D:CBadSte")]
    public void Each_stall_model_has_its_own_valid_configurations(StallModel model, string expected)
    {
        var capabilities = Chip.Make(zero => zero with { StallModel = model });
        var actual = expected.Split(' ').Select(pair => pair.Split(':')[0]).Select(name => $"{name}:{Answer(capabilities, name)}");
        Assert.Equal(expected, string.Join(' ', actual));
    }

    private static string Answer(SmmuCapabilities capabilities, string name)
    {
        var rig = new Rig(capabilities);
        var (stalls, disables) = (name.Contains("+S", StringComparison.Ordinal), name.Contains("+D", StringComparison.Ordinal));
        if (name.StartsWith("one", StringComparison.Ordinal))
        {
            var one = rig.AddStageOne(edit: cd => cd with { S = stalls });
            one.Pages.Map(0x1000, 0x8000_1000, 3, PageTableBuilder.StageOneLeaf);
            // 5.2: {S2R, S2S} are ignored where stage 2 does not translate.
            rig.Streams.Set(new StreamId(1), one.Entry with { S1STALLD = disables, S2S = true });
        }
        else
        {
            var two = rig.AddStageTwo(edit: ste => ste with { S2S = stalls, S1STALLD = disables });
            two.Map(0x1000, 0x8000_1000, 3, PageTableBuilder.StageTwoLeaf);
        }

        var result = rig.Translate(0x1000);
        return result.Status == TranslationStatus.Translated ? "ok" : $"{result.Event.Id}";
    }

    // 0x2000 has no access flag, 0x3000 is beyond IPS.
    private static void Spoil(StageOne space)
    {
        space.Pages.Map(0x2000, 0x8000_2000, 3, PageTableBuilder.StageOneLeaf with { AF = false });
        space.Pages.Map(0x3000, 1UL << 46, 3, PageTableBuilder.StageOneLeaf);
    }
}
