using ActorIommu.Actors.Domains;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>A domain step by step, without actors: what is visible, linked and free at the moment of each step.</summary>
public sealed class DomainStateTests
{
    private const ulong Iova = 0x20_0000;
    private const ulong TableSpan = 0x20_0000;

    private static readonly DomainMember Member = new(new DeviceId(0), new SmmuId(0), new StreamId(1), HasAts: false);
    private static readonly DomainMember AtsMember = new(new DeviceId(1), new SmmuId(0), new StreamId(2), HasAts: true);

    private readonly PhysicalMemory _memory = new((new Pa(0x4000_0000), 0x400_0000UL));
    private DomainDescription _description = null!;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void What_is_cleared_is_visible_when_the_array_is_read(bool isBroken, bool isVisible)
    {
        var domain = Domain(isBroken ? new BugSet(Bug.InvsNoBarrier) : BugSet.None, new LateStores());
        Finish(domain, Map(Iova, 0x1000));
        domain.Join(new JoinDomain(default, default, Member));
        var step = domain.Begin(Unmap(Iova, 0x1000), 0);
        while (domain.Step(step.Operation, out _).Batches is null) step = domain.NextOf(step.Operation);
        Assert.Equal(isVisible, !Leaf(Iova).Valid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_is_free_only_after_the_pointers_to_it_are_invalidated(bool isBroken)
    {
        var domain = Domain(isBroken ? new BugSet(Bug.KernelPtNoFlush) : BugSet.None);
        for (var page = 0UL; page < TableSpan; page += 0x1000) Finish(domain, Map(Iova + page, 0x1000));
        domain.Join(new JoinDomain(default, default, Member));
        var before = _description.Pool.Count;
        var step = domain.Begin(Unmap(Iova, TableSpan), 0);
        DomainTurn turn;
        while ((turn = domain.Step(step.Operation, out _)).Batches is null) step = domain.NextOf(step.Operation);
        Assert.Equal(isBroken ? before - 1 : before, _description.Pool.Count);
        if (isBroken) return;
        Assert.Contains(turn.Batches!.Value[0].Commands, command => !command.Leaf);
        foreach (var next in domain.Invalidated(step.Operation, CommandsOutcome.Completed)) domain.Step(next.Operation, out _);
        Assert.Equal(before - 1, _description.Pool.Count);
    }

    [Fact]
    public void A_table_whose_pointers_may_still_be_held_is_not_used_again()
    {
        var domain = Domain(BugSet.None);
        for (var page = 0UL; page < TableSpan; page += 0x1000) Finish(domain, Map(Iova + page, 0x1000));
        domain.Join(new JoinDomain(default, default, Member));
        var before = _description.Pool.Count;
        var answer = Finish(domain, Unmap(Iova, TableSpan), CommandsOutcome.TimedOut);
        Assert.Equal((HostResult.Degraded, before), (((PagesUnmapped)answer!).Result, _description.Pool.Count));
    }

    [Fact]
    public void Who_has_a_cache_leaves_when_no_invalidation_of_a_cache_is_under_way()
    {
        var domain = Domain(BugSet.None);
        Finish(domain, Map(Iova, 0x1000));
        domain.Join(new JoinDomain(default, default, AtsMember));
        var unmap = domain.Begin(Unmap(Iova, 0x1000), 0);
        while (domain.Step(unmap.Operation, out _).Batches is null) unmap = domain.NextOf(unmap.Operation);
        var request = new LeaveDomain(default, default, AtsMember);
        var leave = domain.Begin(new LeaveOperation(request, () => domain.Release(AtsMember)), 0);
        Assert.True(domain.Step(leave.Operation, out _).IsWaiting);
        Assert.False(domain.IsNext(domain.NextOf(leave.Operation)));
        var woken = domain.Invalidated(unmap.Operation, CommandsOutcome.Completed);
        Assert.Equal([unmap.Operation, leave.Operation], woken.Select(step => step.Operation));

        // Nobody else has the tag: it is emptied as a whole.
        var batch = Assert.Single(domain.Step(leave.Operation, out _).Batches!.Value);
        Assert.Equal(CommandOpcode.TlbiNhAsid, Assert.Single(batch.Commands).Opcode);
    }

    [Fact]
    public void Addresses_belong_to_an_operation_until_it_is_over()
    {
        var domain = Domain(BugSet.None);
        Finish(domain, Map(Iova, 0x2000));
        var step = domain.Begin(Unmap(Iova, 0x1000), 0);
        Assert.False(domain.Admits(new Iova(Iova), default, 0x1000, isMap: true, out var mapped));
        Assert.False(domain.Admits(new Iova(Iova), default, 0x2000, isMap: false, out var unmapped));
        Assert.Equal((HostResult.Exists, HostResult.Busy), (mapped, unmapped));
        Assert.True(domain.Admits(new Iova(Iova + 0x1000), default, 0x1000, isMap: false, out _));
        Run(domain, step.Operation, CommandsOutcome.Completed);
        Assert.True(domain.Admits(new Iova(Iova), default, 0x1000, isMap: true, out _));
    }

    [Fact]
    public void Lazily_unmapped_addresses_are_free_after_a_flush_that_began_later()
    {
        var domain = Domain(BugSet.None, isLazy: true);
        Finish(domain, Map(Iova, 0x2000));
        domain.Join(new JoinDomain(default, default, Member));
        var early = domain.Begin(domain.NewFlush(_ => null), 0);
        Finish(domain, Unmap(Iova, 0x1000, isLazy: true));
        Run(domain, early.Operation, CommandsOutcome.Completed);
        Assert.False(domain.Admits(new Iova(Iova), default, 0x1000, isMap: true, out _));
        Finish(domain, domain.NewFlush(_ => null), CommandsOutcome.TimedOut);
        Assert.False(domain.Admits(new Iova(Iova), default, 0x1000, isMap: true, out _));
        Finish(domain, domain.NewFlush(_ => null));
        Assert.True(domain.Admits(new Iova(Iova), default, 0x1000, isMap: true, out _));
    }

    private static IIommuProtocol? Finish(
        DomainState<int> domain, DomainOperation operation, CommandsOutcome outcome = CommandsOutcome.Completed) =>
        Run(domain, domain.Begin(operation, 0).Operation, outcome);

    private static IIommuProtocol? Run(DomainState<int> domain, RequestId operation, CommandsOutcome outcome)
    {
        while (true)
        {
            var turn = domain.Step(operation, out _);
            if (turn.IsOver) return turn.Answer;
            if (turn.Batches is not null) Assert.Single(domain.Invalidated(operation, outcome));
        }
    }

    // O3: the memory of a queue of hardware is not taken away under it.
    [Fact]
    public void What_is_held_is_not_unmapped_until_it_is_released()
    {
        var domain = Domain(BugSet.None);
        Finish(domain, Map(Iova, 0x3000));
        var held = domain.Hold(new HoldPages(default, default, new Iova(Iova + 0x1010), 0x1000));
        Assert.Equal((HostResult.Ok, new Pa(0x4200_2010)), (held.Result, held.Output));
        Assert.False(domain.Admits(new Iova(Iova + 0x2000), default, 0x1000, isMap: false, out var refusal));
        Assert.Equal(HostResult.Busy, refusal);
        Assert.True(domain.Admits(new Iova(Iova), default, 0x1000, isMap: false, out _));
        domain.Release(new ReleasePages(default, default, new Iova(Iova + 0x1010), 0x1000));
        Assert.True(domain.Admits(new Iova(Iova + 0x2000), default, 0x1000, isMap: false, out _));
    }

    [Fact]
    public void What_is_held_is_mapped_in_one_piece_and_does_not_change()
    {
        var domain = Domain(BugSet.None);
        Finish(domain, Map(Iova, 0x1000));
        Assert.Equal(HostResult.NoEntry, Hold(domain, Iova, 0x1001));
        Assert.Equal(HostResult.NoEntry, Hold(domain, Iova - 0x1000, 0x1000));
        Assert.Equal(HostResult.NoEntry, Hold(domain, 1UL << 40, 0x1000));
        Assert.Equal(HostResult.Invalid, Hold(domain, Iova, 0));
        Finish(domain, Map(Iova + 0x1000, 0x1000));
        Assert.Equal(HostResult.Invalid, Hold(domain, Iova, 0x2000));
        domain.Begin(Unmap(Iova, 0x1000), 0);
        Assert.Equal(HostResult.Busy, Hold(domain, Iova, 0x1000));
        Assert.Equal(HostResult.Ok, Hold(domain, Iova + 0x1000, 0x1000));
    }

    private static HostResult Hold(DomainState<int> domain, ulong iova, ulong size) =>
        domain.Hold(new HoldPages(default, default, new Iova(iova), size)).Result;

    private static MapOperation Map(ulong iova, ulong size) =>
        new(new MapPages(default, default, new Iova(iova), new Pa(0x4200_1000), size));

    private static UnmapOperation Unmap(ulong iova, ulong size, bool isLazy = false) =>
        new(iova, size, isLazy, (result, done) => new PagesUnmapped(default, result, done));

    private Descriptor Leaf(ulong iova)
    {
        var table = new DomainTable(_description.Id, _description.Pool, _description.Root, _description.Settings);
        return table.Find(_memory, iova, 3).Descriptor;
    }

    private DomainState<int> Domain(BugSet bugs, IChoices? choices = null, bool isLazy = false)
    {
        var driver = new DriverState(new HostDescription
        {
            Memory = _memory,
            Tables = new Pa(0x4000_0000),
            TablesBytes = 0x100_0000,
            Smmus = [Board.Capabilities],
            Devices = [],
            StreamBits = 4,
            Choices = choices ?? CalmChoices.Instance,
            Experiment = Experiment.None with { Bugs = bugs },
        });
        _description = driver.NewDomain(new DomainSettings(Stage.One, Granule.K4, 39, isLazy), out _)!;
        return new DomainState<int>(_description);
    }

    private sealed class LateStores : IChoices
    {
        public int Choose(Freedom freedom, int count) => freedom == Freedom.StoreDelay ? 1 : 0;
    }
}
