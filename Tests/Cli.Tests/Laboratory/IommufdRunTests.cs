using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>Contexts of iommufd in simulated runs, judged by the checker.</summary>
public sealed class IommufdRunTests
{
    [Fact]
    public void No_schedule_breaks_a_rule()
    {
        var options = new ExplorationOptions { Seed = 1, Schedules = 150 };
        var result = new Explorer(new IommufdScenario(), new SimulationOptions(), options).Run();
        Assert.True(result.Failures.IsEmpty, result.Failures.IsEmpty ? "" : result.Failures[0].Result.Outcome.Explanation);
        Assert.Equal(150, result.Counts.Schedules);
    }
}
