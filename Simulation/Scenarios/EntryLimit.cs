namespace ActorIommu.Simulation.Scenarios;

/// <summary>The size of a cache: a number of entries, or <c>unbounded</c>.</summary>
/// <param name="Count">The number; null for no limit.</param>
public readonly record struct EntryLimit(int? Count)
{
    /// <summary>How a file says that there is no limit.</summary>
    public const string UnboundedText = "unbounded";

    /// <summary>No limit.</summary>
    public static EntryLimit Unbounded { get; } = new(null);
}
