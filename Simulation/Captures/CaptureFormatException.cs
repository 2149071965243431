namespace ActorIommu.Simulation.Captures;

/// <summary>A capture that is not what docs/CAPTURES.md describes. The only exception that the content of a capture can cause.</summary>
public sealed class CaptureFormatException : Exception
{
    /// <summary>Says where the capture went wrong and how.</summary>
    /// <param name="byteOffset">Offset in the uncompressed stream.</param>
    /// <param name="expected">What the format asks for at that place.</param>
    /// <param name="found">What is there instead.</param>
    public CaptureFormatException(long byteOffset, string expected, string found)
        : base($"byte {byteOffset}: expected {expected}, found {found}")
    {
        ByteOffset = byteOffset;
        Expected = expected;
        Found = found;
    }

    /// <summary>Offset in the uncompressed stream.</summary>
    public long ByteOffset { get; }

    /// <summary>What the format asks for at that place.</summary>
    public string Expected { get; }

    /// <summary>What is there instead.</summary>
    public string Found { get; }
}
