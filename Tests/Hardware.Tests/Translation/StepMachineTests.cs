using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>A walk is a sequence of reads with anything in between: other walks, invalidations, CMD_SYNC (IHI 0070 3.21.1).</summary>
public sealed class StepMachineTests
{
    private readonly Rig _rig = new();
    private readonly StageOne _stage;

    public StepMachineTests()
    {
        _stage = _rig.AddStageOne();
        for (var page = 0UL; page < 8; page++) _stage.Pages.Map(page << 12, 0x8000_0000 + (page << 16), 3, PageTableBuilder.StageOneLeaf);
    }

    [Fact]
    public void The_reads_of_a_cold_walk_are_the_entry_the_descriptor_and_one_per_level()
    {
        var walk = _rig.Core.BeginWalk(At(0x1000), out var step);
        var kinds = new List<FetchKind>();
        for (; !step.IsDone; step = Answer(walk, step)) kinds.Add(step.Kind);
        var expected = Enumerable.Repeat(FetchKind.StreamTableEntry, 8)
            .Concat(Enumerable.Repeat(FetchKind.ContextDescriptor, 8)).Concat(Enumerable.Repeat(FetchKind.StageOneDescriptor, 4));
        Assert.Equal(expected, kinds);
        Assert.Equal(0x8001_0000UL, _rig.Core.EndWalk(walk).Address.Value);
    }

    [Fact]
    public void Walks_that_are_interleaved_in_any_order_give_what_they_give_alone()
    {
        for (var run = 0UL; run < 200; run++)
        {
            var random = new Prng(Prng.Seed + run);
            var core = new SmmuCore(_rig.Capabilities, new SmmuImplementation { TlbCapacity = random.Of(0, 2, int.MaxValue) });
            Enable(core);
            var addresses = Enumerable.Range(0, 6).Select(_ => ((ulong)random.Below(12) << 12) + 8).ToArray();
            var walks = addresses.Select(address => (Id: core.BeginWalk(At(address), out var step), Step: step)).ToArray();
            while (walks.Any(walk => !walk.Step.IsDone))
            {
                var chosen = random.Below(walks.Length);
                if (!walks[chosen].Step.IsDone) walks[chosen].Step = Answer(core, walks[chosen].Id, walks[chosen].Step);
            }

            for (var i = 0; i < walks.Length; i++)
            {
                var (alone, result) = (_rig.Translate(addresses[i]), core.EndWalk(walks[i].Id));
                Assert.Equal((alone.Status, alone.Address, alone.Event), (result.Status, result.Address, result.Event));
            }
        }
    }

    [Fact]
    public void A_walk_in_flight_at_a_TLBI_that_covers_it_does_not_fill_the_TLB()
    {
        var walk = UpToLastRead(0x1000, out var step);
        _rig.Core.Execute(Commands.NhVa(0, 7, 0x1000));
        Finish(walk, step, 0x8001_0000);
        Assert.Empty(_rig.Core.CachedTranslations);
    }

    [Theory]
    [InlineData(7, 0x2000)]
    [InlineData(8, 0x1000)]
    public void A_walk_in_flight_at_a_TLBI_of_something_else_fills_the_TLB(ushort asid, ulong address)
    {
        var walk = UpToLastRead(0x1000, out var step);
        _rig.Core.Execute(Commands.NhVa(0, asid, address));
        Finish(walk, step, 0x8001_0000);
        Assert.Single(_rig.Core.CachedTranslations);
    }

    [Fact]
    public void A_walk_that_begins_after_the_TLBI_fills_the_TLB()
    {
        var old = UpToLastRead(0x1000, out var oldStep);
        _rig.Core.Execute(Commands.NhVa(0, 7, 0x1000));
        var walk = UpToLastRead(0x1000, out var step);
        Finish(walk, step, 0x8001_0000);
        Assert.Single(_rig.Core.CachedTranslations);
        Finish(old, oldStep, 0x8001_0000);
    }

    [Fact]
    public void An_old_walk_does_not_put_a_stale_page_over_a_fresh_one()
    {
        // The old walk has read the leaf; then software maps another page there and invalidates.
        var old = UpToLastRead(0x1000, out var step);
        Assert.True(_rig.Memory.TryRead64(step.Address, out var stale));
        _stage.Pages.Map(0x1000, 0x9999_0000, 3, PageTableBuilder.StageOneLeaf);
        _rig.Core.Execute(Commands.NhVa(0, 7, 0x1000));
        _rig.AssertTranslated(0x9999_0000, _rig.Translate(0x1000));
        Assert.True(_rig.Core.Resume(old, stale).IsDone);
        Assert.Equal(0x8001_0000UL, _rig.Core.EndWalk(old).Address.Value);
        _rig.AssertTranslated(0x9999_0000, _rig.Translate(0x1000));
    }

