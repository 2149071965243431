using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Properties;

/// <summary>A table that was built and a walk of it agree with a dictionary, for random maps of every shape.</summary>
public sealed class MappingPropertyTests
{
    private static readonly Granule[] Granules = [Granule.K4, Granule.K16, Granule.K64];

    [Fact]
    public void A_stage_1_walk_is_the_map_that_was_built() => Property.Check(Property.Operations(40), operations =>
    {
        var (rig, random) = (new Rig(), new Prng(Fold(operations)));
        var stage = rig.AddStageOne(PageTableShape.StageOne(random.Of(Granules), 16 + random.Below(24)));
        var map = new Map(stage.Pages, PageTableBuilder.StageOneLeaf);
        foreach (var operation in operations) map.Apply(new Prng(operation), input => rig.Submit(Commands.NhVa(0, 7, input)));
        map.AssertSame(rig, stream: 1);
    }, 300);

    [Fact]
    public void A_stage_2_walk_is_the_map_that_was_built() => Property.Check(Property.Operations(40), operations =>
    {
        var (rig, random) = (new Rig(), new Prng(Fold(operations)));
        var pages = rig.AddStageTwo(StageTwoShape(random));
        var map = new Map(pages, PageTableBuilder.StageTwoLeaf);
        var invalidate = Commands.Of(CommandOpcode.TlbiS2Ipa) with { VMID = new Vmid(5) };
        foreach (var operation in operations) map.Apply(new Prng(operation), input => rig.Submit(invalidate with { PageAddress = input }));
        map.AssertSame(rig, stream: 1);
    }, 300);

    [Fact]
    public void A_nested_walk_is_stage_2_after_stage_1() => Property.Check(Property.Operations(40), operations =>
    {
        var (rig, random) = (new Rig(), new Prng(Fold(operations)));
        var host = new FrameAllocator(rig.Memory, new Pa(0x5000_0000), 0x2000_0000);
        var two = new Map(new PageTableBuilder(rig.Memory, host, new PageTableShape(Granule.K4, 24, 1)), PageTableBuilder.StageTwoLeaf);
        var one = new PageTableBuilder(rig.Memory, rig.Frames, PageTableShape.StageOne(random.Of(Granules), 16 + random.Below(24)));
        var contexts = new ContextTableBuilder(rig.Memory, rig.Frames);
        contexts.Set(0, Structures.Context(one));
        // The guest's tables are where their IPA says; everything else is as random as stage 1 is.
        two.Pages.Map(0x4000_0000, 0x4000_0000, 1, PageTableBuilder.StageTwoLeaf);
        foreach (var operation in operations[..(operations.Length / 2)]) two.Apply(new Prng(operation), _ => { });
        var map = new Map(one, PageTableBuilder.StageOneLeaf, two.Inputs);
        foreach (var operation in operations[(operations.Length / 2)..]) map.Apply(new Prng(operation), _ => { });
        rig.Streams.Set(new StreamId(1), contexts.AttachedTo(Structures.StageTwoEntry(two.Pages) with { Config = SteConfig.Nested }));
        map.AssertSame(rig, stream: 1, ipa => ipa >> 30 == 1 ? ipa : two.Find(ipa));
    }, 300);

    [Fact]
    public void Everything_that_is_unmapped_gives_its_tables_back() => Property.Check(Property.Operations(30), operations =>
    {
        var (rig, random) = (new Rig(), new Prng(Fold(operations)));
        var pages = new PageTableBuilder(rig.Memory, rig.Frames, PageTableShape.StageOne(random.Of(Granules), 16 + random.Below(24)));
        var before = rig.Frames.Outstanding;
        var map = new Map(pages, PageTableBuilder.StageOneLeaf);
        foreach (var operation in operations) map.Apply(new Prng(operation), _ => { });
        foreach (var input in map.Inputs)
        {
            Assert.True(pages.Unmap(input));
            Assert.False(pages.Unmap(input));
        }

        foreach (var input in map.Touched) pages.FreeEmptyTables(input);
        Assert.Equal(before, rig.Frames.Outstanding);
    }, 200);

