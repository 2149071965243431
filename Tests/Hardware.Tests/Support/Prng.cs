using System.Globalization;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>splitmix64: one stream of numbers per seed, the same on every machine.</summary>
internal sealed class Prng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>ACTORIOMMU_SEED, decimal or 0x hexadecimal; without it a fixed one, so that a plain run is the same everywhere.</summary>
    public static ulong Seed { get; } = Parse(Environment.GetEnvironmentVariable("ACTORIOMMU_SEED")) ?? 0x5eed_0070;

    public ulong Next()
    {
        var mixed = _state += 0x9e37_79b9_7f4a_7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58_476d_1ce4_e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
        return mixed ^ (mixed >> 31);
    }

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool OneIn(int chances) => Below(chances) == 0;

    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>A number whose edges are likely: powers of two and their neighbours, all ones above or below a bit, noise.</summary>
    public ulong Edge()
    {
        var bit = 1UL << Below(64);
        return Below(6) switch
        {
            0 => bit,
            1 => bit - 1,
            2 => bit + (ulong)Below(16),
            3 => ~(bit - 1),
            4 => Next() & (bit - 1),
            _ => Next(),
        };
    }

    /// <summary>The same number with up to <paramref name="most"/> bits flipped.</summary>
    public ulong Flip(ulong value, int most = 3)
    {
        for (var count = Below(most + 1); count > 0; count--) value ^= 1UL << Below(64);
        return value;
    }

    private static ulong? Parse(string? text) => text switch
    {
        null or "" => null,
        _ when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) =>
            ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ => ulong.Parse(text, CultureInfo.InvariantCulture),
    };
}
