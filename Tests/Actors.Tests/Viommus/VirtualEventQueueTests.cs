using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>Events for a guest, and those that found no room (Linux 7.2: iommufd_viommu_report_event).</summary>
public sealed class VirtualEventQueueTests
{
    [Fact]
    public void Events_come_out_as_they_went_in_with_numbers_from_0()
    {
        var queue = new VirtualEventQueue(2);
        Assert.True(queue.TryAdd(Event(1), out var first));
        Assert.True(queue.TryAdd(Event(2), out var second));
        Assert.Equal((0, 1), (first, second));
        Assert.Equal((0, Event(1), false), Take(queue));
        Assert.Equal((1, Event(2), false), Take(queue));
        Assert.Equal(HostResult.NoEntry, queue.Take(default).Result);
    }

    [Fact]
    public void What_finds_no_room_is_lost_and_one_header_says_so_behind_the_others()
    {
        var queue = new VirtualEventQueue(1);
        queue.TryAdd(Event(1), out _);
        Assert.False(queue.TryAdd(Event(2), out _));
        Assert.False(queue.TryAdd(Event(3), out _));
        Assert.Equal((0, Event(1), false), Take(queue));
        Assert.Equal((2, default, true), Take(queue));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void An_event_that_finds_room_again_takes_the_place_of_the_header_and_the_gap_tells()
    {
        var queue = new VirtualEventQueue(1);
        queue.TryAdd(Event(1), out _);
        queue.TryAdd(Event(2), out _);
        Assert.Equal((0, Event(1), false), Take(queue));
        Assert.True(queue.TryAdd(Event(3), out _));
        Assert.Equal((2, Event(3), false), Take(queue));
        Assert.True(queue.IsEmpty);
    }

    private static (int Sequence, EventRecord Event, bool IsLost) Take(VirtualEventQueue queue)
    {
        var read = queue.Take(default);
        Assert.Equal(HostResult.Ok, read.Result);
        return (read.Sequence, read.Event, read.IsLost);
    }

    private static EventRecord Event(uint stream) =>
        default(EventRecord) with { Id = EventId.FTranslation, StreamID = new StreamId(stream) };
}
