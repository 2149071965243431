namespace ActorIommu.Hardware.Spec;

/// <summary>Where a field sits, counted over the whole structure as the specification prints it: <c>[Bits(high, low)]</c>.</summary>
/// <param name="high">Position of the most significant bit.</param>
/// <param name="low">Position of the least significant bit.</param>
[AttributeUsage(AttributeTargets.Property)]
public class BitsAttribute(int high, int low) : Attribute
{
    /// <summary>A field of one bit.</summary>
    /// <param name="bit">Its position.</param>
    public BitsAttribute(int bit) : this(bit, bit) { }

    /// <summary>Position of the most significant bit.</summary>
    public int High { get; } = high;

    /// <summary>Position of the least significant bit.</summary>
    public int Low { get; } = low;
}

/// <summary>A field that is part of an address: the property's value holds the bits in place, all others zero.</summary>
/// <param name="high">Position of the most significant bit.</param>
/// <param name="low">Position of the least significant bit.</param>
public sealed class AddressBitsAttribute(int high, int low) : BitsAttribute(high, low);

/// <summary>A method of an index that reads one of several equal, adjacent fields; element 0 is at [high:low], the next above.</summary>
/// <param name="high">Most significant bit of element 0.</param>
/// <param name="low">Least significant bit of element 0.</param>
/// <param name="count">Number of elements.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BitsArrayAttribute(int high, int low, int count) : Attribute
{
    /// <summary>Most significant bit of element 0.</summary>
    public int High { get; } = high;

    /// <summary>Least significant bit of element 0.</summary>
    public int Low { get; } = low;

    /// <summary>Number of elements.</summary>
    public int Count { get; } = count;
}

/// <summary>A structure or register of the specification that the type describes; one type may serve several.</summary>
/// <param name="names">The specification's names.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class SpecStructureAttribute(params string[] names) : Attribute
{
    /// <summary>The specification's names.</summary>
    public string[] Names { get; } = names;
}

/// <summary>The specification's name of a field where the property's name differs by more than case and underscores.</summary>
/// <param name="name">The specification's name.</param>
/// <param name="structures">The structures in which the property has this name; none for every structure of the type.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class SpecFieldAttribute(string name, params string[] structures) : Attribute
{
    /// <summary>The specification's name.</summary>
    public string Name { get; } = name;

    /// <summary>The structures in which the property has this name; none for every structure of the type.</summary>
    public string[] Structures { get; } = structures;
}
