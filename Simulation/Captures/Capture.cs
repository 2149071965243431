using System.Runtime.InteropServices;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// What a driver did to an SMMU and what the SMMU answered, in memory and ready to replay. The format is described in docs/CAPTURES.md.
/// </summary>
public sealed class Capture
{
    private readonly List<CaptureRecord> _records;
    private readonly List<ulong> _words;

    internal Capture(CaptureHeader header, List<CaptureRecord> records, List<ulong> words)
    {
        Header = header;
        _records = records;
        _words = words;
    }

    /// <summary>What the recorder says about itself and about the machine.</summary>
    public CaptureHeader Header { get; }

    /// <summary>The records in order. A record's number, as reports print it, is its index here.</summary>
    public ReadOnlySpan<CaptureRecord> Records => CollectionsMarshal.AsSpan(_records);

    /// <summary>Reads a capture file, plain or gzipped; which of the two is seen from its first bytes.</summary>
    /// <exception cref="CaptureFormatException">The content is not a capture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Capture Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return Read(stream, CaptureLimits.Default);
    }

    /// <summary>Reads a capture, plain or gzipped, up to the end of a stream.</summary>
    /// <exception cref="CaptureFormatException">The content is not a capture.</exception>
    public static Capture Read(Stream stream, CaptureLimits limits)
    {
        using var reader = new CaptureReader(ReadToEnd(stream, limits.StreamBytes), limits);
        return reader.Read();
    }

    /// <summary>The memory words of a <see cref="CaptureRecordKind.Memory"/> record.</summary>
    public MemoryPatch Memory(in CaptureRecord record) => record.Memory(CollectionsMarshal.AsSpan(_words));

    /// <summary>The event record of an <see cref="CaptureRecordKind.Event"/> record.</summary>
    public CapturedEvent Event(in CaptureRecord record) => record.Event(CollectionsMarshal.AsSpan(_words));

    private static byte[] ReadToEnd(Stream stream, int limitBytes)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > limitBytes)
                throw new CaptureFormatException(limitBytes, $"a capture of at most {limitBytes} bytes", "more");

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
