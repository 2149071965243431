using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>The data entry of a Translation Completion, in numbers written by hand (PCIe 10.2.3.2).</summary>
public sealed class TranslationEntryTests
{
    [Theory]
    [InlineData(0x1234_5678UL, 12, 0x1234_5000UL)]
    [InlineData(0x1234_5678UL, 13, 0x1234_4800UL)]
    [InlineData(0x1234_5678UL, 14, 0x1234_5800UL)]
    [InlineData(0x1234_5678UL, 16, 0x1234_7800UL)]
    [InlineData(0x4020_1000UL, 21, 0x402f_f800UL)]
    [InlineData(0x1_4020_1000UL, 30, 0x1_5fff_f800UL)]
    public void The_lowest_zero_above_bit_11_says_how_large_it_is(ulong address, int log2Size, ulong word)
    {
        var entry = TranslationEntry.Of(address, log2Size);
        Assert.Equal($"{word:x}", $"{entry.Word:x}");
        Assert.Equal((log2Size, address >> log2Size << log2Size, log2Size > 12), (entry.Log2Size, entry.Address, entry.S));
    }

    [Fact]
    public void Every_size_can_be_read_back_whatever_the_address()
    {
        for (var log2Size = 12; log2Size <= 62; log2Size++)
        {
            foreach (var address in (ulong[])[0, ulong.MaxValue, 0x0123_4567_89ab_cdef, 1UL << log2Size])
            {
                var entry = TranslationEntry.Of(address, log2Size) with { R = true, W = true, Exe = true, Priv = true, Global = true };
                Assert.Equal((log2Size, address >> log2Size << log2Size), (entry.Log2Size, entry.Address));
            }
        }
    }

    [Fact]
    public void The_permissions_are_where_PCIe_has_them()
    {
        var entry = default(TranslationEntry);
        Assert.Equal(
            [1UL, 2UL, 8UL, 0x10UL, 0x20UL],
            [(entry with { R = true }).Word, (entry with { W = true }).Word, (entry with { Exe = true }).Word,
                (entry with { Priv = true }).Word, (entry with { Global = true }).Word]);
        Assert.False((entry with { Priv = true, Global = true }).GrantsAnything);
        Assert.True((entry with { W = true }).GrantsAnything);
    }
}
