using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorIommu.Simulation.Captures;

/// <summary>Turns the bytes of a capture into records, and refuses whatever docs/CAPTURES.md does not describe.</summary>
internal sealed class CaptureReader : IDisposable
{
    private const ulong MaxUInt32 = uint.MaxValue;
    private const int EventDwords = 4;
    private static ReadOnlySpan<byte> Magic => "SMCAP1\0\0"u8;

    private readonly CaptureLimits _limits;
    private readonly CaptureCursor _cursor;
    private readonly List<CaptureRecord> _records = [];
    private readonly List<ulong> _words = [];

    public CaptureReader(byte[] file, CaptureLimits limits)
    {
        _limits = limits;
        _cursor = new CaptureCursor(file, limits.StreamBytes);
    }

    public void Dispose() => _cursor.Dispose();

    public Capture Read()
    {
        ReadMagic();
        var header = ReadHeader();
        while (!_cursor.AtEnd())
        {
            if (_records.Count == _limits.RecordCount)
                throw new CaptureFormatException(_cursor.Position, $"at most {_limits.RecordCount} records", "more");

            _records.Add(ReadRecord());
        }

        return new Capture(header, _records, _words);
    }

    private void ReadMagic()
    {
        Span<byte> magic = stackalloc byte[Magic.Length];
        _cursor.ReadBytes(magic, "the magic \"SMCAP1\\0\\0\"");
        if (!magic.SequenceEqual(Magic))
            throw new CaptureFormatException(0, "the magic \"SMCAP1\\0\\0\"", Convert.ToHexStringLower(magic));
    }

    private CaptureHeader ReadHeader()
    {
        Span<byte> lengthBytes = stackalloc byte[sizeof(uint)];
        var lengthOffset = _cursor.Position;
        _cursor.ReadBytes(lengthBytes, "the length of the header");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > _limits.HeaderBytes)
            throw new CaptureFormatException(lengthOffset, $"a header of at most {_limits.HeaderBytes} bytes", $"{length} bytes");

        var json = new byte[length];
        var offset = _cursor.Position;
        _cursor.ReadBytes(json, $"a header of {length} bytes");
        return CaptureHeaderReader.Parse(json, offset);
    }

    private CaptureRecord ReadRecord()
    {
        // Fits: the stream is limited to less than 2 GiB.
        var offset = (uint)_cursor.Position;
        var kind = _cursor.ReadByte("a record kind");
        return (CaptureRecordKind)kind switch
        {
            CaptureRecordKind.MmioWrite => ReadMmio(CaptureRecordKind.MmioWrite, offset),
            CaptureRecordKind.MmioRead => ReadMmio(CaptureRecordKind.MmioRead, offset),
            CaptureRecordKind.Memory => ReadMemory(offset),
            CaptureRecordKind.Command => new CaptureRecord(
                CaptureRecordKind.Command,
                offset,
                number: (uint)_cursor.ReadVarint("the index of a command", MaxUInt32),
                first: _cursor.ReadUInt64("16 bytes of a command"),
                second: _cursor.ReadUInt64("16 bytes of a command")),
            CaptureRecordKind.Translation => ReadTranslation(offset),
            CaptureRecordKind.Event => ReadEvent(offset),
            CaptureRecordKind.Interrupt => new CaptureRecord(
                CaptureRecordKind.Interrupt,
                offset,
                number: (uint)_cursor.ReadVarint("an interrupt source", (ulong)InterruptSource.GlobalError)),
            CaptureRecordKind.GlobalError => new CaptureRecord(
                CaptureRecordKind.GlobalError,
                offset,
                first: _cursor.ReadVarint("the toggled bits of GERROR", MaxUInt32),
                second: _cursor.ReadVarint("the value of GERROR", MaxUInt32)),
            CaptureRecordKind.Time => new CaptureRecord(CaptureRecordKind.Time, offset, first: _cursor.ReadVarint("microseconds")),
            _ => throw new CaptureFormatException(offset, "a record kind (1 to 8, or 10)", $"{kind}"),
        };
    }

    private CaptureRecord ReadMmio(CaptureRecordKind kind, uint offset)
    {
        var registerAt = _cursor.Position;
        var register = (uint)_cursor.ReadVarint("a register offset", QemuRegisterOffsets.SpaceBytes - sizeof(uint));
        if (register % sizeof(uint) != 0)
            throw new CaptureFormatException(registerAt, "a register offset that is a multiple of 4", $"0x{register:x}");

        var sizeAt = _cursor.Position;
        var size = _cursor.ReadVarint("an access size");
        if (size is not (sizeof(uint) or sizeof(ulong)))
            throw new CaptureFormatException(sizeAt, "an access size of 4 or 8", $"{size}");

        var value = _cursor.ReadVarint("a register value", size == sizeof(uint) ? uint.MaxValue : ulong.MaxValue);
        return new CaptureRecord(kind, offset, number: QemuRegisterOffsets.ToArchitected(register), first: value, detail: (byte)size);
    }

    private CaptureRecord ReadMemory(uint offset)
    {
        var addressAt = _cursor.Position;
        var address = _cursor.ReadVarint("a memory address");
        if (address % sizeof(ulong) != 0)
            throw new CaptureFormatException(addressAt, "a memory address that is a multiple of 8", $"0x{address:x}");

        var countAt = _cursor.Position;
        var count = _cursor.ReadVarint("a count of memory words", (ulong)_limits.StreamBytes / sizeof(ulong));
        if (count != 0 && address + ((count - 1) * sizeof(ulong)) < address)
            throw new CaptureFormatException(countAt, "memory words up to address 2^64", $"{count} words at 0x{address:x}");

        // The count is only a claim: the list grows by the words that are there.
        var start = _words.Count;
        for (var index = 0ul; index < count; index++)
            _words.Add(_cursor.ReadUInt64($"word {index + 1} of the {count} words at 0x{address:x}"));

        return new CaptureRecord(CaptureRecordKind.Memory, offset, number: (uint)count, first: address, wordStart: start);
    }

    private CaptureRecord ReadTranslation(uint offset)
    {
        var detailAt = _cursor.Position;
        var detail = _cursor.ReadByte("an outcome");
        if ((detail & 0xf) > (int)TranslationOutcome.Aborted || detail >> 4 > 1)
            throw new CaptureFormatException(detailAt, "an outcome 0 to 3, or 16 more for a TLB hit", $"{detail}");

        var stream = (uint)_cursor.ReadVarint("a StreamID", MaxUInt32);
        var iova = _cursor.ReadVarint("an IOVA");
        var pa = _cursor.ReadVarint("a physical address");
        var rightsAt = _cursor.Position;
        var rights = _cursor.ReadByte("permissions and stage");
        if ((rights & 0xf) > 3 || rights >> 4 > 3)
            throw new CaptureFormatException(rightsAt, "permissions 0 to 3 and stage 0 to 3", $"0x{rights:x2}");

        return new CaptureRecord(CaptureRecordKind.Translation, offset, stream, iova, pa, detail: detail, rights: rights);
    }

    private CaptureRecord ReadEvent(uint offset)
    {
        var index = (uint)_cursor.ReadVarint("the index of an event record", MaxUInt32);
        var start = _words.Count;
        CollectionsMarshal.SetCount(_words, start + EventDwords);
        for (var dword = 0; dword < EventDwords; dword++)
            _words[start + dword] = _cursor.ReadUInt64("32 bytes of an event record");

        return new CaptureRecord(CaptureRecordKind.Event, offset, number: index, wordStart: start);
    }
}
