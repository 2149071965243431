namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>splitmix64: the choices of a run depend on nothing but its seed, whatever the framework's generator does.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int bound) => (int)(Next() % (uint)bound);

    /// <summary>True once in so many draws.</summary>
    public bool OneIn(int chances) => Below(chances) == 0;

    public SplitMix Fork() => new(Next());

    /// <summary>The seed of this run: ACTORIOMMU_SEED, or another one each time.</summary>
    public static ulong SeedOfRun() =>
        Environment.GetEnvironmentVariable("ACTORIOMMU_SEED") is { Length: > 0 } given
            ? ulong.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : (ulong)DateTime.UtcNow.Ticks;
}
