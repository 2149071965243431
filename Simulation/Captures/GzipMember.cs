using System.Buffers.Binary;
using System.IO.Compression;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// One gzip member (RFC 1952) that must fill the file. The framework's reader accepts a cut file and bytes after the end without a word,
/// so the header and the trailer are read here and only the deflate data in between is left to it.
/// </summary>
internal sealed class GzipMember : IDisposable
{
    private const int FixedHeaderBytes = 10;
    private const int TrailerBytes = 8;
    private static readonly uint[] CrcTable = MakeCrcTable();

    private readonly byte[] _file;
    private readonly DeflateInput _input;
    private readonly DeflateStream _deflate;
    private uint _crc = uint.MaxValue;
    private long _length;

    public GzipMember(byte[] file)
    {
        _file = file;
        _input = new DeflateInput(file, SkipHeader(file), file.Length - TrailerBytes);
        _deflate = new DeflateStream(_input, CompressionMode.Decompress);
    }

    public static bool IsGzip(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    /// <summary>Reads decompressed bytes; 0 at the end, after the trailer was found right.</summary>
    public int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _deflate.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new CaptureFormatException(_length, "deflate data", "corrupt compressed data");
        }

        if (read == 0)
            CheckTrailer();

        foreach (var value in buffer[..read])
            _crc = CrcTable[(byte)(_crc ^ value)] ^ (_crc >> 8);

        _length += read;
        return read;
    }

    public void Dispose() => _deflate.Dispose();

    private static int SkipHeader(byte[] file)
    {
        const int extraFlag = 4, nameFlag = 8, commentFlag = 16, checksumFlag = 2, reservedFlags = 0xe0;
        if (file.Length < FixedHeaderBytes + TrailerBytes)
            throw new CaptureFormatException(0, "a gzip header and trailer", $"a file of {file.Length} bytes");

        var flags = file[3];
        if (file[2] != 8 || (flags & reservedFlags) != 0)
            throw new CaptureFormatException(0, "a gzip header with method 8 (deflate)", $"method {file[2]}, flags 0x{flags:x2}");

        var position = FixedHeaderBytes;
        if ((flags & extraFlag) != 0)
            position += 2 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(position));

        for (var strings = ((flags & nameFlag) != 0 ? 1 : 0) + ((flags & commentFlag) != 0 ? 1 : 0); strings > 0; strings--)
        {
            var end = position < file.Length ? Array.IndexOf(file, (byte)0, position) : -1;
            position = end < 0 ? file.Length : end + 1;
        }

        if ((flags & checksumFlag) != 0)
            position += 2;

        return position <= file.Length - TrailerBytes
            ? position
            : throw new CaptureFormatException(0, "a gzip header that ends before the file does", "a truncated gzip header");
    }

    private void CheckTrailer()
    {
        if (!_input.IsUsedUp)
            throw new CaptureFormatException(_length, "the end of the file after the compressed data", "more bytes");

        var trailer = _file.AsSpan(_file.Length - TrailerBytes);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]);
        if (checksum != ~_crc || length != (uint)_length)
            throw new CaptureFormatException(_length, "the data that the gzip checksum belongs to", "truncated or corrupt data");
    }

    private static uint[] MakeCrcTable()
    {
        const uint reversedPolynomial = 0xedb88320;
        var table = new uint[256];
        for (var index = 0u; index < table.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ reversedPolynomial : value >> 1;

            table[index] = value;
        }

        return table;
    }
}