    [Theory]
    [InlineData(0x1000UL, 0x1000UL, 0x1000UL, 1)]
    [InlineData(0x20_0000UL, 0x40_0000UL, 0x20_0000UL, 1)]
    [InlineData(0x1f_f000UL, 0x3f_f000UL, 0x20_2000UL, 3)]
    [InlineData(0x4000_0000UL, 0x8000_0000UL, 0x4020_1000UL, 3)]
    [InlineData(0x20_0000UL, 0x40_1000UL, 0x20_0000UL, 512)]
    public void A_range_is_mapped_with_the_largest_blocks_that_fit(ulong input, ulong output, ulong length, int leaves)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        pages.MapRange(input, output, length, PageTableBuilder.StageOneLeaf);
        foreach (var offset in new[] { 0UL, length / 2, length - 1 }) rig.AssertTranslated(output + offset, rig.Translate(input + offset));
        Assert.Equal(EventId.FTranslation, rig.Translate(input + length).Event.Id);
        Assert.Equal(EventId.FTranslation, rig.Translate(input - 1).Event.Id);
        var count = 0;
        for (var at = input; at < input + length; count++)
        {
            rig.Translate(at);
            at = rig.Core.CachedTranslations.First(entry => entry.Input == at).InputLast + 1;
        }

        Assert.Equal(leaves, count);
    }

    private static PageTableShape StageTwoShape(Prng random)
    {
        var granule = random.Of(Granules);
        var start = granule == Granule.K4 ? random.Below(3) : 1 + random.Below(3);
        var least = TableGeometry.EntryShift(granule, start) + 1;
        var most = Math.Min(least + granule.IndexBits + 3, 44);
        return new PageTableShape(granule, 64 - Math.Max(25, least + random.Below(most - least + 1)), start);
    }

    private static ulong Fold(ulong[] operations) =>
        operations.Aggregate((ulong)operations.Length, (seed, operation) => (seed * 31) + operation);

    /// <summary>A table and, beside it, a list of what it maps.</summary>
    private sealed class Map(PageTableBuilder pages, Descriptor leaf, IEnumerable<ulong>? outputs = null)
    {
        private readonly List<(ulong Input, ulong Output, int Log2Size)> _leaves = [];
        private readonly ulong[] _outputs = [.. outputs ?? []];

        public PageTableBuilder Pages => pages;

        /// <summary>All that was ever mapped.</summary>
        public List<ulong> Touched { get; } = [];

        public IEnumerable<ulong> Inputs => _leaves.Select(entry => entry.Input);

        public void Apply(Prng random, Action<ulong> invalidate)
        {
            if (_leaves.Count > 0 && random.OneIn(5))
            {
                var (gone, _, _) = _leaves[random.Below(_leaves.Count)];
                Assert.True(pages.Unmap(gone));
                _leaves.RemoveAll(entry => entry.Input == gone);
                if (random.OneIn(2)) pages.FreeEmptyTables(gone);
                invalidate(gone);
                return;
            }

            var levels = Enumerable.Range(pages.Shape.StartLevel, 4 - pages.Shape.StartLevel).Where(pages.Shape.AllowsLeaf).ToArray();
            var level = levels[random.Below(levels.Length)];
            var log2Size = pages.Shape.Log2Size(level);
            var input = (random.Edge() & ((1UL << pages.Shape.InputBits) - 1)) >> log2Size << log2Size;
            var target = _outputs.Length > 0 && random.OneIn(2) ? random.Of(_outputs) : random.Edge() & 0x0fff_ffff_ffff;
            var output = target >> log2Size << log2Size;
            // What is mapped already stays, and so do links to tables of what was unmapped. RAM is left to the guest's tables.
            if (_leaves.Exists(entry => Overlaps(entry, input, log2Size)) || input >> 30 == 1 || (log2Size > 30 && input == 0)) return;
            if (pages.AddressOfDescriptor(input, level) is { } address && pages.Read(address).Valid) return;
            pages.Map(input, output, level, leaf);
            _leaves.Add((input, output, log2Size));
            Touched.Add(input);
        }

        public ulong? Find(ulong input)
        {
            foreach (var (start, output, log2Size) in _leaves)
            {
                if ((input ^ start) >> log2Size == 0) return output | (input & ((1UL << log2Size) - 1));
            }

            return null;
        }

        public void AssertSame(Rig rig, uint stream, Func<ulong, ulong?>? then = null)
        {
            then ??= output => output;
            foreach (var (input, _, log2Size) in _leaves)
            {
                var last = input + ((1UL << log2Size) - 1);
                foreach (var address in new[] { input, last, input + 0x123, last + 1, input - 1 })
                {
                    var expected = address >> pages.Shape.InputBits == 0 && Find(address) is { } middle ? then(middle) : null;
                    var result = rig.Translate(address, stream: stream);
                    Assert.Equal(expected is not null, result.Status == TranslationStatus.Translated);
                    if (expected is { } output) Assert.Equal($"{output:x}", $"{result.Address.Value:x}");
                }
            }
        }

        private static bool Overlaps((ulong Input, ulong Output, int Log2Size) entry, ulong input, int log2Size) =>
            (entry.Input ^ input) >> Math.Max(entry.Log2Size, log2Size) == 0;
    }
}
