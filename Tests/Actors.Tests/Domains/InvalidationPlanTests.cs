using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>Which commands reach whom, in which phases.</summary>
public sealed class InvalidationPlanTests
{
    private static readonly InvalidationRange Page = new(0x4000, 0x1000, 0x1000, Granule.K4, LeafOnly: true);

    private static readonly InvalidationArray Array = InvalidationArray.Empty.Merge(
        Entry(1, InvalidationType.Asid, 7), Entry(0, InvalidationType.Ats, 3), Entry(0, InvalidationType.Vmid, 5),
        Entry(0, InvalidationType.VmidStageOne, 5), Entry(0, InvalidationType.AtsFull, 4));

    [Fact]
    public void Each_smmu_has_its_phases_and_the_cache_of_a_device_comes_last()
    {
        Assert.Equal(
            ["0: TlbiS2Ipa", "0: TlbiNhAll", "0: AtcInv, AtcInv", "1: TlbiNhVa"], Shape(BugSet.None, Array, Page));
    }

    [Fact]
    public void Everything_at_once_takes_stage_one_with_it()
    {
        var all = new InvalidationRange(0, 0, 0x1000, Granule.K4, LeafOnly: false);
        Assert.Equal(["0: TlbiS12Vmall", "0: AtcInv, AtcInv", "1: TlbiNhAsid"], Shape(BugSet.None, Array, all));
    }

    [Fact]
    public void Who_has_no_user_is_left_out()
    {
        var array = Array.Release(Entry(0, InvalidationType.Ats, 3), Entry(0, InvalidationType.AtsFull, 4));
        Assert.Equal(2, array.Unused);
        Assert.Equal(["0: TlbiS2Ipa", "0: TlbiNhAll", "1: TlbiNhVa"], Shape(BugSet.None, array, Page));
        Assert.Empty(Shape(BugSet.None, InvalidationArray.Empty, Page));
    }

    [Fact]
    public void Control_the_cache_of_a_device_first() =>
        Assert.Equal("0: AtcInv, AtcInv", Shape(new BugSet(Bug.AtcBeforeTlbi), Array, Page).First());

    [Fact]
    public void Control_a_range_of_one_page_that_hardware_refuses()
    {
        var walk = Page with { LeafOnly = false };
        var ril = new SmmuCapabilities(default(Idr0) with { S1P = true }, default, default) { Idr3 = default(Idr3) with { RIL = true } };
        Assert.Equal(CommandError.None, CommandLegality.Check(Only(BugSet.None, walk), ril));
        Assert.Equal(CommandError.Ill, CommandLegality.Check(Only(new BugSet(Bug.RangeTtl0Single), walk), ril));
    }

    private static Command Only(BugSet bugs, InvalidationRange range) =>
        new InvalidationPlan([true], bugs)
            .Of(InvalidationArray.Empty.Merge(Entry(0, InvalidationType.Asid, 7)), range)[0].Commands.Single();

    private static IEnumerable<string> Shape(BugSet bugs, InvalidationArray array, InvalidationRange range) =>
        new InvalidationPlan([false, false], bugs).Of(array, range)
            .Select(batch => $"{batch.Smmu.Value}: {string.Join(", ", batch.Commands.Select(command => command.Opcode))}");

    private static InvalidationEntry Entry(int smmu, InvalidationType type, uint id) => new(new SmmuId(smmu), type, id);
}
