using System.Numerics;

namespace ActorIommu.Simulation.Choices;

/// <summary>
/// A 64-bit hash that is the same in every process, on every machine and in every version: what a run is compared by. It is no protection
/// against anybody.
/// </summary>
public struct StableHash
{
    private ulong _value;

    /// <summary>Of nothing.</summary>
    public static StableHash Start => new() { _value = 0xCBF29CE484222325 };

    /// <summary>The hash of everything that was added, in this order.</summary>
    public readonly ulong Value => Prng.Mix(_value);

    /// <summary>Adds a number.</summary>
    public void Add(ulong value) => _value = BitOperations.RotateLeft((_value ^ value) * 0x9FB21C651E98DF25, 29);

    /// <summary>Adds a text, by its UTF-16 units and its length.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var c in text) Add(c);
        Add((ulong)text.Length);
    }

    /// <summary>Adds bytes, and how many they are.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) Add(b);
        Add((ulong)bytes.Length);
    }
}
