using System.Globalization;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Cli.Laboratory;

/// <summary>One run of a simulated scenario, to be looked at.</summary>
internal sealed record SimulationJob : RunJob
{
    public required LoadedScenario Scenario { get; init; }

    public required ulong Seed { get; init; }

    public required StrategyName Strategy { get; init; }

    /// <summary>Where a failing run leaves its folder.</summary>
    public required string Out { get; init; }

    /// <summary>The command that does it again.</summary>
    public required string Reproduction { get; init; }
}

/// <summary>What came of it.</summary>
internal sealed record SimulationRun(SimulationJob Job, RecordedRun Run);

/// <summary>Runs it once, and once more with everything written down.</summary>
internal sealed class SimulationRunner(CliEnvironment environment, Composition composition)
{
    public SimulationRun Run(SimulationJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scenario = job.Scenario.Scenario;
        var simulator = new Simulator(composition.Simulated(scenario), scenario.Options);
        var result = simulator.Run(job.Strategy.Create(), job.Seed);
        var run = new RunRecorder(composition).Record(
            job.Scenario, simulator.LastChoices(), result.Unseed, job.Seed, schedule: 0, result.Strategy);
        if (!result.Outcome.IsFailure) return new SimulationRun(job, run);
        var name = string.Create(CultureInfo.InvariantCulture, $"{job.Seed}-run");
        return new SimulationRun(job, new RunFolder(environment).Write(run, $"{job.Out}/{scenario.Name}/{name}"));
    }
}
