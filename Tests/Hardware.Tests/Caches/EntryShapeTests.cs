using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Caches;

/// <summary>
/// Every TLBI against every shape of entry, through the queue's decoder and the caches themselves: what has to go is gone, and what may
/// stay is still there (IHI 0070 4.4). All entries are of VMID 5, ASID 7 and address 0x40000000 unless their name says otherwise.
/// </summary>
public sealed class EntryShapeTests
{
    private const StreamWorld El1 = StreamWorld.NsEl1;
    private const StreamWorld E2h = StreamWorld.El2E2h;
    private const ulong At = 0x4000_0000;

    private static readonly TlbTag Asid7 = TlbTag.ForAsid(El1, new Vmid(5), new Asid(7));

    private static readonly Dictionary<string, IotlbEntry> Shapes = new()
    {
        ["page"] = Leaf(Asid7, CachedStages.One, At, 12, 3),
        ["page above"] = Leaf(Asid7, CachedStages.One, At + 0x1000, 12, 3),
        ["asid8"] = Leaf(TlbTag.ForAsid(El1, new Vmid(5), new Asid(8)), CachedStages.One, At, 12, 3),
        ["global"] = Leaf(TlbTag.Global(El1, new Vmid(5)), CachedStages.One, At, 12, 3),
        ["group"] = Leaf(Asid7, CachedStages.Combined, At, 16, 3),
        ["block"] = Leaf(Asid7, CachedStages.One, At, 21, 2),
        ["blocks"] = Leaf(Asid7, CachedStages.One, At, 25, 2),
        ["s2"] = Leaf(TlbTag.StageTwo(new Vmid(5)), CachedStages.Two, At, 12, 3),
        ["s2 group"] = Leaf(TlbTag.StageTwo(new Vmid(5)), CachedStages.Two, At, 16, 3),
        ["vm6"] = Leaf(TlbTag.ForAsid(El1, new Vmid(6), new Asid(7)), CachedStages.One, At, 12, 3),
        ["el2"] = Leaf(TlbTag.Global(StreamWorld.El2, default), CachedStages.One, At, 12, 3),
        ["e2h"] = Leaf(TlbTag.ForAsid(E2h, default, new Asid(7)), CachedStages.One, At, 12, 3),
        ["t0"] = Leaf(Asid7, CachedStages.OneTable, 0, 39, 0),
        ["t1"] = Leaf(Asid7, CachedStages.OneTable, At, 30, 1),
        ["t2"] = Leaf(Asid7, CachedStages.OneTable, At, 21, 2),
        ["t2 above"] = Leaf(Asid7, CachedStages.OneTable, At + 0x20_0000, 21, 2),
        ["t2 asid8"] = Leaf(TlbTag.ForAsid(El1, new Vmid(5), new Asid(8)), CachedStages.OneTable, At, 21, 2),
        ["s2t1"] = Leaf(TlbTag.StageTwo(new Vmid(5)), CachedStages.TwoTable, At, 30, 1),
        ["s2t2"] = Leaf(TlbTag.StageTwo(new Vmid(5)), CachedStages.TwoTable, At, 21, 2),
        ["el2t"] = Leaf(TlbTag.Global(StreamWorld.El2, default), CachedStages.OneTable, At, 30, 1),
        ["e2ht"] = Leaf(TlbTag.ForAsid(E2h, default, new Asid(7)), CachedStages.OneTable, At, 30, 1),
    };

    private const string AllStageOne = "page, page above, asid8, global, group, block, blocks, t0, t1, t2, t2 above, t2 asid8";
    private const string AllOfVmid =
        "page, page above, asid8, global, group, block, blocks, s2, s2 group, t0, t1, t2, t2 above, t2 asid8, s2t1, s2t2";

