using System.Reflection;

namespace ActorIommu.Tests.Shared;

/// <summary>Where the checked-in files are.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(one => one.Key == "RepositoryRoot").Value!;

    public static IReadOnlyList<string> Captures { get; } =
        [.. Directory.GetFiles(PathOf("Tests", "Corpus"), "*.smcap.gz").Order(StringComparer.Ordinal)];

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);
}
