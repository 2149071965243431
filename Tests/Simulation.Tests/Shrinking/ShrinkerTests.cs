using ActorIommu.Hardware.Freedoms;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Shrinking;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Shrinking;

public sealed class ShrinkerTests
{
    // A workload of up to 40 operations of kind and page. It fails if page 6 is unmapped (2) and read (3) later; another failure, which
    // must not be taken for it, is a page that is unmapped twice in a row.
    private static ToyScenario Operations { get; } = new("operations", context =>
    {
        var (isUnmapped, failure) = (false, "");
        for (var left = context.Draw(40); left > 0 && failure.Length == 0; left--)
        {
            var (kind, page) = (context.Draw(4), context.Draw(8));
            if (context.Choices.Choose(Freedom.Eviction, 3) == 2) continue;
            if (kind == 2 && page == 5) failure = "Other";
            if (kind == 2 && page == 6) isUnmapped = true;
            if (kind == 3 && page == 6 && isUnmapped) failure = "ReadAfterUnmap";
        }

        return (_, _) => failure.Length == 0 ? RunOutcome.Valid(0) : RunOutcome.Invalid(failure, "", 0);
    });

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_workload_shrinks_to_the_operations_that_matter(ulong seed)
    {
        var (simulator, failing) = Failing(Operations, seed, "ReadAfterUnmap");

        var shrunk = Shrinker.Of(simulator).Shrink(failing);

        Assert.True(shrunk.IsMinimal);
        Assert.Equal("ReadAfterUnmap", shrunk.Run.Outcome.FailureClass);
        var workload = shrunk.Run.Choices.ToArray().Where(choice => choice.Site == ChoiceSite.Workload).Select(choice => choice.Value);
        Assert.Equal([2, 2, 6, 3, 6], workload);
        Assert.All(shrunk.Run.Choices.ToArray(), choice => Assert.True(choice.Value == 0 || choice.Site == ChoiceSite.Workload));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Shrinking_again_changes_nothing(ulong seed)
    {
        foreach (var scenario in (ToyScenario[])[Operations, LostUpdate.With(relays: 6)])
        {
            var (simulator, failing) = Failing(scenario, seed, null);
            var once = Shrinker.Of(simulator).Shrink(failing);
            var again = Shrinker.Of(simulator).Shrink(once.Run.Choices);

            Assert.True(once.IsMinimal && again.IsMinimal);
            Assert.Equal(once.Run.Choices.ToArray(), again.Run.Choices.ToArray());
            Assert.Equal(once.Run.Choices.ToArray(), Shrinker.Of(simulator).Shrink(failing).Run.Choices.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_shrunk_schedule_replays_and_deviates_no_more_than_it_must(ulong seed)
    {
        var (simulator, failing) = Failing(LostUpdate.With(relays: 6), seed, "LostUpdate");

        var shrunk = Shrinker.Of(simulator).Shrink(failing);

        Assert.True(simulator.Replay(shrunk.Run.Choices).Outcome.IsFailure);
        var deviations = shrunk.Run.Choices.ToArray().Count(choice => choice.Value != 0);
        Assert.Equal(0, FailuresWithin(deviations - 1));
        Assert.NotEqual(0, FailuresWithin(deviations));

        static long FailuresWithin(int deviations) => new Explorer(
            LostUpdate.With(relays: 6), new SimulationOptions(),
            new ExplorationOptions
            {
                Seed = 1,
                Schedules = 100_000,
                Strategy = () => new ExhaustiveStrategy(maxDeviations: deviations),
            }).Run().Counts.Failures;
    }

    [Fact]
    public void It_stops_after_its_number_of_runs_and_says_so()
    {
        var (simulator, failing) = Failing(Operations, 1, "ReadAfterUnmap");
        var runs = 0;
        var shrunk = new Shrinker(
            choices =>
            {
                runs++;
                return simulator.Guide(choices);
            },
            maxRuns: 7).Shrink(failing);

        Assert.Equal((7, 7, false), (runs, shrunk.Runs, shrunk.IsMinimal));
        Assert.True(shrunk.Run.Outcome.IsFailure);
    }

    [Fact]
    public void What_does_not_fail_cannot_be_shrunk() =>
        Assert.Throws<ArgumentException>(() => Shrinker.Of(new Simulator(Operations)).Shrink(default));

    private static (Simulator Simulator, ReadOnlyMemory<Choice> Failing) Failing(ToyScenario scenario, ulong seed, string? failure)
    {
        var found = new Explorer(
            scenario, new SimulationOptions(),
            new ExplorationOptions { Seed = seed, Schedules = 2_000, MaxFailures = 40, Strategy = () => new RandomStrategy() }).Run();
        var first = found.Failures.First(one => failure is null || one.Result.Outcome.FailureClass == failure);
        return (new Simulator(scenario), first.Choices);
    }
}
