namespace ActorIommu.Simulation.Engine;

/// <summary>Something in a run is not decided by its choices, so that its seed is worth nothing.</summary>
public sealed class NondeterminismException : Exception
{
    /// <summary>Says what it is.</summary>
    public NondeterminismException(string message)
        : base(message)
    {
    }
}
