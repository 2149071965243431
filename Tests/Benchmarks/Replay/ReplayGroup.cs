using ActorIommu.Actors.Smmu;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Benchmarks.Replay;

/// <summary>The recorded Linux traffic through the pure core in one thread, and through actors.</summary>
internal static class ReplayGroup
{
    public static IEnumerable<Benchmark> Benchmarks()
    {
        foreach (var kernel in (string[])["6.12", "7.2"])
        {
            var path = Path.Combine(Repository.Root, "Tests", "Corpus", $"linux-{kernel}-4k-strict.smcap.gz");
            yield return new ReplayBenchmark($"replay/core-{kernel}", path, new CoreReplayer());
            yield return new ReplayBenchmark($"replay/actors-{kernel}", path, new ActorReplayer());
            yield return new ReplayBenchmark($"replay/actors-{kernel}-by-read", path, new ActorReplayer(WalkGranularity.Descriptor));
        }
    }
}
