namespace ActorIommu.Architecture.Tests.Planted;

#pragma warning disable CA1812, CA1822

internal sealed class Looker
{
    public int Look() => Elsewhere.Thing.Value;
}

internal sealed class Heir : Elsewhere.Base;

internal sealed class Keeper
{
    public IReadOnlyList<Elsewhere.Base> Kept { get; } = [];
}
