namespace ActorIommu.Hardware.Freedoms;

/// <summary>Hardware that does nothing that it need not do.</summary>
public sealed class CalmChoices : IChoices
{
    private CalmChoices()
    {
    }

    /// <summary>It has no state.</summary>
    public static CalmChoices Instance { get; } = new();

    /// <inheritdoc/>
    public int Choose(Freedom freedom, int count) => 0;
}
