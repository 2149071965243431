using System.Collections.Frozen;
using System.Collections.Immutable;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Serialization;

public interface IWireMessage;

public enum Colour
{
    None,
    Red = 7,
}

public enum Wide : ulong
{
    Highest = ulong.MaxValue,
}

public readonly record struct Point(int X, long Y) : IWireMessage;

public sealed record Simple(string Name, int Number) : IWireMessage;

public record Animal(string Name) : IWireMessage;

public sealed record Dog(string Name, int Age) : Animal(Name);

public sealed record Scalars(
    bool Truth, byte B, sbyte Sb, short S, ushort Us, int I, uint Ui, long L, ulong Ul, Int128 I128, UInt128 U128, float F, double D,
    decimal M, char C,
    string? Text, Guid Guid, DateTime Time, DateTimeOffset Offset, TimeSpan Span, DateOnly Date, TimeOnly Clock, Colour Colour, Wide Wide,
        int? Some, int? No)
    : IWireMessage;

public sealed record Nested(Simple Inner, Point Point, Animal Polymorphic, object Anything, Nested? Next) : IWireMessage;

public sealed record Lists(
    int[] Numbers, ImmutableArray<Point> Points, ImmutableList<string> Texts, List<Animal> Animals, IReadOnlyList<int> Expression,
        byte[] Bytes)
    : IWireMessage;

public sealed record Maps(
    Dictionary<Point, string> ByPoint, ImmutableDictionary<string, Simple> Immutable, ImmutableSortedDictionary<int, int> Sorted,
    FrozenDictionary<int, string> Frozen, HashSet<Guid> Set, ImmutableHashSet<Colour> Colours)
    : IWireMessage;

public sealed record Tuples((int, string) Pair, Tuple<int, Simple> Reference, (Point First, (int A, int B) Second) Deep) : IWireMessage;

public sealed record WithReference(IActorRef Target, IActorRef? Missing) : IWireMessage;

public sealed record Generic<T>(T Value) : IWireMessage;

public sealed class Shy : IWireMessage
{
    private readonly int _hidden;

    public Shy(int seed) => _hidden = seed * 2;

    public int Doubled => _hidden;
}

public abstract class Base
{
    private readonly string _value = "base";

    public string BaseValue => _value;
}

public sealed class Derived(string value) : Base, IWireMessage
{
    private readonly string _value = value;

    public string OwnValue => _value;
}

public sealed record Cell(int Value) : IWireMessage
{
    public Cell? Self { get; set; }
}

public sealed record NotAMessage(int Value);
