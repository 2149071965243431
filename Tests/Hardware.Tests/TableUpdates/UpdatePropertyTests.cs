using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.TableUpdates;

/// <summary>
/// Random tables, random accesses: a translation marks the leaf that it used accessed, and dirty when it was a write that is
/// permitted, and it changes nothing else. What is expected follows from the descriptors alone.
/// </summary>
public sealed class UpdatePropertyTests
{
    private const int Pages = 12;

    [Fact]
    public void Stage_1_marks_exactly_the_leaf_that_it_used() => Property.Check(Property.Operations(24), operations =>
    {
        var random = new Prng(operations.Aggregate((ulong)operations.Length, (seed, operation) => (seed * 31) + operation));
        var memory = new JournalMemory();
        var rig = new Rig(Chip.Updating, new SmmuImplementation { TlbCapacity = random.Of(0, 2, int.MaxValue) }, memory);
        var hd = random.OneIn(2);
        var one = rig.AddStageOne(edit: cd => cd with { HA = true, HD = hd, R = false });
        var leaves = new Dictionary<ulong, Descriptor>();
        for (var page = 0UL; page < Pages; page++)
        {
            one.Pages.Map(page << 12, 0x8000_0000 + (page << 12), 3, StageOneLeaf(random));
            leaves[page] = Leaf(one.Pages, page);
        }

        foreach (var operation in operations)
        {
            var (page, access) = (operation % Pages, Access(operation >> 8));
            memory.Changes.Clear();
            var isPermitted = IsPermitted(leaves[page], access, hd);
            Assert.Equal(isPermitted, rig.Translate(page << 12, access).Status == TranslationStatus.Translated);
            if (isPermitted) leaves[page] = Marked(leaves[page], access, hd);
            foreach (var address in memory.Changes) Assert.Equal(one.Pages.AddressOfDescriptor(page << 12, 3)!.Value.Value, address);
            for (var other = 0UL; other < Pages; other++) Assert.Equal(leaves[other], Leaf(one.Pages, other));
        }
    }, 300);

    [Fact]
    public void Below_stage_2_each_stage_marks_exactly_its_leaves() => Property.Check(Property.Operations(24), operations =>
    {
        var random = new Prng(operations.Aggregate((ulong)operations.Length, (seed, operation) => (seed * 37) + operation));
        var rig = new Rig(Chip.Updating, new SmmuImplementation { TlbCapacity = random.Of(0, 2, int.MaxValue) });
        var (one, two) = Nested(rig);
        var (first, second) = (new Dictionary<ulong, Descriptor>(), new Dictionary<ulong, Descriptor>());
        for (var page = 0UL; page < Pages; page++)
        {
            one.Map(page << 12, 0x9000_0000 + (page << 12), 3, StageOneLeaf(random));
            two.Map(0x9000_0000 + (page << 12), 0x8000_0000 + (page << 12), 3, StageTwoLeaf(random));
            (first[page], second[page]) = (Leaf(one, page), Leaf(two, 0x9_0000 + page));
        }

        foreach (var operation in operations)
        {
            var (page, access) = (operation % Pages, Access(operation >> 8));
            var isPermitted = IsPermitted(first[page], access, hd: true) && IsPermittedByStageTwo(second[page], access);
            Assert.Equal(isPermitted, rig.Translate(page << 12, access).Status == TranslationStatus.Translated);
            if (isPermitted)
            {
                first[page] = Marked(first[page], access, hd: true);
                second[page] = second[page] with { AF = true };
                if (access.IsWrite) second[page] = second[page] with { S2AP = (Stage2Access)((int)second[page].S2AP | 2) };
            }

            for (var other = 0UL; other < Pages; other++)
            {
                Assert.Equal(first[other], Leaf(one, other));
                var found = Leaf(two, 0x9_0000 + other);
                // 3.13.2, 3.14: the access flag may be set for an access that faults; the dirty state may not.
                if (other == page && !isPermitted) found = found with { AF = second[other].AF };
                Assert.Equal(second[other], found);
                second[other] = Leaf(two, 0x9_0000 + other);
            }
        }
    }, 300);

    private static (PageTableBuilder One, PageTableBuilder Two) Nested(Rig rig)
    {
        var guest = new FrameAllocator(rig.Memory, new Pa(0x6000_0000), 0x2_0000);
        var contexts = new ContextTableBuilder(rig.Memory, guest);
        var one = new PageTableBuilder(rig.Memory, guest, PageTableShape.StageOne(Granule.K4, 25));
        var two = new PageTableBuilder(rig.Memory, rig.Frames, Structures.StageTwo4K);
        two.MapRange(0x6000_0000, 0x6000_0000, 0x2_0000, PageTableBuilder.StageTwoLeaf, useBlocks: false);
        contexts.Set(0, Structures.Context(one) with { HA = true, HD = true, R = false });
        var entry = Structures.StageTwoEntry(two) with { Config = SteConfig.Nested, S2HA = true, S2HD = true, S2R = false };
        rig.Streams.Set(new StreamId(1), contexts.AttachedTo(entry));
        return (one, two);
    }

    private static AccessAttributes Access(ulong bits) => new((bits & 1) != 0, false, (bits & 2) != 0);

    private static Descriptor StageOneLeaf(Prng random) => PageTableBuilder.StageOneLeaf with
    {
        AF = random.OneIn(2),
        AP = (Stage1Access)random.Below(4),
        DBM = random.OneIn(2),
        NG = random.OneIn(2),
    };

    private static Descriptor StageTwoLeaf(Prng random) => PageTableBuilder.StageTwoLeaf with
    {
        AF = random.OneIn(2),
        S2AP = (Stage2Access)random.Below(4),
        DBM = random.OneIn(2),
    };

    // AP[2] = 1 is read-only, unless DBM and HD let hardware clear it; AP[1] = 1 admits unprivileged accesses.
    private static bool IsPermitted(Descriptor leaf, AccessAttributes access, bool hd) =>
        (access.IsPrivileged || ((int)leaf.AP & 1) != 0)
        && (!access.IsWrite || ((int)leaf.AP & 2) == 0 || (leaf.DBM && hd));

    private static bool IsPermittedByStageTwo(Descriptor leaf, AccessAttributes access) =>
        access.IsWrite ? ((int)leaf.S2AP & 2) != 0 || leaf.DBM : ((int)leaf.S2AP & 1) != 0;

    private static Descriptor Marked(Descriptor leaf, AccessAttributes access, bool hd)
    {
        leaf = leaf with { AF = true };
        return access.IsWrite && hd && leaf.DBM ? leaf with { AP = (Stage1Access)((int)leaf.AP & 1) } : leaf;
    }

    private static Descriptor Leaf(PageTableBuilder pages, ulong page) => pages.Read(pages.AddressOfDescriptor(page << 12, 3)!.Value);

    /// <summary>Remembers what compare-and-swaps changed.</summary>
    private sealed class JournalMemory : IPhysicalMemory
    {
        private readonly PhysicalMemory _inner = new((new Pa(0x4000_0000), 0x4000_0000UL));

        public List<ulong> Changes { get; } = [];

        public bool TryRead64(Pa address, out ulong value) => _inner.TryRead64(address, out value);

        public bool TryWrite64(Pa address, ulong value) => _inner.TryWrite64(address, value);

        public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
        {
            Changes.Add(address.Value);
            return _inner.TryCompareExchange64(address, expected, replacement, out observed);
        }
    }
}
