using System.Globalization;
using System.Text.Json;
using ActorIommu.Actors.Domains;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>One rewrite of Tests/Vectors/ste_cd_golden.json, which follows the KUnit cases of Linux (arm-smmu-v3-test.c).</summary>
/// <param name="Name">The case.</param>
/// <param name="IsStream">A stream table entry; else a context descriptor.</param>
/// <param name="Before">The entry before.</param>
/// <param name="After">The entry after.</param>
/// <param name="Syncs">How many synchronisations there are.</param>
/// <param name="IsHitless">True if the entry is valid at each of them.</param>
/// <param name="Kind">How it goes, and by which doubleword.</param>
/// <param name="Steps">What was stored before each synchronisation, and the entry then.</param>
internal sealed record GoldenTransition(
    string Name, bool IsStream, ulong[] Before, ulong[] After, int Syncs, bool IsHitless, string Kind, (int[] Wrote, ulong[] Entry)[] Steps)
{
    public static IReadOnlyDictionary<string, GoldenTransition> All { get; } = Read();

    public IStructureUse Use => IsStream ? StreamTableEntryUse.Instance : ContextDescriptorUse.Instance;

    public StructureUpdate Plan() => StructureWriter.Plan(Before, After, Use);

    internal static ulong Number(JsonElement text) =>
        ulong.Parse(text.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Dictionary<string, GoldenTransition> Read()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("Tests", "Vectors", "ste_cd_golden.json")));
        return file.RootElement.EnumerateArray().Select(Transition).ToDictionary(one => one.Name);
    }

    private static GoldenTransition Transition(JsonElement row) => new(
        row.GetProperty("case").GetString()!,
        row.GetProperty("type").GetString() == "ste",
        Entry(row.GetProperty("before")),
        Entry(row.GetProperty("after")),
        row.GetProperty("syncs").GetInt32(),
        row.GetProperty("hitless").GetBoolean(),
        row.GetProperty("kind").GetString()!,
        [.. row.GetProperty("steps").EnumerateArray().Select(step =>
            (step.GetProperty("wrote").EnumerateArray().Select(one => one.GetInt32()).ToArray(), Entry(step.GetProperty("entry"))))]);

    private static ulong[] Entry(JsonElement dwords) => [.. dwords.EnumerateArray().Select(Number)];
}
