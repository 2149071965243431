using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Tests.Engine;

public sealed class LostUpdateTests
{
    private const ulong Seed = 1;

    public static TheoryData<Strategy> Strategies =>
        [new RandomStrategy(), new PctStrategy(2), new PctStrategy(3), new DelayBoundedStrategy(6), Portfolio.Default()];

    [Fact]
    public void A_calm_run_loses_nothing()
    {
        var result = new Simulator(LostUpdate.With(relays: 4)).Run(new CalmStrategy(), Seed);

        Assert.Equal((RunVerdict.Valid, RunEnd.Quiet), (result.Outcome.Verdict, result.End));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Seeded_strategies_find_it_within_200_schedules(Strategy strategy)
    {
        var result = Explore(LostUpdate.With(relays: 4), strategy, 200);

        Assert.True(result.Counts.Failures == 1, $"{strategy.Description} found nothing with seed {Seed} in {result.Counts}");
        Assert.Equal("LostUpdate", result.Failures[0].Result.Outcome.FailureClass);
    }

    [Fact]
    public void Control_a_calm_strategy_does_not_find_it() =>
        Assert.Equal(0, Explore(LostUpdate.With(relays: 4), new CalmStrategy(), 200).Counts.Failures);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_exhaustive_search_runs_every_schedule_once(int relays)
    {
        var (schedules, failures) = LostUpdateModel.Count(relays);

        var result = Explore(LostUpdate.With(relays), new ExhaustiveStrategy(), 1_000_000, int.MaxValue);

        Assert.True(result.IsExhausted);
        Assert.Equal((schedules, failures), (result.Counts.Schedules, result.Counts.Failures));
        var distinct = result.Failures.Select(failure => string.Join(' ', failure.Choices.ToArray())).Distinct().Count();
        Assert.Equal(failures, distinct);
    }

    [Fact]
    public void Bounds_cut_an_exhaustive_search()
    {
        var all = Explore(LostUpdate.With(2), new ExhaustiveStrategy(), 1_000_000, int.MaxValue).Counts.Schedules;
        var one = Explore(LostUpdate.With(2), new ExhaustiveStrategy(maxDeviations: 1), 1_000_000, int.MaxValue).Counts.Schedules;
        var none = Explore(LostUpdate.With(2), new ExhaustiveStrategy(maxDepth: 0), 1_000_000, int.MaxValue).Counts.Schedules;

        Assert.Equal(1, none);
        Assert.InRange(one, 2, all - 1);
    }

    private static ExplorationResult Explore(ISimulatedScenario scenario, Strategy strategy, long schedules, int maxFailures = 1) =>
        new Explorer(
            scenario, new SimulationOptions(),
            new ExplorationOptions { Seed = Seed, Schedules = schedules, MaxFailures = maxFailures, Strategy = () => strategy }).Run();
}
