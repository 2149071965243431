using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Captures;

/// <summary>The framework's gzip reader takes a cut file for a whole one: ours must not.</summary>
public sealed class GzipTests
{
    private static readonly byte[] Whole =
        new CaptureWriter().Memory(0x1000, [.. Enumerable.Range(0, 500).Select(i => (ulong)(i * i))]).ToGzip();

    private static void Refuse(byte[] file) =>
        Assert.Throws<CaptureFormatException>(() => Capture.Read(new MemoryStream(file), CaptureLimits.Default));

    [Fact]
    public void Every_cut_is_refused()
    {
        for (var length = 0; length < Whole.Length; length++)
            Refuse(Whole[..length]);
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void Bytes_after_the_trailer_are_refused(byte[] more) => Refuse([.. Whole, .. more]);

    [Fact]
    public void Bytes_between_the_data_and_the_trailer_are_refused() => Refuse([.. Whole[..^8], 0, .. Whole[^8..]]);

    [Fact]
    public void A_second_member_is_refused() => Refuse([.. Whole, .. Whole]);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_wrong_checksum_or_length_is_refused(int fromEnd)
    {
        var file = Whole.ToArray();
        file[^fromEnd] ^= 1;
        Refuse(file);
    }

    [Fact]
    public void Optional_header_fields_are_skipped()
    {
        // Flags: extra field, name, comment, header checksum.
        byte[] file = [0x1f, 0x8b, 8, 0x1e, .. Whole[4..10], 3, 0, 7, 7, 7, (byte)'n', 0, (byte)'c', 0, 0xaa, 0xbb, .. Whole[10..]];

        Assert.Equal(1, Capture.Read(new MemoryStream(file), CaptureLimits.Default).Records.Length);
        for (var length = 0; length < 24; length++)
            Refuse(file[..length]);
    }

    [Theory]
    [InlineData(2, 7)]
    [InlineData(3, 0x20)]
    public void An_unknown_method_or_flag_is_refused(int index, byte value)
    {
        var file = Whole.ToArray();
        file[index] = value;
        Refuse(file);
    }
}
