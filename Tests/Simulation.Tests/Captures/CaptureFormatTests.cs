using System.Text;
using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Captures;

/// <summary>Whatever is wrong with a capture is said with its place.</summary>
public sealed class CaptureFormatTests
{
    private static readonly int RecordsStart = new CaptureWriter().Length;

    private static CaptureFormatException Refuse(byte[] file, CaptureLimits? limits = null) =>
        Assert.Throws<CaptureFormatException>(() => Capture.Read(new MemoryStream(file), limits ?? CaptureLimits.Default));

    private static void AssertRefused(CaptureWriter writer, long offsetAfterHeader, string expected)
    {
        // Compression must not change what is said about the content.
        foreach (var file in (byte[][])[writer.ToArray(), writer.ToGzip()])
        {
            var error = Refuse(file);
            Assert.Equal(RecordsStart + offsetAfterHeader, error.ByteOffset);
            Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
            Assert.Contains($"byte {error.ByteOffset}:", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_empty_file() => Assert.Equal("an empty file", Refuse([]).Found);

    [Fact]
    public void A_wrong_magic() => Assert.Contains("SMCAP1", Refuse("SMCAP2\0\0...."u8.ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cut_magic() => Assert.Equal(5, Refuse("SMCAP"u8.ToArray()).ByteOffset);

    [Fact]
    public void A_header_that_claims_to_be_huge()
    {
        byte[] file = [.. "SMCAP1\0\0"u8, 0xff, 0xff, 0xff, 0xff];
        Assert.Equal(8, Refuse(file).ByteOffset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":[]}""")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{"IDR0":"0x100000000"}}""")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{"IDR0":"twelve"}}""")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{"IDR0":-1}}""")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{"IDR0":1.5}}""")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{"IDR0":null}}""")]
    [InlineData("""{"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{"IDR0":1,"IDR0":2}}""")]
    [InlineData("""{"ram_base":[],"ram_size":1,"smmu_base":1,"ids":{}}""")]
    [InlineData("""{"qemu":7,"ram_base":1,"ram_size":1,"smmu_base":1,"ids":{}}""")]
    [InlineData("""{"qemu":"\ud800","ram_base":1,"ram_size":1,"smmu_base":1,"ids":{}}""")]
    [InlineData("""{"ids":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{}}}}}}}}}}""")]
    public void A_bad_header(string json)
    {
        var error = Refuse(new CaptureWriter(json).ToArray());

        Assert.InRange(error.ByteOffset, 12, 12 + json.Length);
    }

    [Fact]
    public void A_header_that_is_not_utf8()
    {
        byte[] file = [.. "SMCAP1\0\0"u8, 5, 0, 0, 0, .. "{\""u8, 0xff, 0xfe, (byte)'"'];
        Refuse(file);
    }

    [Fact]
    public void An_unknown_record_kind() => AssertRefused(new CaptureWriter().Time(1).Raw(9), 2, "a record kind");

    [Fact]
    public void Record_kind_0_is_unknown_too() => AssertRefused(new CaptureWriter().Raw(0), 0, "a record kind");

    [Fact]
    public void Garbage_after_the_last_record() =>
        AssertRefused(new CaptureWriter().Time(1).Raw(Encoding.ASCII.GetBytes("bye")), 2, "a record kind");

    [Fact]
    public void A_varint_of_more_than_64_bits() =>
        AssertRefused(new CaptureWriter().Raw(10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2), 1, "at most 64 bits");

    [Fact]
    public void A_varint_without_an_end() =>
        AssertRefused(new CaptureWriter().Raw(10).Raw(Enumerable.Repeat((byte)0xff, 20).ToArray()), 1, "at most 64 bits");

    [Fact]
    public void A_padded_varint() => AssertRefused(new CaptureWriter().Raw(10, 0x81, 0x00), 1, "shortest form");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void An_access_size_other_than_4_and_8(ulong size)
    {
        AssertRefused(new CaptureWriter().MmioWrite(0x20, size, 0), 2, "4 or 8");
        AssertRefused(new CaptureWriter().MmioRead(0x20, size, 0), 2, "4 or 8");
    }

