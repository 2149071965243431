using System.Globalization;

namespace ActorIommu.Simulation.Traces;

/// <summary>A trace file that is not what docs/TRACE.md describes. The only exception that the content of a trace can cause.</summary>
public sealed class TraceFormatException : Exception
{
    internal TraceFormatException(string file, int line, int column, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}({line},{column}): error: {message}"))
    {
        (File, Line, Column) = (file, line, column);
    }

    /// <summary>The file as it was named.</summary>
    public string File { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>From 1.</summary>
    public int Column { get; }
}
