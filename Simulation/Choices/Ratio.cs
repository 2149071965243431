namespace ActorIommu.Simulation.Choices;

/// <summary>A probability.</summary>
/// <param name="Count">So many.</param>
/// <param name="Of">Of so many, at least 1.</param>
public readonly record struct Ratio(uint Count, uint Of)
{
    /// <summary>Never.</summary>
    public static Ratio Never => new(0, 1);

    /// <summary>Always.</summary>
    public static Ratio Always => new(1, 1);
}
