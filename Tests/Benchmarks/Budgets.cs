using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorIommu.Benchmarks;

/// <summary>
/// A budget. Bytes are hard: they do not depend on the machine. Nanoseconds are only shown, beside what Akka.NET 1.5.30 took on two cores.
/// </summary>
internal sealed record Budget
{
    /// <summary>At most that many allocated bytes for an operation.</summary>
    public double? MaxBytes { get; init; }

    /// <summary>At most that many steps before the first operation of a workload; a test asks.</summary>
    public long? MaxSetUpSteps { get; init; }

    /// <summary>The median to reach.</summary>
    public double? TargetNanoseconds { get; init; }

    /// <summary>What the real Akka.NET took.</summary>
    public double? AkkaNanoseconds { get; init; }
}

[JsonSerializable(typeof(Dictionary<string, Budget>))]
[JsonSerializable(typeof(List<Measurement>))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class BenchmarkJson : JsonSerializerContext;

/// <summary>The budgets of <c>config/perf-budgets.json</c>.</summary>
internal static class Budgets
{
    public static Dictionary<string, Budget> Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "perf-budgets.json");
        return JsonSerializer.Deserialize(File.ReadAllText(path), BenchmarkJson.Default.DictionaryStringBudget)!;
    }
}
