using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>The algebra of index and wrap bit (IHI 0070 3.5.1).</summary>
public sealed class QueuePointerTests
{
    [Theory]
    [InlineData(0u, 0, 1u)]
    [InlineData(1u, 0, 0u)]
    [InlineData(7u, 3, 8u)]
    [InlineData(15u, 3, 0u)]
    [InlineData(0xfffffu, 19, 0u)]
    public void The_next_pointer_wraps_the_index_and_flips_the_wrap_bit(uint raw, int log2Size, uint next) =>
        Assert.Equal(next, new QueuePointer(raw, log2Size).Next.Raw);

    [Theory]
    [InlineData(8u, 0u, true, false)]
    [InlineData(0u, 8u, true, false)]
    [InlineData(3u, 11u, true, false)]
    [InlineData(3u, 3u, false, true)]
    [InlineData(3u, 4u, false, false)]
    public void Same_index_is_full_or_empty_by_the_wrap_bit(uint producer, uint consumer, bool isFull, bool isEmpty)
    {
        var (p, c) = (new QueuePointer(producer, 3), new QueuePointer(consumer, 3));
        Assert.Equal((isFull, isEmpty), (p.IsFull(c), p.IsEmpty(c)));
    }

    [Fact]
    public void From_anywhere_full_comes_after_as_many_steps_as_there_are_entries_and_empty_after_twice_as_many() =>
        Property.Check(Property.Edges, number =>
        {
            var log2Size = (int)((number >> 32) & 7);
            var start = QueuePointer.From((uint)number, log2Size);
            var pointer = start;
            for (var step = 1u; step <= 2 * start.Entries; step++)
            {
                pointer = pointer.Next;
                Assert.Equal((start.Index + step) % start.Entries, pointer.Index);
                Assert.Equal(step == start.Entries, pointer.IsFull(start));
                Assert.Equal(step == 2 * start.Entries, pointer.IsEmpty(start));
            }
        });

    [Fact]
    public void A_register_value_keeps_only_the_bits_of_the_size() =>
        Property.Check(Property.Edges, number =>
        {
            var log2Size = (int)(number % 20);
            var pointer = QueuePointer.From((uint)(number >> 8), log2Size);
            Assert.Equal((uint)(number >> 8) & ((2u << log2Size) - 1), pointer.Raw);
            Assert.InRange(pointer.Index, 0u, pointer.Entries - 1);
        });
}
