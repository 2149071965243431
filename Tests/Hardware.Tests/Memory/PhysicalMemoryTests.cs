using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Memory;

public sealed class PhysicalMemoryTests
{
    private readonly PhysicalMemory _memory = new((new Pa(0x1000), 0x2000UL), (new Pa(0x8000_0000), 0x10_0000_0000UL));

    [Fact]
    public void Memory_that_was_never_written_reads_as_zero()
    {
        Assert.True(_memory.TryRead64(new Pa(0x1008), out var value));
        Assert.Equal(0UL, value);
    }

    [Fact]
    public void A_doubleword_reads_back_and_its_neighbours_stay()
    {
        Assert.True(_memory.TryWrite64(new Pa(0x8000_0008), 0x0123_4567_89ab_cdef));
        var words = new ulong[3];
        Assert.True(_memory.TryRead(new Pa(0x8000_0000), words));
        Assert.Equal([0UL, 0x0123_4567_89ab_cdef, 0UL], words);
    }

    [Fact]
    public void An_address_inside_a_doubleword_names_that_doubleword()
    {
        Assert.True(_memory.TryWrite64(new Pa(0x100f), 5));
        Assert.True(_memory.TryRead64(new Pa(0x1008), out var value));
        Assert.Equal(5UL, value);
    }

    [Fact]
    public void A_large_range_costs_only_what_is_written()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var memory = new PhysicalMemory((new Pa(0), 1UL << 40));
        for (var i = 0UL; i < 16; i++) Assert.True(memory.TryWrite64(new Pa(i << 36), i));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6L << 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Clearing_spares_what_is_beside_it(bool asAnyMemory)
    {
        var (first, last) = (0x1ff8UL, 0x2000UL);
        for (var address = first - 8; address <= last + 8; address += 8) Assert.True(_memory.TryWrite64(new Pa(address), address));
        var memory = asAnyMemory ? new FaultyMemory(_memory) : (IPhysicalMemory)_memory;

        Assert.True(memory.TryClear(new Pa(first), 16));

        var words = new ulong[4];
        Assert.True(_memory.TryRead(new Pa(first - 8), words));
        Assert.Equal([first - 8, 0UL, 0UL, last + 8], words);
        Assert.False(memory.TryClear(new Pa(0x2ff8), 16));
    }

    [Fact]
    public void What_was_cleared_as_a_whole_is_as_new()
    {
        Assert.True(_memory.TryWrite64(new Pa(0x1008), 1) && _memory.TryWrite64(new Pa(0x9000_0000), 2));

        _memory.Clear();

        foreach (var address in (ulong[])[0x1008, 0x9000_0000])
        {
            Assert.True(_memory.TryRead64(new Pa(address), out var word));
            Assert.Equal(0UL, word);
        }
    }

    [Theory]
    [InlineData(0x0ff8)]
    [InlineData(0x3000)]
    [InlineData(0x7fff_fff8)]
    [InlineData(0x10_8000_0000)]
    [InlineData(-8)]
    public void An_access_outside_of_every_range_aborts_and_changes_nothing(long address)
    {
        var pa = new Pa((ulong)address);
        Assert.False(_memory.TryRead64(pa, out var value));
        Assert.Equal(0UL, value);
        Assert.False(_memory.TryWrite64(pa, 1));
        Assert.False(_memory.TryCompareExchange64(pa, 0, 1, out _));
        Assert.False(_memory.TryWrite(pa, 4, 1));
    }

    [Theory]
    [InlineData(0x1000, 0)]
    [InlineData(0x1800, 0x1000)]
    [InlineData(0x1000, 0x1800)]
    [InlineData(1L << 52, 0x1000)]
    [InlineData((1L << 52) - 0x1000, 0x2000)]
    public void A_range_that_is_empty_unaligned_or_too_high_is_refused(long start, long length) =>
        Assert.Throws<ArgumentException>(() => new PhysicalMemory((new Pa((ulong)start), (ulong)length)));

    [Fact]
    public void Ranges_that_overlap_are_refused_and_adjacent_ones_are_not()
    {
        Assert.Throws<ArgumentException>(() => new PhysicalMemory((new Pa(0x1000), 0x2000UL), (new Pa(0x2000), 0x1000UL)));
        Assert.NotNull(new PhysicalMemory((new Pa(0x1000), 0x1000UL), (new Pa(0x2000), 0x1000UL)));
    }

    [Theory]
    [InlineData(0x1000, 0xffff_ffff_1111_1111UL)]
    [InlineData(0x1004, 0x1111_1111_ffff_ffffUL)]
    public void A_word_write_keeps_its_neighbour(long address, ulong expected)
    {
        _memory.TryWrite64(new Pa(0x1000), ulong.MaxValue);
        Assert.True(_memory.TryWrite(new Pa((ulong)address), 4, 0x1111_1111));
        Assert.True(_memory.TryRead64(new Pa(0x1000), out var value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void A_compare_exchange_writes_only_over_what_was_expected()
    {
        Assert.True(_memory.TryCompareExchange64(new Pa(0x1000), 0, 7, out var observed));
        Assert.Equal(0UL, observed);
        Assert.True(_memory.TryCompareExchange64(new Pa(0x1000), 0, 9, out observed));
        Assert.Equal(7UL, observed);
        Assert.True(_memory.TryRead64(new Pa(0x1000), out var value));
        Assert.Equal(7UL, value);
    }

    [Fact]
    public async Task Concurrent_writers_of_the_two_words_of_a_doubleword_lose_nothing()
    {
        const uint count = 20_000;
        async Task Writer(ulong address)
        {
            await Task.Yield();
            for (var i = 1u; i <= count; i++) Assert.True(_memory.TryWrite(new Pa(address), 4, i));
        }

        await Task.WhenAll(Writer(0x1010), Writer(0x1014));
        Assert.True(_memory.TryRead64(new Pa(0x1010), out var value));
        Assert.Equal(((ulong)count << 32) | count, value);
    }

    [Fact]
    public async Task A_doubleword_is_read_whole()
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 0UL; !stop.IsCancellationRequested; i++) _memory.TryWrite64(new Pa(0x1018), i % 2 == 0 ? 0 : ulong.MaxValue);
        });
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(_memory.TryRead64(new Pa(0x1018), out var value));
            Assert.True(value is 0 or ulong.MaxValue);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task First_writes_to_one_frame_from_two_threads_are_both_kept()
    {
        for (var round = 0UL; round < 200; round++)
        {
            var memory = new PhysicalMemory((new Pa(0), 0x1000UL));
            await Task.WhenAll(Task.Run(() => memory.TryWrite64(new Pa(0), 1)), Task.Run(() => memory.TryWrite64(new Pa(8), 2)));
            Assert.True(memory.TryRead64(new Pa(0), out var first));
            Assert.True(memory.TryRead64(new Pa(8), out var second));
            Assert.Equal((1UL, 2UL), (first, second));
        }
    }
}
