using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>Domains on a machine of two SMMUs: what a DMA finds after each operation has ended.</summary>
public sealed class DomainTests : HostTest
{
    private const ulong Iova = 0x1_0000;
    private const ulong Other = 0x7_0000;
    private const ulong Block = 0x20_0000;

    public static TheoryData<Stage, bool> Ways => new()
    {
        { Stage.One, true }, { Stage.One, false }, { Stage.Two, true }, { Stage.Two, false },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_mapped_is_reached_and_what_is_unmapped_is_not_behind_either_smmu(Stage stage, bool pollsMsi)
    {
        Assert.Equal(HostResult.Ok, Start(pollsMsi: pollsMsi));
        var domain = Create(StageOne with { Stage = stage });
        Assert.Equal([HostResult.Ok, HostResult.Ok], [Attach(0, domain), Attach(1, domain)]);
        Assert.Equal([HostResult.Ok, HostResult.Ok], [Map(domain, Iova, At(0)), Map(domain, Other, At(0x5000))]);
        Assert.Equal([At(0x10), At(0x10), At(0x5008)], [Reach(0, Iova + 0x10), Reach(1, Iova + 0x10), Reach(1, Other + 8)]);
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(domain, Iova));
        Assert.Equal([null, null], [Reach(0, Iova), Reach(1, Iova)]);
        Assert.Equal([At(0x5000), At(0x5000)], [Reach(0, Other), Reach(1, Other)]);
    }

