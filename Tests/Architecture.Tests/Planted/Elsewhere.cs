namespace ActorIommu.Architecture.Tests.Planted.Elsewhere;

internal static class Thing
{
    public static int Value => Environment.ProcessId;
}

internal abstract class Base;
