using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Caches;

/// <summary>The coverage relation: which entries a scope must remove (IHI 0070 4.4). Every row is a rule and its exceptions.</summary>
public sealed class CoverageTests
{
    private const StreamWorld El1 = StreamWorld.NsEl1;

    private static readonly Dictionary<string, IotlbEntry> Entries = new()
    {
        ["vm5 asid7"] = Entry(TlbTag.ForAsid(El1, new Vmid(5), new Asid(7))),
        ["vm5 asid8"] = Entry(TlbTag.ForAsid(El1, new Vmid(5), new Asid(8))),
        ["vm5 global"] = Entry(TlbTag.Global(El1, new Vmid(5))),
        ["vm5 combined"] = Entry(TlbTag.ForAsid(El1, new Vmid(5), new Asid(7))) with { Stages = CachedStages.Combined },
        ["vm5 stage2"] = Entry(TlbTag.StageTwo(new Vmid(5))) with { Stages = CachedStages.Two },
        ["vm6 asid7"] = Entry(TlbTag.ForAsid(El1, new Vmid(6), new Asid(7))),
        ["vm6 global"] = Entry(TlbTag.Global(El1, new Vmid(6))),
        ["vm6 stage2"] = Entry(TlbTag.StageTwo(new Vmid(6))) with { Stages = CachedStages.Two },
        ["el2"] = Entry(TlbTag.Global(StreamWorld.El2, default)),
        ["e2h asid7"] = Entry(TlbTag.ForAsid(StreamWorld.El2E2h, default, new Asid(7))),
        ["e2h asid8"] = Entry(TlbTag.ForAsid(StreamWorld.El2E2h, default, new Asid(8))),
        ["e2h global"] = Entry(TlbTag.Global(StreamWorld.El2E2h, default)),
    };