    [Fact]
    public void Control_an_unmap_that_invalidates_nothing_leaves_translations()
    {
        Start(new BugSet(Bug.GatherEmpty));
        var domain = Create(StageOne);
        Attach(0, domain);
        Map(domain, Iova, At(0));
        Assert.Equal(At(0), Reach(0, Iova));
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(domain, Iova));
        Assert.Equal(At(0), Reach(0, Iova));
    }

    [Fact]
    public void A_device_reaches_its_domain_only_while_it_is_attached()
    {
        Start();
        var (one, two) = (Create(StageOne), Create(StageOne with { Stage = Stage.Two }));
        Map(one, Iova, At(0));
        Map(two, Iova, At(0x1000));
        Assert.Null(Reach(0, Iova));
        Assert.Equal(HostResult.NoEntry, Detach(0));
        Assert.Equal(HostResult.Ok, Attach(0, one));
        Assert.Equal(HostResult.Ok, Attach(2, one));
        Assert.Equal(At(0), Reach(0, Iova));
        Assert.Equal(HostResult.Ok, Attach(0, two));
        Assert.Equal([At(0x1000), At(0)], [Reach(0, Iova), Reach(2, Iova)]);
        Assert.Equal(HostResult.Ok, Detach(0));
        Assert.Equal([null, At(0)], [Reach(0, Iova), Reach(2, Iova)]);
        Assert.Equal(HostResult.NoEntry, Attach(0, new DomainId(77)));
    }

    [Fact]
    public void A_tag_that_comes_back_finds_no_translation_of_who_had_it_before()
    {
        Start();
        var first = Create(StageOne);
        Attach(0, first);
        Map(first, Iova, At(0));
        Map(first, Other, At(0x1000));
        Assert.Equal([At(0), At(0x1000)], [Reach(0, Iova), Reach(0, Other)]);
        Assert.Equal(HostResult.Busy, Destroy(first));
        Detach(0);
        Assert.Equal(HostResult.Ok, Destroy(first));
        var second = Create(StageOne);
        Attach(0, second);
        Map(second, Iova, At(0x2000));
        Assert.Equal([At(0x2000), null], [Reach(0, Iova), Reach(0, Other)]);
    }

    [Fact]
    public void Another_permission_holds_at_once()
    {
        Start();
        var domain = Create(StageOne);
        Attach(0, domain);
        Map(domain, Iova, At(0), 0x3000);
        Assert.Equal(At(0x1000), Reach(0, Iova + 0x1000, isWrite: true));
        Assert.Equal((HostResult.Ok, 0x1000UL), Protect(domain, Iova + 0x1000, 0x1000, isWritable: false));
        Assert.Equal([null, At(0x1000)], [Reach(0, Iova + 0x1000, isWrite: true), Reach(0, Iova + 0x1000)]);
        Assert.Equal([At(0), At(0x2000)], [Reach(0, Iova, isWrite: true), Reach(0, Iova + 0x2000, isWrite: true)]);
        Assert.Equal((HostResult.Ok, 0x1000UL), Protect(domain, Iova + 0x1000, 0x1000, isWritable: true));
        Assert.Equal(At(0x1000), Reach(0, Iova + 0x1000, isWrite: true));
    }

    [Fact]
    public void A_block_is_mapped_and_unmapped_as_a_whole()
    {
        Start();
        var domain = Create(StageOne);
        Attach(0, domain);
        Assert.Equal(HostResult.Ok, Map(domain, Block, At(0x20_0000), Block));
        Assert.Equal(At(0x20_1008), Reach(0, Block + 0x1008));
        Assert.Equal((HostResult.PartOfBlock, 0UL), Unmap(domain, Block + 0x1000));
        Assert.Equal((HostResult.PartOfBlock, 0UL), Protect(domain, Block, 0x1000, isWritable: false));
        Assert.Equal(At(0x20_1008), Reach(0, Block + 0x1008));
        Assert.Equal((HostResult.Ok, Block), Unmap(domain, Block, Block));
        Assert.Null(Reach(0, Block + 0x1008));
    }

    [Fact]
    public void A_page_is_split_off_a_block_where_that_is_asked_for_and_hardware_bears_it()
    {
        Start(changesSizes: true);
        var domain = Create(StageOne with { SplitsBlocks = true });
        Attach(0, domain);
        Assert.Equal(HostResult.Ok, Map(domain, Block, At(0x20_0000), Block));
        Assert.Equal(At(0x20_1008), Reach(0, Block + 0x1008));
        Assert.Equal((HostResult.Ok, 0x2000UL), Unmap(domain, Block + 0x1000, 0x2000));
        Assert.Equal([At(0x20_0000), null, null, At(0x20_3000)],
            [Reach(0, Block), Reach(0, Block + 0x1000), Reach(0, Block + 0x2000), Reach(0, Block + 0x3000)]);
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(domain, Block + 0x3000));
        Assert.Equal([null, At(0x3f_f000)], [Reach(0, Block + 0x3000), Reach(0, Block + 0x1f_f000)]);
        Assert.Equal(HostResult.Ok, Map(domain, Block + 0x1000, At(0x7000)));
        Assert.Equal(At(0x7000), Reach(0, Block + 0x1000));
    }

    [Fact]
    public void A_page_is_split_off_a_block_of_a_level_above()
    {
        Start(changesSizes: true);
        var domain = Create(StageOne with { SplitsBlocks = true });
        Attach(0, domain);
        const ulong large = 1UL << 30;
        Assert.Equal(HostResult.Ok, Map(domain, large, new Pa(0x4000_0000), large));
        Assert.Equal((HostResult.Ok, Block + 0x1000), Unmap(domain, large + Block - 0x1000, Block + 0x1000));
        Assert.Equal([new Pa(0x4000_0000 + Block - 0x2000), null, null, new Pa(0x4000_0000 + (2 * Block))],
            [Reach(0, large + Block - 0x2000), Reach(0, large + Block - 0x1000), Reach(0, large + Block), Reach(0, large + (2 * Block))]);
    }

    [Fact]
    public void A_block_is_not_split_where_hardware_cannot_bear_it()
    {
        Start();
        Driver.Tell(new CreateDomain(Next(), StageOne with { SplitsBlocks = true }), TestActor);
        Assert.Equal(HostResult.Invalid, ExpectMsg<DomainReady>().Result);
    }

    [Fact]
    public void A_table_goes_with_all_of_its_addresses_and_its_page_serves_again()
    {
        Start();
        var domain = Create(StageOne);
        Attach(0, domain);
        for (var page = 0UL; page < 512; page++) Map(domain, Block + (page << 12), At((page ^ 1) << 12));
        Map(domain, Other, At(0x30_0000));
        Assert.Equal(At(0x1000), Reach(0, Block));
        Assert.Equal((HostResult.Ok, Block), Unmap(domain, Block, Block));
        Assert.Null(Reach(0, Block));
        Map(domain, 5 * Block, At(0x31_0000));
        Assert.Equal([null, At(0x31_0000), At(0x30_0000)], [Reach(0, Block), Reach(0, 5 * Block), Reach(0, Other)]);

        // A block takes the place of a table that maps nothing any more.
        Unmap(domain, 5 * Block);
        Assert.Equal(HostResult.Ok, Map(domain, 5 * Block, At(0x40_0000), Block));
        Assert.Equal(At(0x40_2000), Reach(0, (5 * Block) + 0x2000));
    }

    [Fact]
    public void What_cannot_be_done_says_why_and_changes_nothing()
    {
        Start();
        var domain = Create(StageOne);
        Attach(0, domain);
        Map(domain, Iova + 0x1000, At(0x9000));
        Assert.Equal(HostResult.Exists, Map(domain, Iova, At(0), 0x3000));
        Assert.Equal([null, At(0x9000), null], [Reach(0, Iova), Reach(0, Iova + 0x1000), Reach(0, Iova + 0x2000)]);
        Assert.Equal([HostResult.Invalid, HostResult.Invalid, HostResult.Invalid],
            [Map(domain, Iova + 8, At(0)), Map(domain, Iova, At(0), 0), Map(domain, 1UL << 39, At(0))]);
        Assert.Equal((HostResult.NoEntry, 0UL), Unmap(domain, Other));
        Assert.Equal((HostResult.NoEntry, 0x1000UL), Unmap(domain, Iova + 0x1000, 0x2000));
        Assert.Null(Reach(0, Iova + 0x1000));
        Assert.Equal((HostResult.NoEntry, 0UL), Protect(domain, Other, 0x1000, isWritable: true));
    }

    [Fact]
    public void Tables_run_out_and_what_was_begun_is_taken_back()
    {
        Start();
        var domain = Create(StageOne);
        var results = Enumerable.Range(0, 40).Select(region => Map(domain, (ulong)region << 30, At(0))).ToList();
        Assert.Equal(HostResult.NoMemory, results[^1]);
        Assert.Equal(HostResult.NoEntry, Unmap(domain, 39UL << 30).Result);
        Assert.Equal(HostResult.Ok, Unmap(domain, 0).Result);
    }

    [Fact]
    public void Control_an_unmap_that_counts_wrongly_leaves_mappings_behind_a_table()
    {
        Start(new BugSet(Bug.UnmapStride));
        var domain = Create(StageOne);
        Attach(0, domain);
        Map(domain, Block - 0x1000, At(0), 0x3000);
        Assert.Equal((HostResult.Ok, 0x3000UL), Unmap(domain, Block - 0x1000, 0x3000));
        Assert.Equal([null, At(0x1000)], [Reach(0, Block - 0x1000), Reach(0, Block)]);
    }

    [Fact]
    public void A_lazy_domain_keeps_translations_and_addresses_until_it_is_flushed()
    {
        Start();
        var domain = Create(StageOne with { IsLazy = true });
        Attach(0, domain);
        Map(domain, Iova, At(0));
        Map(domain, Other, At(0x1000));
        Assert.Equal([At(0), At(0x1000)], [Reach(0, Iova), Reach(0, Other)]);
        Assert.Equal((HostResult.Ok, 0x1000UL), Unmap(domain, Iova));
        Assert.Equal(HostResult.Ok, Flush(domain));
        Assert.Equal([null, At(0x1000)], [Reach(0, Iova), Reach(0, Other)]);
        Assert.Equal(HostResult.Ok, Map(domain, Iova, At(0x2000)));
        Assert.Equal(At(0x2000), Reach(0, Iova));
    }
}