    [Fact]
    public void A_value_that_does_not_fit_a_4_byte_register() =>
        AssertRefused(new CaptureWriter().MmioWrite(0x20, 4, 1ul << 32), 3, "0xffffffff");

    [Fact]
    public void A_register_outside_of_the_two_pages() => AssertRefused(new CaptureWriter().MmioWrite(0x2_0000, 4, 0), 1, "register offset");

    [Fact]
    public void A_register_at_an_odd_place() => AssertRefused(new CaptureWriter().MmioRead(0x22, 4, 0), 1, "multiple of 4");

    [Fact]
    public void Memory_at_an_odd_place() => AssertRefused(new CaptureWriter().Memory(0x1004, 1), 1, "multiple of 8");

    [Fact]
    public void Memory_past_the_end_of_the_address_space() =>
        AssertRefused(new CaptureWriter().Memory(ulong.MaxValue - 7, 1, 2), 11, "2^64");

    [Fact]
    public void Memory_longer_than_the_rest_of_the_file() =>
        AssertRefused(new CaptureWriter().Raw(3).Varint(0).Varint(3).Words(1, 2), 19, "word 3 of the 3");

    [Fact]
    public void A_count_of_memory_words_that_nothing_backs() =>
        AssertRefused(new CaptureWriter().Raw(3).Varint(0).Varint(ulong.MaxValue), 2, "a count of memory words");

    [Fact]
    public void A_cut_command_although_commands_are_redundant() =>
        AssertRefused(new CaptureWriter().Raw(4).Varint(0).Words(1), 10, "command");

    [Theory]
    [InlineData(0x04)]
    [InlineData(0x0f)]
    [InlineData(0x20)]
    public void An_outcome_that_is_not_defined(byte detail) =>
        AssertRefused(new CaptureWriter().Translation(detail, 1, 2, 3, 0x13), 1, "outcome");

    [Theory]
    [InlineData(0x14)]
    [InlineData(0x43)]
    public void Rights_that_are_not_defined(byte rights) =>
        AssertRefused(new CaptureWriter().Translation(0, 1, 2, 3, rights), 5, "permissions");

    [Fact]
    public void A_stream_of_more_than_32_bits() => AssertRefused(new CaptureWriter().Translation(0, 1ul << 32, 0, 0, 0), 2, "a StreamID");

    [Fact]
    public void A_cut_event() => AssertRefused(new CaptureWriter().Raw(6).Varint(0).Words(1, 2, 3), 26, "event record");

    [Fact]
    public void An_interrupt_of_nobody() => AssertRefused(new CaptureWriter().Interrupt(4), 1, "an interrupt source");

    [Fact]
    public void A_gerror_of_more_than_32_bits() => AssertRefused(new CaptureWriter().GlobalError(1ul << 32, 0), 1, "GERROR");

    [Fact]
    public void A_capture_that_unfolds_beyond_the_limit()
    {
        var writer = new CaptureWriter();
        for (var record = 0; record < 64; record++)
            writer.Memory(0, new ulong[1 << 14]);

        var bomb = writer.ToGzip();
        Assert.True(bomb.Length < 64 << 10);

        var error = Refuse(bomb, CaptureLimits.Default with { StreamBytes = 1 << 20 });

        Assert.Contains("1048576", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_file_beyond_the_limit() =>
        Refuse(new CaptureWriter().Memory(0, new ulong[1 << 10]).ToArray(), CaptureLimits.Default with { StreamBytes = 1 << 12 });

    [Fact]
    public void More_records_than_the_limit()
    {
        var three = new CaptureWriter().Time(1).Time(2).Time(3).ToArray();

        var error = Refuse(three, CaptureLimits.Default with { RecordCount = 2 });

        Assert.Contains("at most 2 records", error.Expected, StringComparison.Ordinal);
        Assert.Equal(3, Capture.Read(new MemoryStream(three), CaptureLimits.Default with { RecordCount = 3 }).Records.Length);
    }
}
