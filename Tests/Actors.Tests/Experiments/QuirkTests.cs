using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Experiments;

/// <summary>Errata of the silicon at the place where they are.</summary>
public sealed class QuirkTests : ActorTest
{
    private readonly AddressSpace _space;

    public QuirkTests()
    {
        _space = Board.NewSpace(1);
        Board.Attach(1, _space);
    }

    [Theory]
    [InlineData(true, 2u)]
    [InlineData(false, 3u)]
    public void A_queue_hangs_at_another_kind_of_invalidation_without_a_sync_between(bool isOn, uint consumer)
    {
        if (isOn) Experiment = new Experiment { Bugs = With(Quirk.UnsyncedInterleaveHang) };
        var driver = StartDriver();
        var page = Commands.Page(_space.Asid, 0x7000);
        Assert.Equal(consumer, driver.Submit(page, page, Commands.Everything).RD);
    }

    [Fact]
    public void A_sync_between_them_keeps_the_queue_going()
    {
        Experiment = new Experiment { Bugs = With(Quirk.UnsyncedInterleaveHang) };
        Assert.Equal(3u, StartDriver().Submit(Commands.Page(_space.Asid, 0x7000), Commands.Sync, Commands.Everything).RD);
    }

    [Theory]
    [InlineData(true, InterruptSource.CommandSync, 0x0000_0000_0000_0007UL)]
    [InlineData(false, InterruptSource.CommandSync, 0xffff_ffff_0000_0007UL)]
    [InlineData(true, InterruptSource.EventQueue, 0xffff_ffff_0000_0007UL)]
    public void The_MSI_of_a_sync_clears_the_word_beside_it(bool isOn, InterruptSource source, ulong expected)
    {
        var line = new InterruptLine(new SmmuId(0), default, Memory, isOn ? With(Quirk.SyncMsi64) : BugSet.None);
        Assert.True(Memory.TryWrite64(Rig.Board.Data, ulong.MaxValue));
        line.Raise(source, new MsiTarget(Rig.Board.Data, 7));
        Assert.True(Memory.TryRead64(Rig.Board.Data, out var written));
        Assert.Equal(expected, written);
    }

    private static BugSet With(Quirk quirk) => new() { Quirks = [quirk] };
}