    public static TheoryData<string, CommandOpcode, bool, bool, int, string> Rules => new()
    {
        { "leaf", CommandOpcode.TlbiNhVa, true, false, 0, "page, global, group, block, blocks" },
        { "tables too", CommandOpcode.TlbiNhVa, false, false, 0, "page, global, group, block, blocks, t0, t1, t2" },
        { "leaf", CommandOpcode.TlbiNhVaa, true, false, 0, "page, asid8, global, group, block, blocks" },
        { "tables too", CommandOpcode.TlbiNhVaa, false, false, 0, "page, asid8, global, group, block, blocks, t0, t1, t2, t2 asid8" },
        { "level 3", CommandOpcode.TlbiNhVa, true, false, 3, "page, global, group" },
        { "level 3 and its tables", CommandOpcode.TlbiNhVa, false, false, 3, "page, global, group, t0, t1, t2" },
        { "level 2 and its tables", CommandOpcode.TlbiNhVa, false, false, 2, "block, blocks, t0, t1" },
        { "level 1 and its tables", CommandOpcode.TlbiNhVa, false, false, 1, "t0" },
        { "asid", CommandOpcode.TlbiNhAsid, false, false, 0, "page, page above, group, block, blocks, t0, t1, t2, t2 above" },
        { "all", CommandOpcode.TlbiNhAll, false, false, 0, AllStageOne },
        { "ipa leaf", CommandOpcode.TlbiS2Ipa, true, false, 0, "s2, s2 group" },
        { "ipa tables too", CommandOpcode.TlbiS2Ipa, false, false, 0, "s2, s2 group, s2t1, s2t2" },
        { "ipa level 2", CommandOpcode.TlbiS2Ipa, false, false, 2, "s2t1" },
        { "vmid", CommandOpcode.TlbiS12Vmall, false, false, 0, AllOfVmid },
        { "el2 leaf", CommandOpcode.TlbiEl2Va, true, false, 0, "el2" },
        { "el2 tables too", CommandOpcode.TlbiEl2Va, false, false, 0, "el2, el2t" },
        { "el2 every asid", CommandOpcode.TlbiEl2Vaa, false, false, 0, "el2, el2t" },
        { "host leaf", CommandOpcode.TlbiEl2Va, true, true, 0, "e2h" },
        { "host tables too", CommandOpcode.TlbiEl2Va, false, true, 0, "e2h, e2ht" },
        { "host asid", CommandOpcode.TlbiEl2Asid, false, true, 0, "e2h, e2ht" },
        { "el2 all", CommandOpcode.TlbiEl2All, false, false, 0, "el2, e2h, el2t, e2ht" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void What_has_to_go_goes_and_what_may_stay_stays(
        string form, CommandOpcode opcode, bool leaf, bool isHost, int level, string gone)
    {
        var command = Commands.Of(opcode) with { VMID = new Vmid(5), ASID = new Asid(7), Address = At, Leaf = leaf };
        if (level != 0) command = command with { TG = TlbiGranule.K4, TTL = (TlbiLevel)level };
        var scope = CommandDecoder.Translations(command, Chip.Full, isHost)!.Value;
        Assert.Equal(gone, string.Join(", ", Shapes.Where(shape => !Survivors(scope).Contains(shape.Value)).Select(shape => shape.Key)));
        Assert.NotEmpty(form);
    }

    // A range of one 2 MiB region, and the region next to it.
    [Fact]
    public void A_range_reaches_into_larger_entries_and_not_beyond_its_end()
    {
        var command = Commands.Of(CommandOpcode.TlbiNhVa) with
        {
            VMID = new Vmid(5),
            ASID = new Asid(7),
            Address = At,
            TG = TlbiGranule.K4,
            SCALE = 9,
        };
        var gone = Shapes.Where(shape => !Survivors(CommandDecoder.Translations(command, Chip.Full, false)!.Value).Contains(shape.Value));
        Assert.Equal("page, page above, global, group, block, blocks, t0, t1, t2", string.Join(", ", gone.Select(shape => shape.Key)));
    }

    [Fact]
    public void Any_address_within_a_contiguous_group_removes_all_of_it_and_the_address_after_it_does_not()
    {
        for (var page = 0UL; page < 17; page++)
        {
            var command = Commands.NhVa(5, 7, At + (page << 12));
            var survivors = Survivors(CommandDecoder.Translations(command, Chip.Full, false)!.Value);
            Assert.Equal(page == 16, survivors.Contains(Shapes["group"]));
            Assert.Contains(Shapes["s2 group"], survivors);
        }
    }

    // Each alone in each cache, so that none replaces another.
    private static List<IotlbEntry> Survivors(in InvalidationScope scope)
    {
        var survivors = new List<IotlbEntry>();
        foreach (var entry in Shapes.Values)
        {
            var caches = new TranslationCaches(new SmmuImplementation { MicroTlbs = 2, WalkCacheCapacity = 4 });
            if (entry.IsTable) caches.Walks!.Fill(entry);
            else Array.ForEach([caches.Main, caches.MicroOf(new StreamId(0)), caches.MicroOf(new StreamId(1))], cache => cache.Fill(entry));
            var before = caches.Entries.Count();
            Assert.Equal(entry.IsTable ? 1 : 3, before);
            caches.Invalidate(scope);
            // All copies or none: no cache has rules of its own.
            Assert.Contains(caches.Entries.Count(), (int[])[0, before]);
            if (caches.Entries.Any()) survivors.Add(entry);
        }

        return survivors;
    }

    private static IotlbEntry Leaf(TlbTag tag, CachedStages stages, ulong input, byte log2Size, byte level) =>
        new(tag, stages, input, log2Size, level, Granule.K4, new Pa(0x8000_0000), default, AccessRights.S1All | AccessRights.S2All);
}
