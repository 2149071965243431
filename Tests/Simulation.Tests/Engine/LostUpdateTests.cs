using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Tests.Engine;

public sealed class LostUpdateTests
{
    [Fact]
    public void A_calm_run_loses_nothing()
    {
        var result = new Simulator(LostUpdate.With(relays: 4)).Run(new CalmStrategy(), seed: 1);

        Assert.Equal((RunVerdict.Valid, RunEnd.Quiet), (result.Outcome.Verdict, result.End));
    }

    [Fact]
    public void Random_schedules_find_it_within_50()
    {
        var simulator = new Simulator(LostUpdate.With(relays: 4));

        Assert.Contains(Enumerable.Range(0, 50), i => simulator.Run(new RandomStrategy(), seed: 1, schedule: i).Outcome.IsFailure);
    }
}
