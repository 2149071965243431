using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ActorIommu.Tests.Shared;

/// <summary>Writes small captures, right and wrong ones. Written from docs/CAPTURES.md and not from the reader.</summary>
internal sealed class CaptureWriter
{
    public const string Header =
        """
        {"qemu":"10","machine":"virt","kernel":"k","ram_base":1073741824,"ram_size":536870912,"smmu_base":151322624,
        "ids":{"IDR0":"0xd44101a","AIDR":1}}
        """;

    private readonly List<byte> _bytes = [];

    public CaptureWriter(string header = Header)
    {
        _bytes.AddRange("SMCAP1\0\0"u8);
        var json = Encoding.UTF8.GetBytes(header);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
        _bytes.AddRange(length);
        _bytes.AddRange(json);
    }

    public int Length => _bytes.Count;

    public CaptureWriter MmioWrite(ulong offset, ulong size, ulong value) => Raw(1).Varint(offset).Varint(size).Varint(value);

    public CaptureWriter MmioRead(ulong offset, ulong size, ulong value) => Raw(2).Varint(offset).Varint(size).Varint(value);

    public CaptureWriter Memory(ulong address, params ReadOnlySpan<ulong> words)
    {
        Raw(3).Varint(address).Varint((ulong)words.Length);
        return Words(words);
    }

    public CaptureWriter Command(ulong index, ulong dword0, ulong dword1) => Raw(4).Varint(index).Words(dword0, dword1);

    public CaptureWriter Translation(byte detail, ulong stream, ulong iova, ulong pa, byte rights) =>
        Raw(5, detail).Varint(stream).Varint(iova).Varint(pa).Raw(rights);

    public CaptureWriter Event(ulong index, ulong dword0, ulong dword1, ulong dword2, ulong dword3) =>
        Raw(6).Varint(index).Words(dword0, dword1, dword2, dword3);

    public CaptureWriter Interrupt(ulong source) => Raw(7).Varint(source);

    public CaptureWriter GlobalError(ulong toggled, ulong value) => Raw(8).Varint(toggled).Varint(value);

    public CaptureWriter Time(ulong microseconds) => Raw(10).Varint(microseconds);

    public CaptureWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public CaptureWriter Varint(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
            _bytes.Add((byte)(value | 0x80));

        _bytes.Add((byte)value);
        return this;
    }

    public CaptureWriter Words(params ReadOnlySpan<ulong> words)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var word in words)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
            _bytes.AddRange(bytes);
        }

        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    public byte[] ToGzip() => Gzip(ToArray());

    public static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
            gzip.Write(bytes);

        return compressed.ToArray();
    }

    public static byte[] Gunzip(byte[] file)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
