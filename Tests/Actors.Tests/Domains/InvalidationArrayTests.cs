using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>The array's changes, in the sequence that Linux tests (arm-smmu-v3-test.c, arm_smmu_v3_invs_test).</summary>
public sealed class InvalidationArrayTests
{
    private static readonly InvalidationEntry[] First = [Tag(InvalidationType.Vmid, 1), Tag(InvalidationType.VmidStageOne, 1), Ats(3)];
    private static readonly InvalidationEntry[] Second = [Tag(InvalidationType.Vmid, 1), Ats(4), Ats(5)];
    private static readonly InvalidationEntry[] Third = [Tag(InvalidationType.Vmid, 1), Ats(5), Ats(6)];

    [Fact]
    public void Users_come_and_go()
    {
        var array = InvalidationArray.Empty.Merge(First);
        Check(array, [1, 1, 3], [1, 1, 1], 0);
        array = array.Merge(Second);
        Check(array, [1, 1, 3, 4, 5], [2, 1, 1, 1, 1], 0);
        array = array.Release(Second);
        Check(array, [1, 1, 3], [1, 1, 1], 0);
        array = array.Merge(Third);
        Check(array, [1, 1, 3, 5, 6], [2, 1, 1, 1, 1], 0);
        array = array.Release(First);
        Check(array, [1, 1, 3, 5, 6], [1, 0, 0, 1, 1], 2);
        array = array.Purge();
        Check(array, [1, 5, 6], [1, 1, 1], 0);
        array = array.Release(Third);
        Check(array, [], [], 0);
    }

    [Fact]
    public void Substreams_of_a_device_are_entries_of_their_own()
    {
        var array = InvalidationArray.Empty.Merge(Ats(10, 1), Ats(10, 3), Ats(12, 1)).Merge(Ats(10, 2), Ats(10, 3), Ats(12, 2));
        Assert.Equal([(10u, 1u, 1), (10u, 2u, 1), (10u, 3u, 2), (12u, 1u, 1), (12u, 2u, 1)], Shape(array));
        array = array.Release(Ats(10, 2), Ats(10, 3), Ats(12, 2));
        Assert.Equal([(10u, 1u, 1), (10u, 2u, 0), (10u, 3u, 1), (12u, 1u, 1)], Shape(array));
        Assert.Equal([(10u, 1u, 1), (10u, 3u, 1), (12u, 1u, 1)], Shape(array.Purge()));
    }

    [Fact]
    public void The_smmu_comes_before_the_type_and_an_earlier_array_stays_as_it_was()
    {
        var far = Tag(InvalidationType.Asid, 9) with { Smmu = new SmmuId(1) };
        var before = InvalidationArray.Empty.Merge(far);
        var after = before.Merge(Ats(3));
        Assert.Equal([3u, 9u], after.Entries.Select(entry => entry.Id));
        Assert.Equal([9u], before.Entries.Select(entry => entry.Id));
        Assert.Throws<InvalidOperationException>(() => before.Release(Ats(3)));
    }

    private static void Check(InvalidationArray array, uint[] ids, int[] users, int unused)
    {
        Assert.Equal(ids, array.Entries.Select(entry => entry.Id));
        Assert.Equal(users, array.Entries.Select(entry => entry.Users));
        Assert.Equal(unused, array.Unused);
    }

    private static IEnumerable<(uint Id, uint Substream, int Users)> Shape(InvalidationArray array) =>
        array.Entries.Select(entry => (entry.Id, entry.Substream.Value, entry.Users));

    private static InvalidationEntry Tag(InvalidationType type, uint id) => new(default, type, id);

    private static InvalidationEntry Ats(uint stream, uint substream = 0) =>
        new(default, InvalidationType.Ats, stream, new SubstreamId(substream));
}
