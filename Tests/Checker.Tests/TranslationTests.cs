using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>T1 to T6, T8, T10: each with a history that keeps the rule by a hair and one that breaks it by a hair.</summary>
public sealed class TranslationTests
{
    private const ulong Page = 0x4000;
    private const ulong Memory = 0x80000000;

    [Fact]
    public void A_complete_unmap_is_valid()
    {
        var script = Unmapped(out var dma);
        script.RefuseDma(0, dma, EventId.FTranslation);

        Expect.Valid(script);
        Expect.Valid(script, HistoryMode.Concurrent);
    }

    [Fact]
    public void T1_and_T2_a_dma_after_everything_uses_the_old_mapping()
    {
        var script = Unmapped(out var dma);
        script.EndDma(0, dma, Memory);

        var verdict = Expect.Objections(script, "T1", "T2");
        Assert.Contains("used it all the same", verdict.Violations[1].Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void T2_one_smmu_was_never_told()
    {
        var script = new Script();
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.End(unmap);
        script.Dma(1, Page + 8, Memory + 8);

        var verdict = Expect.Objections(script, "T2", "T6");
        Assert.Contains("smmu1 was never told: its command queue has no TLBI", verdict.Violations[1].Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_14_a_dma_that_began_before_the_end_may_use_the_old_mapping()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var dma = script.StartDma(0, Page);
        var unmap = script.Clear(Page);
        script.EndDma(0, dma, Memory);
        var late = script.StartDma(0, Page);
        script.Issue(unmap, 0, Script.Va(Page), Script.Sync);
        script.EndDma(0, late, Memory);
        script.Drain(0);
        script.Release(unmap, 0, 1);
        script.End(unmap);

        Expect.Valid(script);
    }

    [Fact]
    public void T1b_a_sync_does_not_wait_for_an_access_that_was_translated_before()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var dma = script.StartDma(0, Page);
        var unmap = script.Clear(Page);
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.EndDma(0, dma, Memory);
        script.End(unmap);

        Expect.Objections(script, "T1b");
    }

    [Fact]
    public void T1_no_objection_where_the_command_was_published_before_the_store()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var unmap = script.Begin(OperationKind.Unmap, Page, 0x1000);
        script.Issue(unmap, 0, Script.Va(Page), Script.Sync);
        script.Store(unmap, Page, default);
        script.Drain(0);
        script.Release(unmap, 0, 1);
        script.Dma(0, Page, Memory);
        script.End(unmap);

        Expect.Valid(script);
    }

    [Fact]
    public void T2_and_the_pair_software_forgot_to_clear_a_descriptor()
    {
        var script = new Script(1);
        script.Map(Page, Memory, pages: 2);
        var unmap = script.Begin(OperationKind.Unmap, Page, 0x2000);
        script.Store(unmap, Page, default);
        script.Invalidate(unmap, 0, Script.Range(Page, 2));
        script.End(unmap);
        script.Dma(0, Page + 0x1000, Memory + 0x1000);

        var verdict = Expect.Objections(script, "T2");
        Assert.Contains("was never overwritten", verdict.Violations[0].Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void T2_concurrent_the_black_box_sees_it_alone()
    {
        var script = Unmapped(out var dma);
        script.EndDma(0, dma, Memory);

        var verdict = script.Judge(HistoryMode.Concurrent);

        Assert.Equal("T2", Assert.Single(verdict.Violations).Oracle);
    }

    [Fact]
    public void A_new_mapping_to_the_same_page_is_no_old_one()
    {
        var script = Unmapped(out var dma);
        script.RefuseDma(0, dma, EventId.FTranslation);
        script.Map(Page, Memory);
        script.Dma(0, Page, Memory);

        Expect.Valid(script);
    }

    [Fact]
    public void A_degraded_unmap_is_neither_valid_nor_invalid()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        var sync = script.Issue(unmap, 0, Script.Va(Page), Script.Sync);
        script.Release(unmap, 0, sync, SyncOutcome.TimedOut);
        script.End(unmap, OperationStatus.Degraded);
        script.Dma(0, Page, Memory);

        Assert.Equal(VerdictKind.Degraded, script.Judge().Kind);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "T3-reuse")]
    public void T3_an_address_waits_for_the_flush(bool early, string oracle)
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        script.End(script.Clear(Page, lazily: true));
        script.Dma(0, Page, Memory);
        if (early) script.Map(Page, Memory + 0x5000);
        Flush(script);
        if (!early) script.Map(Page, Memory + 0x5000);

        Expect.Objections(script, oracle.Length == 0 ? [] : [oracle]);
    }

