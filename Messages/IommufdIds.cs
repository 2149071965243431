namespace ActorIommu.Messages;

/// <summary>The name of an object of one iommufd context.</summary>
/// <param name="Value">From 1; the lowest that is free is given next. 0 never names an object.</param>
public readonly record struct IommufdId(int Value) : IComparable<IommufdId>
{
    /// <inheritdoc/>
    public int CompareTo(IommufdId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"id{Value}";
}

/// <summary>Devices that cannot be told apart, so that all of them have the same domain (an IOMMU group).</summary>
/// <param name="Value">Counts from 0.</param>
public readonly record struct GroupId(int Value) : IComparable<GroupId>
{
    /// <inheritdoc/>
    public int CompareTo(GroupId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"group{Value}";
}

/// <summary>Joins a response to a page fault that was read from a fault queue.</summary>
/// <param name="Value">Unique among the faults of a queue that are not answered.</param>
public readonly record struct FaultCookie(uint Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"cookie{Value}";
}