    [Theory]
    [InlineData(CommandOpcode.CfgiSte, 1u, false)]
    [InlineData(CommandOpcode.CfgiSteRange, 0u, false)]
    [InlineData(CommandOpcode.CfgiSte, 2u, true)]
    public void A_walk_in_flight_at_a_CFGI_that_covers_its_entry_does_not_cache_it(CommandOpcode opcode, uint stream, bool isCached)
    {
        var walk = _rig.Core.BeginWalk(At(0x1000), out var step);
        for (var i = 0; i < 4; i++) step = Answer(walk, step);
        _rig.Core.Execute(Commands.Of(opcode) with { StreamID = new StreamId(stream) });
        Finish(walk, step, 0x8001_0000);
        _rig.Streams.Set(new StreamId(1), default);
        Assert.Equal(isCached ? default : EventId.CBadSte, _rig.Translate(0x2000).Event.Id);
    }

    [Theory]
    [InlineData(0u, false)]
    [InlineData(1u, true)]
    public void A_walk_in_flight_at_a_CFGI_CD_that_covers_its_descriptor_does_not_cache_it(uint substream, bool isCached)
    {
        var walk = _rig.Core.BeginWalk(At(0x1000), out var step);
        while (step.Kind != FetchKind.ContextDescriptor) step = Answer(walk, step);
        step = Answer(walk, step);
        _rig.Core.Execute(Commands.CfgiCd(1, substream));
        Finish(walk, step, 0x8001_0000);
        _stage.Contexts.Set(0, default);
        Assert.Equal(isCached ? default : EventId.CBadCd, _rig.Translate(0x2000).Event.Id);
    }

    [Fact]
    public void A_barrier_is_drained_when_every_earlier_walk_ended_and_later_ones_do_not_count()
    {
        var first = UpToLastRead(0x1000, out var firstStep);
        var second = UpToLastRead(0x2000, out var secondStep);
        var barrier = _rig.Core.Barrier();
        var later = UpToLastRead(0x3000, out var laterStep);
        Assert.False(_rig.Core.IsDrained(barrier));
        Finish(first, firstStep, 0x8001_0000);
        Assert.False(_rig.Core.IsDrained(barrier));
        Finish(second, secondStep, 0x8002_0000);
        Assert.True(_rig.Core.IsDrained(barrier));
        Assert.False(_rig.Core.IsDrained(_rig.Core.Barrier()));
        Finish(later, laterStep, 0x8003_0000);
        Assert.True(_rig.Core.IsDrained(_rig.Core.Barrier()));
    }

    [Fact]
    public void A_slot_that_is_used_again_does_not_hold_up_an_older_barrier()
    {
        var walk = UpToLastRead(0x1000, out var step);
        var barrier = _rig.Core.Barrier();
        Finish(walk, step, 0x8001_0000);
        var again = UpToLastRead(0x2000, out step);
        Assert.Equal(walk, again);
        Assert.True(_rig.Core.IsDrained(barrier));
        Finish(again, step, 0x8002_0000);
    }

    [Fact]
    public void A_walk_that_outlives_the_enable_fills_nothing()
    {
        var walk = UpToLastRead(0x1000, out var step);
        _rig.Write(RegisterOffset.Cr0, 0b1100);
        Finish(walk, step, 0x8001_0000);
        Assert.Empty(_rig.Core.CachedTranslations);
    }

    [Fact]
    public void A_long_lived_walk_remembers_invalidations_however_many_follow()
    {
        var walk = UpToLastRead(0x1000, out var step);
        _rig.Core.Execute(Commands.NhVa(0, 7, 0x1000));
        for (var i = 0; i < 2000; i++)
        {
            _rig.Core.Execute(Commands.NhVa(0, 9, 0x5000));
            _rig.Translate(0x2000);
        }

        Finish(walk, step, 0x8001_0000);
        Assert.DoesNotContain(_rig.Core.CachedTranslations, entry => entry.Input == 0x1000);
    }

    private static Transaction At(ulong address) => new(new StreamId(1), new Iova(address), default);

    private WalkId UpToLastRead(ulong address, out WalkStep step)
    {
        var walk = _rig.Core.BeginWalk(At(address), out step);
        while (step.Address != _stage.Pages.AddressOfDescriptor(address, 3)) step = Answer(walk, step);
        return walk;
    }

    private void Finish(WalkId walk, WalkStep step, ulong expected)
    {
        while (!step.IsDone) step = Answer(walk, step);
        var result = _rig.Core.EndWalk(walk);
        Assert.Equal((TranslationStatus.Translated, expected), (result.Status, result.Address.Value));
    }

    private WalkStep Answer(WalkId walk, WalkStep step) => Answer(_rig.Core, walk, step);

    private WalkStep Answer(SmmuCore core, WalkId walk, WalkStep step) =>
        _rig.Memory.TryRead64(step.Address, out var data) ? core.Resume(walk, data) : core.ResumeWithAbort(walk);

    private void Enable(SmmuCore core)
    {
        core.WriteRegister(RegisterOffset.StrtabBase, 8, _rig.Streams.Base.Raw);
        core.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, _rig.Streams.Configuration.Raw);
        core.WriteRegister(RegisterOffset.Cr0, 4, 1);
    }
}
