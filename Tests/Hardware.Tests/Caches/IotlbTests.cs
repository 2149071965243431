using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Caches;

public sealed class IotlbTests
{
    private static readonly TlbTag A = TlbTag.ForAsid(StreamWorld.NsEl1, new Vmid(1), new Asid(1));
    private static readonly TlbTag B = TlbTag.ForAsid(StreamWorld.NsEl1, new Vmid(1), new Asid(2));

    [Fact]
    public void An_entry_of_the_same_tag_address_and_size_is_replaced()
    {
        var tlb = new Iotlb();
        tlb.Fill(Entry(A, 0x1000, 12, 0x8000));
        tlb.Fill(Entry(A, 0x1000, 12, 0x9000));
        tlb.Fill(Entry(B, 0x1000, 12, 0xa000));
        Assert.Equal([Entry(A, 0x1000, 12, 0x9000), Entry(B, 0x1000, 12, 0xa000)], tlb.Entries);
    }

    [Fact]
    public void At_capacity_one_entry_goes_for_each_that_comes()
    {
        var tlb = new Iotlb(3);
        for (var page = 0UL; page < 10; page++)
        {
            tlb.Fill(Entry(A, page << 12, 12, 0));
            Assert.Equal(Math.Min((int)page + 1, 3), tlb.Count);
            Assert.Contains(Entry(A, page << 12, 12, 0), tlb.Entries);
        }

        Assert.Equal([0x7000UL, 0x8000UL, 0x9000UL], tlb.Entries.Select(entry => entry.Input));
    }

    // There are 2^32 tags, and a driver may use a new one for every process: those that hold nothing do not pile up.
    [Fact]
    public void Tags_that_hold_nothing_are_forgotten_and_those_that_hold_something_are_not()
    {
        var tlb = new Iotlb();
        for (var n = 0; n < 100_000; n++)
        {
            var tag = TlbTag.ForAsid(StreamWorld.NsEl1, new Vmid((ushort)(n >> 8)), new Asid((ushort)n));
            tlb.Fill(Entry(tag, 0x1000, 12, 0x8000));
            if (n % 100 != 0) tlb.Invalidate(new InvalidationScope(InvalidationKind.Asid, StreamWorld.NsEl1, tag.Vmid, tag.Asid));
        }

        Assert.InRange(tlb.SpaceCount, 1000, 4096);
        Assert.Equal(1000, tlb.Count);
        Assert.Equal(1000, tlb.Invalidate(new InvalidationScope(InvalidationKind.World, StreamWorld.NsEl1)));
    }

