namespace ActorIommu.Simulation.Choices;

/// <summary>
/// splitmix64 (Steele, Lea, Flood 2014). A run depends on nothing but its seed, so the generator is our own: that of the framework may
/// change with its version. No floating point: chances are <see cref="Ratio"/>s.
/// </summary>
public struct Prng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>The next number below a bound, which is positive.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>True in that share of the calls.</summary>
    public bool Happens(Ratio chance) => (uint)Below((int)chance.Of) < chance.Count;

    /// <summary>The seed of an independent stream. The same name and number give the same stream, whatever was drawn before.</summary>
    /// <param name="seed">Of the whole.</param>
    /// <param name="name">Of the stream.</param>
    /// <param name="number">Which of several of that name.</param>
    public static ulong Fork(ulong seed, string name, long number = 0)
    {
        var hash = StableHash.Start;
        hash.Add(seed);
        hash.Add(name);
        hash.Add((ulong)number);
        return Mix(hash.Value);
    }

    /// <summary>A bijection of 64 bits that leaves no trace of order.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