    public static TheoryData<InvalidationKind, StreamWorld, string> Rules => new()
    {
        { InvalidationKind.World, El1, "vm5 asid7, vm5 asid8, vm5 global, vm5 combined, vm5 stage2, vm6 asid7, vm6 global, vm6 stage2" },
        { InvalidationKind.AllEl2, StreamWorld.El2, "el2, e2h asid7, e2h asid8, e2h global" },
        { InvalidationKind.Vmid, El1, "vm5 asid7, vm5 asid8, vm5 global, vm5 combined, vm5 stage2" },
        { InvalidationKind.VmidStageOne, El1, "vm5 asid7, vm5 asid8, vm5 global, vm5 combined" },
        { InvalidationKind.Asid, El1, "vm5 asid7, vm5 combined" },
        { InvalidationKind.Va, El1, "vm5 asid7, vm5 global, vm5 combined" },
        { InvalidationKind.Vaa, El1, "vm5 asid7, vm5 asid8, vm5 global, vm5 combined" },
        { InvalidationKind.Ipa, El1, "vm5 stage2" },
        { InvalidationKind.Asid, StreamWorld.El2E2h, "e2h asid7" },
        { InvalidationKind.Va, StreamWorld.El2E2h, "e2h asid7, e2h global" },
        { InvalidationKind.Vaa, StreamWorld.El2E2h, "e2h asid7, e2h asid8, e2h global" },
        { InvalidationKind.Va, StreamWorld.El2, "el2" },
        { InvalidationKind.Vaa, StreamWorld.El2, "el2" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void A_kind_covers_these_entries_of_its_address_and_no_others(InvalidationKind kind, StreamWorld world, string covered)
    {
        var vmid = world == El1 ? new Vmid(5) : default;
        var scope = new InvalidationScope(kind, world, vmid, new Asid(7), First: 0x4000, Last: 0x4fff);
        Assert.Equal(covered, string.Join(", ", Entries.Where(pair => Coverage.Covers(scope, pair.Value)).Select(pair => pair.Key)));
    }

    [Theory, MemberData(nameof(Rules))]
    public void The_TLB_removes_exactly_what_the_relation_covers(InvalidationKind kind, StreamWorld world, string covered)
    {
        var tlb = new Iotlb();
        foreach (var entry in Entries.Values) tlb.Fill(entry);
        // Combined and plain entries of one tag and address are one entry of the TLB: the later replaced the earlier.
        Assert.Equal(Entries.Count - 1, tlb.Count);
        var vmid = world == El1 ? new Vmid(5) : default;
        var scope = new InvalidationScope(kind, world, vmid, new Asid(7), First: 0x4000, Last: 0x4fff);
        var expected = tlb.Entries.Where(entry => !Coverage.Covers(scope, entry)).ToList();
        Assert.Equal(tlb.Count - expected.Count, tlb.Invalidate(scope));
        Assert.Equal(expected, tlb.Entries);
        Assert.NotEmpty(covered);
    }

    // An entry of 2 MiB at 0x200000 and the ends of a range.
    [Theory]
    [InlineData(0x1f_f000UL, 0x1f_ffffUL, false)]
    [InlineData(0x1f_f000UL, 0x20_0000UL, true)]
    [InlineData(0x2a_b000UL, 0x2a_bfffUL, true)]
    [InlineData(0x3f_f000UL, 0x4f_ffffUL, true)]
    [InlineData(0x40_0000UL, 0x4f_ffffUL, false)]
    [InlineData(0UL, ulong.MaxValue, true)]
    public void A_range_covers_what_it_touches(ulong first, ulong last, bool covers)
    {
        var entry = Entry(TlbTag.ForAsid(El1, new Vmid(5), new Asid(7))) with { Input = 0x20_0000, Log2Size = 21, Level = 2 };
        Assert.Equal(covers, Coverage.Covers(Va(first, last), entry));
        Assert.Equal(covers, Coverage.Covers(Va(first, last) with { Kind = InvalidationKind.Vaa }, entry));
        var stageTwo = entry with { Tag = TlbTag.StageTwo(new Vmid(5)), Stages = CachedStages.Two };
        Assert.Equal(covers, Coverage.Covers(Va(first, last) with { Kind = InvalidationKind.Ipa }, stageTwo));
    }

    [Fact]
    public void The_last_page_of_the_address_space_is_covered_and_the_first_is_not()
    {
        var last = Entry(TlbTag.ForAsid(El1, new Vmid(5), new Asid(7))) with { Input = 0xffff_ffff_ffff_f000 };
        var scope = Va(0xffff_ffff_ffff_0000, ulong.MaxValue);
        Assert.True(Coverage.Covers(scope, last));
        Assert.False(Coverage.Covers(scope, last with { Input = 0 }));
    }

    [Theory]
    [InlineData(null, 0, true)]
    [InlineData(Granule.K16, 0, true)]
    [InlineData(Granule.K4, 0, false)]
    [InlineData(Granule.K64, 0, false)]
    [InlineData(Granule.K16, 2, true)]
    [InlineData(Granule.K16, 3, false)]
    [InlineData(Granule.K16, 1, false)]
    [InlineData(Granule.K4, 2, false)]
    public void TG_and_TTL_narrow_the_scope(Granule? granule, int level, bool covers)
    {
        var tag = TlbTag.ForAsid(El1, new Vmid(5), new Asid(7));
        var entry = Entry(tag) with { Input = 0, Log2Size = 25, Level = 2, Granule = Granule.K16 };
        Assert.Equal(covers, Coverage.Covers(Va(0x1000, 0x1fff) with { Granule = granule, Level = (byte)level }, entry));
    }

    [Theory]
    [InlineData(10u, 20u, 9u, false)]
    [InlineData(10u, 20u, 10u, true)]
    [InlineData(10u, 20u, 20u, true)]
    [InlineData(10u, 20u, 21u, false)]
    [InlineData(0u, uint.MaxValue, uint.MaxValue, true)]
    public void A_configuration_scope_covers_the_streams_of_its_range(uint first, uint last, uint stream, bool covers)
    {
        var scope = new ConfigurationScope(new StreamId(first), new StreamId(last), null, ContextsOnly: false);
        var (entry, context) = (ConfigurationEntry.OfStream(new StreamId(stream)), ConfigurationEntry.OfContext(new StreamId(stream), 3));
        Assert.Equal(covers, Coverage.Covers(scope, entry));
        Assert.Equal(covers, Coverage.Covers(scope, context));
        var contexts = scope with { ContextsOnly = true };
        Assert.False(Coverage.Covers(contexts, entry));
        Assert.Equal(covers, Coverage.Covers(contexts, context));
        Assert.False(Coverage.Covers(contexts with { Substream = new SubstreamId(2) }, context));
    }

    private static InvalidationScope Va(ulong first, ulong last) => new(InvalidationKind.Va, El1, new Vmid(5), new Asid(7), first, last);

    private static IotlbEntry Entry(TlbTag tag) =>
        new(tag, CachedStages.One, 0x4000, 12, 3, Granule.K4, new Pa(0x8000), default, AccessRights.S1All | AccessRights.S2All);
}
