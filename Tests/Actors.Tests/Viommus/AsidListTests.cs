using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>Where something of an ASID may be cached: from before it can be until it surely is not.</summary>
public sealed class AsidListTests
{
    private static readonly VirtualStreamId One = new(1);
    private static readonly VirtualStreamId Two = new(2);
    private static readonly Asid A = new(7);
    private static readonly Asid B = new(8);

    [Fact]
    public void Every_place_of_an_asid_is_named_and_no_place_of_another()
    {
        var list = new AsidList(BugSet.None);
        list.Add(One, 0, A);
        list.Add(Two, 1, A);
        list.Add(Two, 2, B);
        Assert.Equal([0, 1], list.Of(A));
        Assert.Equal([2], list.Of(B));
    }

    [Fact]
    public void A_place_that_was_left_stays_until_the_whole_asid_is_invalidated_there()
    {
        var list = new AsidList(BugSet.None);
        list.Add(One, 0, A);
        list.Add(Two, 1, A);
        list.Add(One, 0, B);
        list.Settle(One, B);
        Assert.Equal([0, 1], list.Of(A));
        list.Invalidated(A, [1]);
        Assert.Equal([0, 1], list.Of(A));
        list.Invalidated(A, [0, 1]);
        Assert.Equal([1], list.Of(A));
        Assert.Equal([0], list.Of(B));
    }

    [Fact]
    public void What_hardware_may_still_have_read_counts_until_it_is_settled()
    {
        var list = new AsidList(BugSet.None);
        list.Add(One, 0, A);
        list.Add(One, 0, B);
        list.Invalidated(null, [0]);
        Assert.Equal([0], list.Of(A));
        list.Settle(One, B);
        list.Invalidated(null, [0]);
        Assert.Empty(list.Of(A));
        Assert.Equal([0], list.Of(B));
    }
}
