using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Cli.Output;

internal sealed record ListedScenario(string File, Scenario Scenario);
