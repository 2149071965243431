namespace ActorIommu.Architecture.Tests.Planted;

#pragma warning disable CA1812, CA1819, CA1822, CA1852

internal sealed class PlainClass;

internal record OpenRecord(int Value);

internal sealed record HoldsObject(object Value);

internal sealed record HoldsObjects(IReadOnlyList<object> Values);

internal sealed record HoldsDelegate(Action Run);

internal sealed record HoldsArray(byte[] Bytes);

internal sealed record Changes
{
    public int Value { get; set; }
}

internal sealed record Behaves(int Value)
{
    public int Double() => 2 * Value;
}

internal sealed record GoodMessage(GoodId Id, IReadOnlyList<ulong> Words, GoodKind? Kind);

internal readonly record struct GoodId(uint Value)
{
    public override string ToString() => $"0x{Value:x}";
}

internal interface IGoodSeam
{
    bool Fires(GoodKind kind);
}

internal enum GoodKind
{
    One,
}

internal static class GoodProtocol
{
    internal sealed record Request(GoodId Id);
}
