using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Scenarios;

/// <summary>A right scenario, to make wrong ones from.</summary>
internal static class ScenarioText
{
    public const string Good =
        """
        kind: capture
        name: small
        description: one line
        machine:
          capabilities: capture
          tlb:
            entries: 0x40
        capture: ../../Tests/Corpus/linux-6.12-4k-strict.smcap.gz
        expect:
          translations: 13593
          events: 39
        """;

    public static Scenario Parse(string text) => ScenarioReader.Parse(text, "small.yaml", Repository.PathOf("config", "scenarios"));

    public static IReadOnlyList<ScenarioDiagnostic> ErrorsOf(string text) =>
        Assert.Throws<ScenarioException>(() => Parse(text)).Diagnostics;
}
