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

    public const string GoodGuest =
        """
        kind: simulation
        name: small
        description: one line
        machine:
          capabilities: mmu-700
          smmus: 2
          log2VirtualQueues: 2
          devices:
            - { smmu: 0, stream: 1 }
            - { smmu: 0, stream: 2 }
            - { smmu: 1, stream: 1 }
        simulation:
          domains: []
          workloads: []
          guest:
            log2VirtualQueues: 1
            policy: broadcast
            devices: [{ device: 0, stream: 4 }, { device: 1, stream: 5 }]
            domains: []
            workloads: []
        """;

    public static Scenario Parse(string text) => ScenarioReader.Parse(text, "small.yaml", Repository.PathOf("config", "scenarios"));

    public static IReadOnlyList<ScenarioDiagnostic> ErrorsOf(string text) =>
        Assert.Throws<ScenarioException>(() => Parse(text)).Diagnostics;
}
