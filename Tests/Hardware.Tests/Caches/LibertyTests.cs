using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Caches;

/// <summary>Each liberty of hardware by itself: what it changes, what ends it, and that the calm SMMU does not take it.</summary>
public sealed class LibertyTests
{
    [Theory]
    [InlineData(Freedom.LateEffect, true)]
    [InlineData(Freedom.CombinedEntries, false)]
    public void An_effect_may_be_late_and_CMD_SYNC_ends_the_wait(Freedom freedom, bool isLate)
    {
        var (rig, stage) = Mapped(freedom);
        rig.Translate(0x1000);
        stage.Pages.Unmap(0x1000);
        rig.Submit(Commands.NhVa(0, 7, 0x1000));
        Assert.Equal(isLate, rig.Translate(0x1000).Status == TranslationStatus.Translated);
        rig.Submit(Commands.Sync);
        Assert.Equal(TranslationStatus.Aborted, rig.Translate(0x1000).Status);
    }

    // Whoever writes down when a command took effect may not take the time of its consumption for it.
    [Theory]
    [InlineData(Freedom.LateEffect, CommandOpcode.TlbiNhVa, true)]
    [InlineData(Freedom.LateEffect, CommandOpcode.CfgiSte, true)]
    [InlineData(Freedom.LateEffect, CommandOpcode.Resume, false)]
    [InlineData(Freedom.LateEffect, CommandOpcode.StallTerm, false)]
    [InlineData(Freedom.LateEffect, CommandOpcode.PrefetchConfig, false)]
    [InlineData(Freedom.CombinedEntries, CommandOpcode.TlbiNhVa, false)]
    public void The_receipt_of_a_command_comes_once_and_when_it_takes_effect(Freedom freedom, CommandOpcode opcode, bool isLate)
    {
        var (core, receipts) = (Mapped(freedom).Rig.Core, new Receipts());
        core.Execute(Commands.Of(opcode), new EffectReceipt(receipts, 5));
        Assert.Equal(isLate ? [] : [5L], receipts.Tags);
        core.Barrier();
        Assert.Equal([5L], receipts.Tags);
        core.Barrier();
        Assert.Equal([5L], receipts.Tags);
    }

    [Fact]
    public void A_fill_may_be_left_out()
    {
        Assert.NotEmpty(CachedAfterRead(Mapped(Freedom.CombinedEntries).Rig));
        Assert.Empty(CachedAfterRead(Mapped(Freedom.Fill).Rig));
        Assert.Empty(CachedAfterRead(Mapped(Freedom.Eviction).Rig));
    }

    [Fact]
    public void The_page_after_a_transaction_may_be_fetched_and_a_fault_of_it_is_nobodys()
    {
        Assert.Equal([0x1000UL], CachedAfterRead(Mapped(Freedom.Fill, 2).Rig));
        var (rig, stage) = Mapped(Freedom.SpeculativeFill);
        Assert.Equal([0x1000UL, 0x2000UL], CachedAfterRead(rig));
        stage.Pages.Unmap(0x3000);
        rig.Submit(Commands.Of(CommandOpcode.TlbiNhAll), Commands.Sync);
        rig.Translate(0x2000);
        Assert.Equal([0x2000UL], rig.Core.CachedTranslations.Select(entry => entry.Input));
        Assert.Null(rig.TakeEvent());
    }

    [Fact]
    public void A_prefetch_command_may_fetch_and_a_disabled_SMMU_does_not()
    {
        var prefetch = Commands.Of(CommandOpcode.PrefetchAddr) with { StreamID = new StreamId(1), Address = 0x2000 };
        var rig = Mapped(Freedom.SpeculativeFill).Rig;
        rig.Submit(prefetch);
        Assert.Equal([0x2000UL], rig.Core.CachedTranslations.Select(entry => entry.Input));
        var disabled = Mapped(Freedom.SpeculativeFill).Rig;
        disabled.Write(RegisterOffset.Cr0, 0b1100);
        disabled.Submit(prefetch);
        Assert.Empty(disabled.Core.CachedTranslations);
        var calm = new Rig();
        calm.AddStageOne();
        calm.Submit(prefetch);
        Assert.Empty(calm.Core.CachedStreams);
    }

