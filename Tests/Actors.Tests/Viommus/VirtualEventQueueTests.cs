using ActorIommu.Actors.Viommus;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>Events for a guest, and those that found no room (Linux 7.2: iommufd_viommu_report_event).</summary>
public sealed class VirtualEventQueueTests
{
    [Fact]
    public void Events_come_out_as_they_went_in_with_numbers_from_0()
    {
        var queue = new VirtualEventQueue(2);
        Assert.Equal(new VirtualEvent(0, IsLost: false, 1, 2, 3, 4), queue.Report(1, 2, 3, 4));
        Assert.Equal(new VirtualEvent(1, IsLost: false, 5), queue.Report(5));
        Assert.Equal(new VirtualEvent(0, IsLost: false, 1, 2, 3, 4), queue.Take());
        Assert.Equal(new VirtualEvent(1, IsLost: false, 5), queue.Take());
        Assert.Null(queue.Take());
    }

    [Fact]
    public void What_finds_no_room_is_lost_and_one_record_says_so_behind_the_others()
    {
        var queue = new VirtualEventQueue(1);
        queue.Report(1);
        Assert.True(queue.Report(2).IsLost);
        Assert.True(queue.Report(3).IsLost);
        Assert.Equal(new VirtualEvent(0, IsLost: false, 1), queue.Take());
        Assert.Equal(new VirtualEvent(2, IsLost: true, 0), queue.Take());
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void An_event_that_finds_room_again_takes_the_place_of_that_record_and_the_gap_tells()
    {
        var queue = new VirtualEventQueue(1);
        queue.Report(1);
        queue.Report(2);
        queue.Take();
        Assert.False(queue.Report(3).IsLost);
        Assert.Equal(new VirtualEvent(2, IsLost: false, 3), queue.Take());
        Assert.Equal(0, queue.Count);
    }
}
