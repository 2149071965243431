using System.Text.Json;
using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>The span of a CMD_ATC_INV: that of Linux, and the smallest that contains the range.</summary>
public sealed class AtcSpanTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden().Length)];

    [Fact]
    public void There_are_6_cases() => Assert.Equal(6, Golden().Length);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_span_is_that_of_Linux(int number)
    {
        var row = Golden()[number];
        var (address, size, span) = Read(row);
        Assert.Equal(span, AtcSpan.Covering(address, size));
    }

    [Fact]
    public void It_is_the_smallest_span_that_contains_the_range()
    {
        var random = new Prng(Prng.Seed);
        for (var round = 0; round < 20_000; round++)
        {
            var address = random.Edge();
            var size = Math.Max(1, Math.Min(random.Edge(), ulong.MaxValue - address));
            Assert.Null(Wrong(AtcSpan.Covering(address, size), address, size));
        }
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(0x5000UL, 0UL)]
    [InlineData(0x7fff_ffff_ffff_f000UL, 0x2000UL)]
    [InlineData(0UL, ulong.MaxValue)]
    public void Everything_is_address_0_and_size_52(ulong address, ulong size)
    {
        Assert.Equal(AtcSpan.All, AtcSpan.Covering(address, size));
        Assert.Equal(new AtcSpan(0, 52), AtcSpan.All);
        Assert.Equal(ulong.MaxValue, AtcSpan.All.Last);
    }

    [Fact]
    public void A_range_past_the_end_of_the_address_space_is_refused() =>
        Assert.Throws<OverflowException>(() => AtcSpan.Covering(0xffff_ffff_ffff_f000, 0x2000));

    // Opcode [7:0], SSV [11], SubstreamID [31:12], StreamID [63:32], Size [69:64], Address [127:76].
    [Theory]
    [InlineData(0u, 0x0000_0009_0000_0040UL)]
    [InlineData(3u, 0x0000_0009_0000_3840UL)]
    public void The_command_has_a_substream_unless_that_is_0(uint substream, ulong d0) => Assert.Equal(
        new Command(d0, 0x8002), AtcSpan.Covering(0x8000, 0x4000).ToCommand(new StreamId(9), new SubstreamId(substream)));

    [Fact]
    public void A_device_finds_in_the_command_the_span_that_was_put_there()
    {
        var random = new Prng(Prng.Seed);
        foreach (var row in Golden().Select(Read)) Check(row.Span);
        for (var round = 0; round < 20_000; round++)
        {
            var address = random.Edge();
            Check(AtcSpan.Covering(address, Math.Max(1, Math.Min(random.Edge(), ulong.MaxValue - address))));
        }

        static void Check(AtcSpan span)
        {
            var request = InvalidateRequest.Of(span.ToCommand(new StreamId(9), default), Rig.Board.AtsCapabilities);
            Assert.Equal(new InvalidateRequest(null, false, new Iova(span.Address), new Iova(span.Last)), request);
        }
    }

    // Rounding the size up alone, without the alignment, is the classic mistake: it forgets the last page of [7..10].
    [Fact]
    public void Control_a_wrong_span_is_caught()
    {
        Assert.Equal("misses its range", Wrong(new AtcSpan(0x4000, 2), 0x7000, 0x4000));
        Assert.Equal("is not aligned to its size", Wrong(new AtcSpan(0x7000, 2), 0x7000, 0x4000));
        Assert.Equal("is larger than it need be", Wrong(new AtcSpan(0, 5), 0x7000, 0x4000));
        Assert.Contains(Golden().Select(Read), one => Wrong(RoundedUp(one.Address, one.Size), one.Address, one.Size) is not null);
    }

    private static AtcSpan RoundedUp(ulong address, ulong size)
    {
        byte log2 = 0;
        while (0x1000UL << log2 < size) log2++;
        return new AtcSpan(address & ~((0x1000UL << log2) - 1), log2);
    }

    // Without the shifts of the subject: spans are tried by size.
    private static string? Wrong(AtcSpan span, ulong address, ulong size)
    {
        var (first, last) = ((UInt128)address, (UInt128)address + size - 1);
        var bytes = (UInt128)4096 << span.Size;
        if (span.Address % bytes != 0) return "is not aligned to its size";
        if (span.Address > first || span.Address + bytes - 1 < last || span.Last != span.Address + bytes - 1) return "misses its range";
        var half = bytes / 2;
        return span.Size > 0 && first / half == last / half ? "is larger than it need be" : null;
    }

    private static JsonElement[] Golden()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("Tests", "Vectors", "range_golden.json")));
        return [.. file.RootElement.GetProperty("atc").Clone().EnumerateArray()];
    }

    private static (ulong Address, ulong Size, AtcSpan Span) Read(JsonElement row)
    {
        var span = row.GetProperty("out");
        return (GoldenTransition.Number(row.GetProperty("iova")), GoldenTransition.Number(row.GetProperty("size")),
            new AtcSpan(GoldenTransition.Number(span.GetProperty("addr")), span.GetProperty("size").GetByte()));
    }
}
