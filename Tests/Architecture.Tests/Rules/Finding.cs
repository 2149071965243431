namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>One place that breaks a rule.</summary>
internal sealed record Finding(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}
