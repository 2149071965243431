using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>Which events one record may tell together (IHI 0070 7.3.1): by hardware that merges whenever it may.</summary>
public sealed class EventMergeTests
{
    private static readonly EventRecord Refused = default(EventRecord) with { Id = EventId.FTranslation, InputAddr = new Iova(0x5123) };

    [Fact]
    public void Events_that_come_before_an_entry_is_found_may_be_merged_with_equal_ones()
    {
        var rig = Merging();
        for (var i = 0; i < 3; i++) rig.Translate(0, stream: 3);
        rig.Translate(0, stream: 4);
        rig.Translate(0, stream: 3);
        Assert.Equal([EventId.CBadSte, EventId.CBadSte], TakeAll(rig).Select(record => record.Id));
    }

    [Fact]
    public void Control_calm_hardware_records_each_of_them()
    {
        var rig = new Rig();
        for (var i = 0; i < 3; i++) rig.Translate(0, stream: 3);
        Assert.Equal(3, TakeAll(rig).Count);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void STE_MEV_decides_for_all_others(bool merges, int records)
    {
        var rig = Merging();
        AddStream(rig, merges);
        for (var i = 0; i < 3; i++) rig.Translate(0x5123);
        Assert.Equal(Enumerable.Repeat(EventId.FTranslation, records), TakeAll(rig).Select(record => record.Id));
    }

    [Fact]
    public void Events_that_differ_in_anything_are_recorded()
    {
        var rig = Merging();
        AddStream(rig, merges: true);
        rig.Translate(0x5123);
        rig.Translate(0x5120);
        rig.Translate(0x5123, AccessAttributes.Write);
        rig.Translate(0x5123, new AccessAttributes(false, false, true));
        Assert.Equal(4, TakeAll(rig).Count);
    }

    [Fact]
    public void What_software_has_consumed_tells_of_nothing_more()
    {
        var rig = Merging();
        rig.Translate(0, stream: 3);
        rig.Translate(0, stream: 4);
        Assert.NotNull(rig.TakeEvent());
        rig.Translate(0, stream: 4);
        rig.Translate(0, stream: 3);
        Assert.Equal([4u, 3u], TakeAll(rig).Select(record => record.StreamID.Value));
    }

    [Fact]
    public void What_was_recorded_before_the_queue_was_disabled_tells_of_nothing_more()
    {
        var rig = Merging();
        rig.Translate(0, stream: 3);
        rig.Write(RegisterOffset.Cr0, 0b1001);
        rig.Write(RegisterOffset.Cr0, 0b1101);
        rig.Translate(0, stream: 3);
        Assert.Equal(2, TakeAll(rig).Count);
    }

    [Fact]
    public void A_full_queue_that_holds_an_equal_record_does_not_overflow()
    {
        var rig = Merging();
        for (var stream = 0u; stream < 8; stream++) rig.Translate(0, stream: stream);
        rig.Translate(0, stream: 7);
        Assert.Equal(8u, rig.Read(RegisterOffset.EventqProd));
        rig.Translate(0, stream: 8);
        Assert.Equal(0x8000_0008u, rig.Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void The_record_of_a_stall_is_never_merged()
    {
        var queue = new EventQueue(Chip.Stalling, new OneChoice(Freedom.EventMerge));
        queue.Configure(default(QueueBase) with { LOG2SIZE = 3 }, enabled: true);
        queue.Written(Refused);
        queue.Written(Refused with { Stall = true });
        Assert.True(queue.TryMerge(Refused));
        Assert.False(queue.TryMerge(Refused with { Stall = true }));
    }

    [Fact]
    public void A_stream_that_stalls_has_a_record_for_each_stall_whatever_MEV_says()
    {
        var rig = new Rig(Chip.Stalling, new SmmuImplementation { Choices = new OneChoice(Freedom.EventMerge) });
        AddStream(rig, merges: true, stalls: true);
        rig.Translate(0x5123);
        rig.Translate(0x6123);
        Assert.Equal([true, true], TakeAll(rig).Select(record => record.Stall));
    }

    [Fact]
    public void After_an_abort_of_a_write_nothing_is_merged()
    {
        var rig = Merging();
        rig.Translate(0, stream: 3);
        rig.Memory.Break(new Pa(Rig.EventQueue + 32));
        rig.Translate(0, stream: 4);
        rig.Memory.Repair();
        rig.Translate(0, stream: 3);
        rig.Write(RegisterOffset.Gerrorn, 4);
        rig.Translate(0, stream: 4);
        Assert.Equal([3u, 4u], TakeAll(rig).Select(record => record.StreamID.Value));
    }

    private static Rig Merging() => new(implementation: new SmmuImplementation { Choices = new OneChoice(Freedom.EventMerge) });

    private static void AddStream(Rig rig, bool merges, bool stalls = false)
    {
        var one = rig.AddStageOne(edit: cd => cd with { S = stalls });
        rig.Streams.Set(new StreamId(1), one.Entry with { MEV = merges });
    }

    private static List<EventRecord> TakeAll(Rig rig)
    {
        var records = new List<EventRecord>();
        while (rig.TakeEvent() is { } words) records.Add(EventRecord.Read(words));
        return records;
    }
}