    // 3.21.3: the invalid STE is known until CMD_CFGI_STE; what is true at first without it is that the next look finds the new one.
    [Theory]
    [InlineData(Freedom.CachedInvalidConfiguration, true)]
    [InlineData(Freedom.CachedL1Descriptor, false)]
    public void An_invalid_STE_may_stay_known(Freedom freedom, bool stays)
    {
        var rig = new Rig(implementation: With(freedom));
        Assert.Equal(EventId.CBadSte, rig.Translate(0x1000).Event.Id);
        rig.AddStageOne().Pages.Map(0x1000, 0x8000_0000, 3, PageTableBuilder.StageOneLeaf);
        Assert.Equal(stays ? EventId.CBadSte : default, rig.Translate(0x1000).Event.Id);
        rig.Submit(Commands.CfgiSte(1), Commands.Sync);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000).Status);
    }

    [Fact]
    public void An_invalid_CD_may_stay_known_until_CFGI_CD()
    {
        var rig = new Rig(implementation: With(Freedom.CachedInvalidConfiguration));
        var stage = rig.AddStageOne(edit: context => context with { V = false });
        stage.Pages.Map(0x1000, 0x8000_0000, 3, PageTableBuilder.StageOneLeaf);
        Assert.Equal(EventId.CBadCd, rig.Translate(0x1000).Event.Id);
        stage.Contexts.Set(0, stage.Descriptor with { V = true });
        Assert.Equal(EventId.CBadCd, rig.Translate(0x1000).Event.Id);
        rig.Submit(Commands.CfgiCd(2), Commands.Sync);
        Assert.Equal(EventId.CBadCd, rig.Translate(0x1000).Event.Id);
        rig.Submit(Commands.CfgiCd(1), Commands.Sync);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x1000).Status);
    }

    // 4.3.1: with Leaf = 1 the level 1 descriptor may stay, with Leaf = 0 it goes, also for another stream of the same array.
    [Theory]
    [InlineData(true, 1u, false)]
    [InlineData(false, 1u, true)]
    [InlineData(false, 2u, true)]
    [InlineData(false, 64u, false)]
    public void An_invalid_level_1_stream_table_descriptor_may_stay_known(bool leaf, uint stream, bool goes)
    {
        var rig = new Rig(implementation: With(Freedom.CachedInvalidConfiguration), start: false);
        var streams = StreamTableBuilder.TwoLevel(rig.Memory, rig.Frames, 8, 6);
        rig.Start(streams);
        Assert.Equal(EventId.CBadStreamid, rig.Translate(0x1000).Event.Id);
        streams.Set(new StreamId(1), Structures.BypassEntry);
        Assert.Equal(EventId.CBadStreamid, rig.Translate(0x1000).Event.Id);
        rig.Submit(Commands.CfgiSte(stream) with { Leaf = leaf }, Commands.Sync);
        Assert.Equal(goes, rig.Translate(0x1000).Status == TranslationStatus.Translated);
    }

    [Theory]
    [InlineData(Freedom.OverInvalidation, 0)]
    [InlineData(Freedom.LateEffect, 1)]
    public void A_command_may_remove_more_than_it_must(Freedom freedom, int left)
    {
        var rig = Mapped(freedom).Rig;
        rig.Translate(0x1000);
        rig.Submit(Commands.NhVa(0, 7, 0x7000), Commands.Sync);
        Assert.Equal(left, rig.Core.CachedTranslations.Count);
    }

    [Theory]
    [InlineData(Freedom.CombinedEntries, CachedStages.One)]
    [InlineData(Freedom.ContiguousHint, CachedStages.Combined)]
    public void Nested_stages_may_be_cached_apart_and_S2_IPA_is_enough_then(Freedom freedom, CachedStages stages)
    {
        var rig = new Rig(implementation: With(freedom));
        var two = rig.AddStageTwo();
        two.MapRange(0x4000_0000, 0x4000_0000, 1UL << 30, PageTableBuilder.StageTwoLeaf, useBlocks: true);
        two.Map(0x1_0000_0000, 0x8000_0000, 3, PageTableBuilder.StageTwoLeaf);
        var one = rig.AddStageOne();
        one.Pages.Map(0x1000, 0x1_0000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.Streams.Set(new StreamId(1), one.Contexts.AttachedTo(Structures.StageTwoEntry(two)) with { Config = SteConfig.Nested });
        rig.AssertTranslated(0x8000_0008, rig.Translate(0x1008));
        Assert.Equal([stages], rig.Core.CachedTranslations.Where(entry => !entry.Tag.IsStageTwo).Select(entry => entry.Stages));
        rig.AssertTranslated(0x8000_0010, rig.Translate(0x1010));
        two.Unmap(0x1_0000_0000);
        var command = Commands.Of(CommandOpcode.TlbiS2Ipa) with { VMID = new Vmid(5), PageAddress = 0x1_0000_0000, Leaf = true };
        rig.Submit(command, Commands.Sync);
        Assert.Equal(stages == CachedStages.Combined, rig.Translate(0x1008).Status == TranslationStatus.Translated);
    }

    [Theory]
    [InlineData(Granule.K4, 3, 16)]
    [InlineData(Granule.K4, 2, 16)]
    [InlineData(Granule.K4, 1, 16)]
    [InlineData(Granule.K16, 3, 128)]
    [InlineData(Granule.K16, 2, 32)]
    [InlineData(Granule.K64, 3, 32)]
    [InlineData(Granule.K64, 2, 32)]
    public void The_contiguous_hint_may_make_one_entry_of_a_group(Granule granule, int level, int count)
    {
        Assert.Equal(1, EntriesOfGroup(Freedom.ContiguousHint, granule, level, count, shift: 0));
        Assert.Equal(2, EntriesOfGroup(Freedom.LateEffect, granule, level, count, shift: 0));
        // A group that is not congruent with its outputs is misprogrammed: the hint is ignored.
        Assert.Equal(2, EntriesOfGroup(Freedom.ContiguousHint, granule, level, count, shift: 1));
    }

    // Software replaced a page by a block without breaking it first; what is cached disagrees.
    [Theory]
    [InlineData(0, BreakBeforeMakeLevel.Level2, 0x8000_1000UL)]
    [InlineData(1, BreakBeforeMakeLevel.Level2, 0xc000_1000UL)]
    [InlineData(2, BreakBeforeMakeLevel.Level2, 0x8000_1000UL)]
    [InlineData(2, BreakBeforeMakeLevel.Level1, null)]
    public void Of_conflicting_entries_either_is_used_and_BBML_2_never_reports_it(int answer, BreakBeforeMakeLevel level, ulong? output)
    {
        var choices = new OneChoice(Freedom.TlbConflict, answer);
        var rig = new Rig(Chip.Make(idr3: three => three with { BBML = level }), new SmmuImplementation { Choices = choices });
        var stage = rig.AddStageOne();
        stage.Pages.Map(0x1000, 0x8000_1000, 3, PageTableBuilder.StageOneLeaf);
        rig.Translate(0x1000);
        var other = rig.AddStageOne(stream: 2);
        other.Pages.Map(0, 0xc000_0000, 2, PageTableBuilder.StageOneLeaf);
        rig.Translate(0x20_0000 - 0x1000, stream: 2);
        var result = rig.Translate(0x1000);
        if (output is { } address) Assert.Equal((TranslationStatus.Translated, address), (result.Status, result.Address.Value));
        else Assert.Equal((TranslationStatus.Aborted, EventId.FTlbConflict), (result.Status, result.Event.Id));
    }

    // NVIDIA Tegra264: the walk that is open need not have to do with the entry; the second invalidation takes it in any case.
    [Theory]
    [InlineData(true, true, 1)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    public void An_entry_survives_one_invalidation_that_races_with_a_walk(bool isOn, bool walks, int left)
    {
        var rig = new Rig(implementation: new SmmuImplementation
        {
            Choices = new OneChoice(Freedom.InvalidationRace),
            Bugs = isOn ? new BugSet { Quirks = [Quirk.TlbiRaceSurvives] } : BugSet.None,
        });
        var stage = rig.AddStageOne();
        for (var page = 1UL; page < 4; page++) stage.Pages.Map(page << 12, page << 16, 3, PageTableBuilder.StageOneLeaf);
        rig.Translate(0x1000);
        rig.Translate(0x3000);
        if (walks) rig.Core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x2000), default), out _);
        rig.Submit(Commands.NhVa(0, 7, 0x1000));
        Assert.Equal(left + 1, rig.Core.CachedTranslations.Count);
        rig.Submit(Commands.NhVa(0, 7, 0x1000));
        Assert.Equal([0x3000UL], rig.Core.CachedTranslations.Select(entry => entry.Input));
    }

    [Fact]
    public void An_index_without_its_wrap_bit_takes_a_full_queue_for_an_empty_one()
    {
        Assert.Equal(8u, Consumed(BugSet.None));
        Assert.Equal(0u, Consumed(new BugSet(Bug.WrapBitDropped)));
    }

    private static uint Consumed(BugSet bugs)
    {
        var rig = new Rig(implementation: new SmmuImplementation { Bugs = bugs });
        for (var slot = 0UL; slot < 8; slot++)
            Assert.True(rig.Memory.TryWrite(new Pa(Rig.CommandQueue + (16 * slot)), [Commands.Sync.D0, 0]));
        rig.Write(RegisterOffset.CmdqProd, 8);
        return rig.Read(RegisterOffset.CmdqCons);
    }

    private static int EntriesOfGroup(Freedom freedom, Granule granule, int level, int count, ulong shift)
    {
        var rig = new Rig(implementation: With(freedom));
        var shape = PageTableShape.StageOne(granule, 16);
        var size = 1UL << TableGeometry.EntryShift(granule, level);
        var (input, output) = (size * (ulong)count, (size * (ulong)count * 2) + (shift * size));
        var stage = rig.AddStageOne(shape);
        for (var leaf = 0UL; leaf < (ulong)count; leaf++)
            stage.Pages.Map(input + (leaf * size), output + (leaf * size), level, PageTableBuilder.StageOneLeaf with { Contiguous = true });
        rig.AssertTranslated(output + 8, rig.Translate(input + 8));
        rig.AssertTranslated(output + ((ulong)(count - 1) * size) + 8, rig.Translate(input + ((ulong)(count - 1) * size) + 8));
        var entries = rig.Core.CachedTranslations.Count;
        rig.Submit(Commands.NhVa(0, 7, input + ((ulong)(count / 2) * size)), Commands.Sync);
        Assert.Equal(entries == 1 ? 0 : 2, rig.Core.CachedTranslations.Count);
        return entries;
    }

    private static ulong[] CachedAfterRead(Rig rig)
    {
        rig.Translate(0x1000);
        return [.. rig.Core.CachedTranslations.Select(entry => entry.Input)];
    }

    private static SmmuImplementation With(Freedom freedom) => new() { Choices = new OneChoice(freedom) };

    private static (Rig Rig, StageOne Stage) Mapped(Freedom freedom, int answer = 1)
    {
        var rig = new Rig(implementation: new SmmuImplementation { Choices = new OneChoice(freedom, answer) });
        var stage = rig.AddStageOne();
        for (var page = 1UL; page < 4; page++) stage.Pages.Map(page << 12, 0x8000_0000 + (page << 16), 3, PageTableBuilder.StageOneLeaf);
        return (rig, stage);
    }

    private sealed class Receipts : IEffectObserver
    {
        public List<long> Tags { get; } = [];

        public void TookEffect(long tag) => Tags.Add(tag);
    }
}
