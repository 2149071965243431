using ActorIommu.Simulation.Captures;

namespace ActorIommu.Simulation.Programs.Format;

/// <summary>Reads files of programs, plain or gzipped: one JSON object a line.</summary>
public static class ProgramReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ProgramFormatException">The content is not a file of programs.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<SmmuProgram> Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return Read(stream, ProgramLimits.Default);
    }

    /// <summary>Reads programs up to the end of a stream.</summary>
    /// <exception cref="ProgramFormatException">The content is not a file of programs.</exception>
    public static IReadOnlyList<SmmuProgram> Read(Stream stream, ProgramLimits limits)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(limits);
        var bytes = Decompress(ReadToEnd(stream.Read, limits.StreamBytes), limits.StreamBytes);
        var programs = new List<SmmuProgram>();
        var line = 0;
        for (var start = 0; start < bytes.Length;)
        {
            line++;
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) length = bytes.Length - start;
            if (length > limits.LineBytes)
                throw new ProgramFormatException(line, start, $"a line of at most {limits.LineBytes} bytes", $"{length} bytes");
            if (programs.Count == limits.ProgramCount)
                throw new ProgramFormatException(line, start, $"at most {limits.ProgramCount} programs", "more");
            programs.Add(new ProgramLineParser(line, start, limits).Parse(bytes.AsMemory(start, length), programs.Count));
            start += length + 1;
        }

        return programs.Count > 0 ? programs : throw new ProgramFormatException(1, 0, "a program", "an empty file");
    }

    private delegate int ReadSome(byte[] buffer, int offset, int count);

    private static byte[] ReadToEnd(ReadSome read, int limitBytes)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = read(buffer, 0, buffer.Length)) > 0;)
        {
            if (bytes.Length + count > limitBytes) throw new ProgramFormatException(0, limitBytes, $"at most {limitBytes} bytes", "more");
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    private static byte[] Decompress(byte[] file, int limitBytes)
    {
        if (!GzipMember.IsGzip(file)) return file;
        try
        {
            using var member = new GzipMember(file);
            return ReadToEnd((buffer, offset, count) => member.Read(buffer.AsSpan(offset, count)), limitBytes);
        }
        catch (CaptureFormatException error)
        {
            throw new ProgramFormatException(0, error.ByteOffset, error.Expected, error.Found);
        }
    }
}