    [Fact]
    public void T3_the_flush_ends_the_lazy_time()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        script.End(script.Clear(Page, lazily: true));
        var flush = script.Begin(OperationKind.Flush);
        script.End(flush);
        script.Dma(0, Page, Memory);

        Expect.Objections(script, "T3");
    }

    [Fact]
    public void T3_a_flush_that_began_before_the_unmap_ended_promises_nothing()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var unmap = script.Clear(Page, lazily: true);
        var flush = script.Begin(OperationKind.Flush);
        script.End(unmap);
        script.End(flush);
        script.Dma(0, Page, Memory);

        Expect.Valid(script);
    }

    [Theory]
    [InlineData(EventId.FTranslation, true)]
    [InlineData(EventId.FPermission, true)]
    [InlineData(EventId.FWalkEabt, false)]
    public void T3_visible_a_mapped_page_is_found(EventId fault, bool objects)
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        script.RefuseDma(0, script.StartDma(0, Page), fault);

        Expect.Objections(script, objects ? ["T3'"] : []);
    }

    [Fact]
    public void T3_visible_no_objection_while_an_unmap_runs_or_the_map_had_not_returned()
    {
        var script = new Script(1);
        var map = script.Begin(OperationKind.Map, Page, 0x1000, Memory);
        var dma = script.StartDma(0, Page);
        script.Store(map, Page, Script.Leaf(Memory));
        script.End(map);
        script.RefuseDma(0, dma, EventId.FTranslation);
        var late = script.StartDma(0, Page);
        var unmap = script.Clear(Page);
        script.RefuseDma(0, late, EventId.FTranslation);
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.End(unmap);

        Expect.Valid(script);
    }

    [Theory]
    [InlineData(false, true, "")]
    [InlineData(true, true, "T4")]
    [InlineData(false, false, "T4")]
    public void T4_a_table_waits_for_its_invalidation(bool leafOnly, bool isFirst, string oracle)
    {
        var script = new Script(1);
        var map = script.Begin(OperationKind.Map, 0, 0x1000, Memory);
        script.Store(map, 0, Script.Table(0xa000), level: 2);
        script.End(map);
        var unmap = script.Begin(OperationKind.Unmap, 0, 0x200000);
        script.Store(unmap, 0, default, level: 2);
        if (!isFirst) script.Add(new TableFreed(unmap, new Pa(0xa000)));
        script.Invalidate(unmap, 0, Script.Va(0, leaf: leafOnly));
        if (isFirst) script.Add(new TableFreed(unmap, new Pa(0xa000)));
        script.End(unmap);

        Expect.Objections(script, oracle.Length == 0 ? [] : leafOnly ? [oracle, "T6"] : [oracle]);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "T5")]
    public void T5_a_write_after_the_downgrade(bool isRead, string oracle)
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var change = script.Begin(OperationKind.ChangePermissions, Page, 0x1000, write: false);
        script.Store(change, Page, Script.Leaf(Memory, write: false));
        script.Dma(0, Page, Memory, write: true);
        script.Issue(change, 0, Script.Va(Page), Script.Sync);
        script.Drain(0);
        script.Release(change, 0, 1);
        script.End(change);
        script.Dma(0, Page, Memory, write: !isRead);

        Expect.Objections(script, oracle.Length == 0 ? [] : [oracle, "T1"]);
    }

    [Fact]
    public void T5_a_write_after_the_upgrade_returned_is_not_refused()
    {
        var script = new Script(1);
        script.Map(Page, Memory, write: false);
        script.RefuseDma(0, script.StartDma(0, Page, write: true), EventId.FPermission);
        var change = script.Begin(OperationKind.ChangePermissions, Page, 0x1000);
        script.Store(change, Page, Script.Leaf(Memory));
        script.Invalidate(change, 0, Script.Va(Page));
        script.RefuseDma(0, script.StartDma(0, Page, write: true), EventId.FPermission);
        script.End(change);
        script.RefuseDma(0, script.StartDma(0, Page, write: true), EventId.FPermission);

        Assert.Single(Expect.Objections(script, "T3'").Violations);
    }

    [Theory]
    [InlineData(7, 4, "")]
    [InlineData(7, 3, "T6")]
    [InlineData(8, 4, "T6")]
    public void T6_the_commands_cover_what_changed(ushort asid, int pages, string oracle)
    {
        var script = new Script(1);
        script.Map(Page, Memory, pages: 4);
        var unmap = script.Clear(Page, pages: 4);
        script.Invalidate(unmap, 0, Script.Range(Page, pages) with { ASID = new Asid(asid) });
        script.End(unmap);

        Expect.Objections(script, oracle.Length == 0 ? [] : [oracle]);
    }

    [Fact]
    public void T6_an_encoding_that_is_reserved_covers_nothing()
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        script.Invalidate(unmap, 0, Script.Range(Page, 1) with { TTL = TlbiLevel.Any });
        script.End(unmap);

        Expect.Objections(script, "T6");
    }

    [Fact]
    public void T6_no_objection_where_the_smmu_joined_after_the_store()
    {
        var script = new Script(2, attach: false);
        script.Attach(0, Script.Domain);
        script.Map(Page, Memory);
        var attach = script.BeginAttach(OperationKind.Attach, 1, Script.Domain);
        var unmap = script.Clear(Page);
        script.Add(new ConfigurationWritten(
            attach, ConfigurationKind.StreamTableEntry, new SmmuId(1), Script.StreamOf(1), default, new Pa(0x100), 0, 0, 1));
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.End(unmap);
        script.End(attach);

        Expect.Valid(script);
    }

    // The leave itself invalidates the tag; what comes back afterwards has never seen the descriptor.
    [Theory]
    [InlineData(true)]
    [InlineData(false, "T6")]
    public void T6_no_objection_where_the_device_left_and_came_back_after_the_store(bool left, params string[] oracles)
    {
        var script = new Script(2);
        script.Map(Page, Memory);
        var leave = left ? script.BeginAttach(OperationKind.Detach, 1, Script.Domain) : default;
        var unmap = script.Clear(Page);
        if (left) script.End(leave);
        script.End(script.BeginAttach(left ? OperationKind.Attach : OperationKind.Replace, 1, Script.Domain));
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.End(unmap);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(SyncOutcome.TimedOut)]
    [InlineData(SyncOutcome.Completed, "T8")]
    public void T8_a_wait_that_ran_out_of_time_is_no_barrier(SyncOutcome outcome, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new AtsChanged(new SmmuId(0), Script.StreamOf(0), true));
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        script.Release(unmap, 0, script.Issue(unmap, 0, Script.Va(Page), Script.Sync), outcome);
        script.Issue(unmap, 0, Script.Atc(0, Page));

        Assert.Equal(oracles, script.Judge().Violations.Select(one => one.Oracle).Where(oracle => oracle == "T8"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "T8", "T8-told")]
    public void T8_the_atc_comes_after_the_tlb(bool inOrder, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new AtsChanged(new SmmuId(0), Script.StreamOf(0), true));
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        if (inOrder)
        {
            script.Invalidate(unmap, 0, Script.Va(Page));
            script.Invalidate(unmap, 0, Script.Atc(0, Page));
        }
        else
        {
            script.Invalidate(unmap, 0, Script.Va(Page), Script.Atc(0, Page));
        }

        script.End(unmap);

        Expect.Objections(script, oracles);
    }

    // 0 is a command without a PASID, which goes for all of them.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(1, "T8-told")]
    public void T8_the_atc_is_told_for_the_PASID_that_has_the_domain(uint named, params string[] oracles)
    {
        var script = new Script(1, attach: false);
        script.End(script.BeginAttach(OperationKind.Attach, 0, Script.Domain, pasid: 2));
        script.Add(new AtsChanged(new SmmuId(0), Script.StreamOf(0), true));
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.Invalidate(unmap, 0, Script.Atc(0, Page) with { SSV = named != 0, SubstreamID = new SubstreamId(named) });
        script.End(unmap);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void T10_a_block_becomes_a_table_without_a_break()
    {
        var script = new Script(1);
        var map = script.Begin(OperationKind.Map, 0, 0x200000, Memory);
        script.Store(map, 0, Script.Leaf(Memory, level: 2), level: 2);
        script.End(map);
        var split = script.Begin(OperationKind.Other);
        script.Store(split, 0, Script.Table(0xa000), level: 2);
        script.End(split);

        Expect.Objections(script, "T10");
        Assert.Equal(VerdictKind.Valid, script.Judge(options: new JudgeOptions { SizesMayChange = true }).Kind);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false, "T10")]
    [InlineData(false, true, "T10")]
    public void T10_hardware_may_bear_it_if_all_of_it_does(bool first, bool second, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new SmmuAdded(new SmmuId(0), first));
        script.Add(new SmmuAdded(new SmmuId(1), second));
        Split(script);

        Expect.Objections(script, oracles);
    }

    // Where hardware is known to lose invalidations it is held to nothing, and software to what its operations promise.
    [Fact]
    public void T2_without_T1_where_an_erratum_loses_invalidations()
    {
        var script = new Script(1);
        script.Add(new SmmuAdded(new SmmuId(0), SizesMayChange: false, LosesInvalidations: true));
        script.Map(Page, Memory);
        var unmap = script.Clear(Page);
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.Dma(0, Page, Memory);
        Expect.Valid(script);

        script.Invalidate(unmap, 0, Script.Va(Page));
        script.End(unmap);
        script.Dma(0, Page, Memory);
        Expect.Objections(script, "T2");
    }

    // Of a block that is split an unmap takes one page: the others are in reach, and so is that one until it returns.
    [Theory]
    [InlineData(0x3000UL, false)]
    [InlineData(0x4000UL, true)]
    [InlineData(0x4000UL, false, "T2", "T6")]
    public void T2_an_unmap_takes_a_page_out_of_a_block(ulong page, bool during, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new SmmuAdded(new SmmuId(0), SizesMayChange: true));
        var splitter = Split(script);
        var second = script.Begin(OperationKind.Unmap, 0x4000, 0x1000);
        if (during) script.Dma(0, page, Memory + page);
        if (oracles.Length == 0)
        {
            script.Store(second, 0x4000, default);
            script.Invalidate(second, 0, Script.Va(0x4000, leaf: false));
        }

        script.End(second);
        if (!during) script.Dma(0, page, Memory + page);
        script.End(splitter);

        Expect.Objections(script, oracles);
    }

    // A block of 2 MiB is mapped, and an unmap that has not returned takes the page at 0x5000 out of it.
    private static OperationId Split(Script script)
    {
        var map = script.Begin(OperationKind.Map, 0, 0x200000, Memory);
        script.Store(map, 0, Script.Leaf(Memory, level: 2), level: 2);
        script.End(map);
        var splitter = script.Begin(OperationKind.Unmap, 0x5000, 0x1000);
        foreach (var page in new[] { 0x3000UL, 0x4000UL }) script.Store(splitter, page, Script.Leaf(Memory + page));
        script.Store(splitter, 0, Script.Table(0xa000), level: 2);
        return splitter;
    }

    private static void Flush(Script script)
    {
        var flush = script.Begin(OperationKind.Flush);
        script.Invalidate(flush, 0, Script.OfAsid());
        script.End(flush);
    }

    private static Script Unmapped(out TransactionId dma)
    {
        var script = new Script(1);
        script.Map(Page, Memory);
        script.Dma(0, Page, Memory);
        var unmap = script.Clear(Page);
        script.Invalidate(unmap, 0, Script.Va(Page));
        script.End(unmap);
        dma = script.StartDma(0, Page);
        return script;
    }
}