    // What is configured keeps its tag; when the tag was forgotten meanwhile its fills are found, and invalidated, like all others.
    [Fact]
    public void A_forgotten_tag_comes_back_with_the_next_fill()
    {
        var rig = new Rig();
        var stage = rig.AddStageOne();
        stage.Pages.Map(0x1000, 0x8000_1000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x8000_1000, rig.Translate(0x1000));
        rig.Submit(Commands.Of(CommandOpcode.TlbiNsnhAll), Commands.Sync);
        for (var n = 0; n < 5000; n++)
        {
            stage.Contexts.Set(0, stage.Descriptor with { ASID = new Asid((ushort)(1000 + n)) });
            rig.Streams.Set(new StreamId(2), stage.Entry);
            rig.Submit(Commands.CfgiSte(2), Commands.CfgiCd(2));
            rig.Translate(0x9000, stream: 2);
            rig.TakeEvent();
        }

        // Stream 1 was configured with ASID 7 before all that.
        rig.AssertTranslated(0x8000_1000, rig.Translate(0x1000));
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1000).Path);
        rig.Submit(Commands.NhVa(0, 8, 0x1000), Commands.Sync);
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1000).Path);
        rig.Submit(Commands.NhVa(0, 7, 0x1000), Commands.Sync);
        Assert.NotEqual(TranslationPath.Iotlb, rig.Translate(0x1000).Path);
    }

    [Fact]
    public void Capacity_0_caches_nothing()
    {
        var tlb = new Iotlb(0);
        tlb.Fill(Entry(A, 0, 12, 0));
        Assert.Empty(tlb.Entries);
        Assert.Equal(0, tlb.Invalidate(new InvalidationScope(InvalidationKind.World, StreamWorld.NsEl1)));
    }

    [Fact]
    public void The_smallest_of_several_entries_answers()
    {
        // Software that maps a page over a block without invalidating: here the page wins once it is cached.
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        pages.Map(0x20_0000, 0x4000_0000, 2, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x4000_1000, rig.Translate(0x20_1000));
        rig.Submit(Commands.NhVa(0, 7, 0x20_0000));
        pages.Write(pages.AddressOfDescriptor(0x20_0000, 2)!.Value, default);
        pages.Map(0x20_1000, 0x5000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x5000_0000, rig.Translate(0x20_1000));
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x20_1000).Path);
        Assert.Equal(EventId.FTranslation, rig.Translate(0x20_2000).Event.Id);
    }

    [Fact]
    public void TLBI_by_VA_removes_the_page_and_the_neighbours_survive()
    {
        var tlb = new Iotlb();
        var (left, gone, right) = (Entry(A, 0x3000, 12, 1), Entry(A, 0x4000, 12, 2), Entry(A, 0x5000, 12, 3));
        var other = Entry(B, 0x4000, 12, 4);
        foreach (var entry in new[] { left, gone, right, other }) tlb.Fill(entry);
        Assert.Equal(1, tlb.Invalidate(new(InvalidationKind.Va, StreamWorld.NsEl1, new Vmid(1), new Asid(1), 0x4000, 0x4fff)));
        Assert.Equal([left, right, other], tlb.Entries);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(Iotlb.Unbounded)]
    public void Random_fills_lookups_and_invalidations_agree_with_a_plain_list(int capacity) =>
        Property.Check(Property.Operations(400), operations => Compare(operations, capacity), 40);

    private static void Compare(ulong[] operations, int capacity)
    {
        var tlb = new Iotlb(capacity);
        var model = new List<IotlbEntry>();
        foreach (var operation in operations)
        {
            var random = new Prng(operation);
            if (random.OneIn(4))
            {
                var scope = RandomScope(random);
                Assert.Equal(model.RemoveAll(entry => Coverage.Covers(scope, entry)), tlb.Invalidate(scope));
            }
            else
            {
                Fill(tlb, model, RandomEntry(random), capacity);
            }

            Assert.Equal(model.Count, tlb.Count);
            Assert.True(model.ToHashSet().SetEquals(tlb.Entries));
            CompareLookup(tlb, model, RandomTag(random), (ulong)random.Below(1 << 15));
        }
    }

    private static void Fill(Iotlb tlb, List<IotlbEntry> model, IotlbEntry entry, int capacity)
    {
        tlb.Fill(entry);
        var replaced = model.FindIndex(old => old.Tag == entry.Tag && old.Input == entry.Input && old.Log2Size == entry.Log2Size);
        if (replaced >= 0) model[replaced] = entry;
        else if (capacity != 0)
        {
            // Which one goes is the implementation's choice: one, and never the new one.
            if (model.Count == capacity) Assert.Equal(1, model.RemoveAll(old => !tlb.Entries.Contains(old)));
            model.Add(entry);
        }
    }

    private static void CompareLookup(Iotlb tlb, List<IotlbEntry> model, TlbTag tag, ulong address)
    {
        var expected = model.Where(entry => entry.Tag == tag && entry.Input <= address && address <= entry.InputLast)
            .OrderBy(entry => entry.Log2Size).FirstOrDefault();
        var found = tlb.TryFind(tag, address, out var actual);
        Assert.Equal(expected == default, !found);
        if (found) Assert.Equal(expected, actual);
    }

    private static IotlbEntry RandomEntry(Prng random)
    {
        var log2Size = random.Of<byte>(12, 12, 12, 13, 14);
        var tag = RandomTag(random);
        var input = (ulong)random.Below(1 << 15) & ~((1UL << log2Size) - 1);
        var stages = tag.IsStageTwo ? CachedStages.Two : random.Of(CachedStages.One, CachedStages.Combined);
        var (level, granule) = ((byte)random.Below(4), random.Of(Granule.K4, Granule.K16));
        return new(tag, stages, input, log2Size, level, granule, new Pa((ulong)random.Below(256) << 16), default, AccessRights.S1All);
    }

    private static TlbTag RandomTag(Prng random)
    {
        var world = random.Of(StreamWorld.NsEl1, StreamWorld.NsEl1, StreamWorld.El2E2h);
        var (vmid, asid) = (new Vmid((ushort)random.Below(2)), new Asid((ushort)random.Below(2)));
        return random.Below(4) switch
        {
            0 => TlbTag.Global(world, vmid),
            1 => TlbTag.StageTwo(vmid),
            _ => TlbTag.ForAsid(world, vmid, asid),
        };
    }

    private static InvalidationScope RandomScope(Prng random)
    {
        var first = (ulong)random.Below(1 << 15);
        var length = random.Of(1UL, 0x1000UL, 0x3000UL, 1UL << 14, ulong.MaxValue);
        var kind = (InvalidationKind)random.Below(Enum.GetValues<InvalidationKind>().Length);
        var world = kind == InvalidationKind.Ipa ? StreamWorld.NsEl1 : random.Of(StreamWorld.NsEl1, StreamWorld.El2E2h);
        var granule = random.OneIn(4) ? random.Of<Granule?>(Granule.K4, Granule.K16) : null;
        var last = length > ulong.MaxValue - first ? ulong.MaxValue : first + length - 1;
        var (vmid, asid) = (new Vmid((ushort)random.Below(2)), new Asid((ushort)random.Below(2)));
        return new(kind, world, vmid, asid, first, last, granule, (byte)(random.OneIn(4) ? random.Below(4) : 0));
    }

    private static IotlbEntry Entry(TlbTag tag, ulong input, byte log2Size, ulong output) =>
        new(tag, CachedStages.One, input, log2Size, 3, Granule.K4, new Pa(output), default, AccessRights.S1All | AccessRights.S2All);
}
