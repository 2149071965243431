namespace ActorIommu.Messages;

/// <summary>Nothing ever fails.</summary>
public sealed record NoFaults : IFaults
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static NoFaults Instance { get; } = new();
}
