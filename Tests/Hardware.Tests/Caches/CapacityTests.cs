using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Caches;

/// <summary>How many entries each cache holds, which one makes room, and what a walk cache saves.</summary>
public sealed class CapacityTests
{
    private const int Unbounded = SmmuImplementation.Unbounded;

    // The fourth page after the first three; the first was used again in between.
    [Theory]
    [InlineData(Replacement.Oldest, "2 3 4")]
    [InlineData(Replacement.LeastRecentlyUsed, "1 3 4")]
    [InlineData(Replacement.Chosen, "2 3 4")]
    public void The_replacement_decides_who_makes_room(Replacement replacement, string left)
    {
        var (rig, _) = Mapped(new SmmuImplementation { TlbCapacity = 3, Replacement = replacement });
        foreach (var page in (ulong[])[1, 2, 3, 1, 4]) rig.Translate(page << 12);
        Assert.Equal(left, string.Join(" ", rig.Core.CachedTranslations.Select(entry => entry.Input >> 12)));
    }

    [Theory]
    [InlineData(0, Replacement.Oldest, "")]
    [InlineData(1, Replacement.Oldest, "3")]
    [InlineData(2, Replacement.Oldest, "2 3")]
    [InlineData(2, Replacement.LeastRecentlyUsed, "1 3")]
    [InlineData(2, Replacement.Chosen, "2 3")]
    [InlineData(Unbounded, Replacement.Oldest, "1 2 3")]
    public void The_configuration_cache_keeps_to_its_capacity(int capacity, Replacement replacement, string left)
    {
        var rig = new Rig(implementation: new SmmuImplementation { ConfigurationCacheCapacity = capacity, Replacement = replacement });
        for (var stream = 1u; stream < 4; stream++) rig.Streams.Set(new StreamId(stream), Structures.BypassEntry);
        foreach (var stream in (uint[])[1, 2, 1, 3]) rig.AssertTranslated(0x1000, rig.Translate(0x1000, stream: stream));
        Assert.Equal(left, string.Join(" ", rig.Core.CachedStreams.Select(stream => stream.Value)));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(Unbounded, 1)]
    public void A_walk_cache_saves_the_upper_levels_of_the_next_walk(int capacity, int reads)
    {
        var (rig, _) = Mapped(new SmmuImplementation { WalkCacheCapacity = capacity, Replacement = Replacement.LeastRecentlyUsed });
        rig.Translate(0x1000);
        Assert.Equal(reads, Reads(rig, 0x2000));
        Assert.Equal(Math.Min(capacity, 3), rig.Core.CachedEntries.Count(entry => entry.IsTable));
    }

