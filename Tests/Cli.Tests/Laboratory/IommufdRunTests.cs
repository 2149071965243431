using ActorIommu.Hardware.Bugs;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>Contexts of iommufd in simulated runs, judged by the checker.</summary>
public sealed class IommufdRunTests
{
    [Fact]
    public void No_schedule_breaks_a_rule()
    {
        var result = Explore(new IommufdScenario(), 150);
        Assert.True(result.Failures.IsEmpty, result.Failures.IsEmpty ? "" : result.Failures[0].Result.Outcome.Explanation);
        Assert.Equal(150, result.Counts.Schedules);
    }

    [Fact]
    public void BZ_91_is_found() =>
        Assert.Equal("O1", Explore(new IommufdScenario(Bug.IopfRefLeak), 150).Failures.First().Result.Outcome.FailureClass);

    private static ExplorationResult Explore(IommufdScenario scenario, long schedules) =>
        new Explorer(scenario, new SimulationOptions(), new ExplorationOptions { Seed = 1, Schedules = schedules }).Run();
}
