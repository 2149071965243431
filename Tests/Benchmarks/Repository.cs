using System.Reflection;

namespace ActorIommu.Benchmarks;

/// <summary>Where the files of this repository are, wherever the benchmarks are run from.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(one => one.Key == "RepositoryRoot").Value!;
}
