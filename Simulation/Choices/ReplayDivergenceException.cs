using System.Globalization;

namespace ActorIommu.Simulation.Choices;

/// <summary>
/// A run that should repeat a trace asked for something else: the trace is of another version, scenario or set of defects, or something
/// in the run is not decided by choices.
/// </summary>
public sealed class ReplayDivergenceException : Exception
{
    internal ReplayDivergenceException(long step, long index, string expected, string got)
        : base(string.Create(
            CultureInfo.InvariantCulture, $"The run diverges at step {step}, choice {index}: the trace has {expected}, the run {got}."))
    {
        (Step, Index, Expected, Got) = (step, index, expected, got);
    }

    /// <summary>Steps that were taken before.</summary>
    public long Step { get; }

    /// <summary>Which choice of the trace, from 0.</summary>
    public long Index { get; }

    /// <summary>What the trace has there.</summary>
    public string Expected { get; }

    /// <summary>What the run asked for, or did.</summary>
    public string Got { get; }
}