    [Fact]
    public void Permissions_of_tables_are_cached_with_them()
    {
        var (rig, stage) = Mapped(new SmmuImplementation { WalkCacheCapacity = Unbounded });
        var entry = stage.Pages.Root.Value;
        Assert.True(rig.Memory.TryRead64(new Pa(entry), out var raw));
        Assert.True(rig.Memory.TryWrite64(new Pa(entry), (new Descriptor(raw) with { APTable = 0b10, UXNTable = true }).Raw));
        rig.Translate(0x1000);
        Assert.Equal(1, Reads(rig, 0x2000));
        Assert.Equal(EventId.FPermission, rig.Translate(0x3000, AccessAttributes.Write).Event.Id);
        Assert.Equal(EventId.FPermission, rig.Translate(0x3000, new AccessAttributes(false, IsInstruction: true)).Event.Id);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x3000).Status);
    }

    // Leaf = 1 leaves the table descriptors, Leaf = 0 takes those on the way to the address, and only those: of a walk elsewhere the
    // lowest one stays, and is enough.
    [Theory]
    [InlineData(true, 0x1000UL, 1)]
    [InlineData(false, 0x1000UL, 4)]
    [InlineData(false, 0x20_0000UL, 1)]
    [InlineData(false, 0x4000_0000UL, 1)]
    [InlineData(false, 0x80_0000_0000UL, 1)]
    public void A_walk_begins_below_what_an_invalidation_left(bool leaf, ulong address, int reads)
    {
        var (rig, _) = Mapped(new SmmuImplementation { WalkCacheCapacity = Unbounded });
        rig.Translate(0x1000);
        rig.Submit(Commands.NhVa(0, 7, address) with { Leaf = leaf }, Commands.Sync);
        Assert.Equal(reads, Reads(rig, 0x2000));
    }

    [Fact]
    public void A_table_that_was_replaced_is_followed_after_the_invalidation_and_a_stale_one_before_it()
    {
        var (rig, stage) = Mapped(new SmmuImplementation { WalkCacheCapacity = Unbounded });
        rig.Translate(0x1000);
        Assert.True(rig.Memory.TryWrite64(stage.Pages.Root, 0));
        rig.Submit(Commands.NhVa(0, 7, 0x2000), Commands.Sync);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0x2000).Status);
        rig.Submit(Commands.NhVa(0, 7, 0x2000) with { Leaf = false }, Commands.Sync);
        Assert.Equal(EventId.FTranslation, rig.Translate(0x2000).Event.Id);
    }

    [Fact]
    public void Stage_2_tables_are_cached_by_VMID_and_go_with_S2_IPA_without_leaf()
    {
        var rig = new Rig(implementation: new SmmuImplementation { WalkCacheCapacity = Unbounded });
        var pages = rig.AddStageTwo();
        for (var page = 1UL; page < 5; page++) pages.Map(page << 12, 0x8000_0000 + (page << 12), 3, PageTableBuilder.StageTwoLeaf);
        rig.Translate(0x1000);
        Assert.Equal(1, Reads(rig, 0x2000));
        var command = Commands.Of(CommandOpcode.TlbiS2Ipa) with { VMID = new Vmid(5), PageAddress = 0x1000, Leaf = true };
        rig.Submit(command, Commands.Sync);
        Assert.Equal(1, Reads(rig, 0x3000));
        rig.Submit(command with { Leaf = false, VMID = new Vmid(6) }, Commands.Sync);
        Assert.Equal(1, Reads(rig, 0x1000));
        rig.Submit(command with { Leaf = false }, Commands.Sync);
        Assert.Equal(3, Reads(rig, 0x4000));
    }

    [Fact]
    public void A_micro_TLB_is_one_streams_and_hears_every_invalidation()
    {
        var (rig, _) = Mapped(new SmmuImplementation { TlbCapacity = 0, MicroTlbs = 2, MicroTlbCapacity = 1 });
        rig.Translate(0x1000);
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1008).Path);
        rig.Submit(Commands.NhVa(0, 7, 0x2000), Commands.Sync);
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1010).Path);
        rig.Submit(Commands.NhVa(0, 7, 0x1000), Commands.Sync);
        Assert.Equal(TranslationPath.Walk, rig.Translate(0x1018).Path);
        rig.Translate(0x2000);
        Assert.Equal(TranslationPath.Walk, rig.Translate(0x1020).Path);
    }

    private static int Reads(Rig rig, ulong address)
    {
        var reads = 0;
        var walk = rig.Core.BeginWalk(new Transaction(new StreamId(1), new Iova(address), default), out var step);
        for (; !step.IsDone; reads++)
        {
            Assert.True(rig.Memory.TryRead64(step.Address, out var data));
            step = rig.Core.Resume(walk, data);
        }

        Assert.Equal(TranslationStatus.Translated, rig.Core.EndWalk(walk).Status);
        return reads;
    }

    private static (Rig Rig, StageOne Stage) Mapped(SmmuImplementation implementation)
    {
        var rig = new Rig(implementation: implementation);
        var stage = rig.AddStageOne();
        for (var page = 1UL; page < 5; page++) stage.Pages.Map(page << 12, 0x8000_0000 + (page << 16), 3, PageTableBuilder.StageOneLeaf);
        return (rig, stage);
    }
}
