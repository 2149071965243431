namespace ActorIommu.Simulation.Programs.Format;

/// <summary>A file of programs that is not what docs/PROGRAMS.md describes. The only exception that its content can cause.</summary>
public sealed class ProgramFormatException : Exception
{
    /// <summary>Says where the file went wrong and how.</summary>
    /// <param name="line">Line, from 1; 0 where there are no lines yet (compressed data).</param>
    /// <param name="byteOffset">Offset in the uncompressed stream.</param>
    /// <param name="expected">What the format asks for at that place.</param>
    /// <param name="found">What is there instead.</param>
    public ProgramFormatException(int line, long byteOffset, string expected, string found)
        : base($"line {line}, byte {byteOffset}: expected {expected}, found {found}")
    {
        Line = line;
        ByteOffset = byteOffset;
    }

    /// <summary>Line, from 1; 0 where there are no lines yet.</summary>
    public int Line { get; }

    /// <summary>Offset in the uncompressed stream.</summary>
    public long ByteOffset { get; }
}
