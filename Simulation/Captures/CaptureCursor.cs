using System.Buffers.Binary;

namespace ActorIommu.Simulation.Captures;

/// <summary>Reads the primitives of the format from a plain or gzipped file and knows the byte offset of what it reads.</summary>
internal sealed class CaptureCursor : IDisposable
{
    private const int MaxVarintBytes = 10;

    private readonly int _limit;
    private readonly GzipMember? _gzip;
    private readonly byte[] _buffer;
    private int _next;
    private int _end;
    private long _bufferStart;

    public CaptureCursor(byte[] file, int streamLimitBytes)
    {
        _limit = streamLimitBytes;
        if (GzipMember.IsGzip(file))
        {
            _gzip = new GzipMember(file);
            _buffer = new byte[64 << 10];
        }
        else
        {
            _buffer = file;
            _end = file.Length;
        }
    }

    /// <summary>Offset of the next byte in the uncompressed stream.</summary>
    public long Position => _bufferStart + _next;

    public void Dispose() => _gzip?.Dispose();

    public bool AtEnd() => _next == _end && !Refill();

    public byte ReadByte(string what)
    {
        if (AtEnd())
            throw Truncated(what);

        return _buffer[_next++];
    }

    public ulong ReadVarint(string what)
    {
        var start = Position;
        var value = 0ul;
        for (var count = 0; count < MaxVarintBytes; count++)
        {
            var piece = ReadByte(what);
            var bits = (ulong)(piece & 0x7f);
            if (count == MaxVarintBytes - 1 && piece > 1)
                break;

            value |= bits << (7 * count);
            if ((piece & 0x80) != 0)
                continue;

            // A last group of zero bits says nothing: two spellings of one number would make offsets ambiguous.
            return piece == 0 && count > 0
                ? throw new CaptureFormatException(start, $"the shortest form of {what}", "a varint that is padded with zero bits")
                : value;
        }

        throw new CaptureFormatException(start, $"{what} as a varint of at most 64 bits", "a longer one");
    }

    /// <summary>A varint that must not exceed a limit that the format sets.</summary>
    public ulong ReadVarint(string what, ulong max)
    {
        var start = Position;
        var value = ReadVarint(what);
        return value <= max ? value : throw new CaptureFormatException(start, $"{what} of at most 0x{max:x}", $"0x{value:x}");
    }

    public ulong ReadUInt64(string what)
    {
        if (_end - _next >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_next));
            _next += sizeof(ulong);
            return word;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ReadBytes(bytes, what);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public void ReadBytes(Span<byte> destination, string what)
    {
        for (var index = 0; index < destination.Length; index++)
            destination[index] = ReadByte(what);
    }

    private CaptureFormatException Truncated(string what) => new(Position, what, Position == 0 ? "an empty file" : "the end of the file");

    private bool Refill()
    {
        if (_gzip is null)
            return false;

        _bufferStart += _end;
        _next = 0;
        _end = _gzip.Read(_buffer);
        if (_bufferStart + _end > _limit)
            throw new CaptureFormatException(_limit, $"a capture of at most {_limit} bytes", "more");

        return _end > 0;
    }
}
