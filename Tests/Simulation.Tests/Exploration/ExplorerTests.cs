using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Exploration;

public sealed class ExplorerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void The_number_of_jobs_changes_nothing(int maxFailures)
    {
        var one = Explore(jobs: 1, maxFailures);
        foreach (var jobs in (int[])[2, 3, 7])
        {
            var other = Explore(jobs, maxFailures);
            Assert.Equal((one.Counts, one.Unseed), (other.Counts, other.Unseed));
            Assert.Equal(one.Failures.Select(Describe), other.Failures.Select(Describe));
        }

        static ExplorationResult Explore(int jobs, int maxFailures) =>
            Run(LostUpdate.With(relays: 4), new() { Seed = 2, Schedules = 500, Jobs = jobs, MaxFailures = maxFailures });

        static string Describe(FailedSchedule one) => $"{one.Schedule} {one.Result} {string.Join(' ', one.Choices.ToArray())}";
    }

    [Fact]
    public void A_failed_schedule_can_be_run_by_its_number_and_by_its_trace()
    {
        var found = Run(LostUpdate.With(relays: 4), new() { Seed = 2, Schedules = 500 }).Failures.Single();
        var simulator = new Simulator(LostUpdate.With(relays: 4));

        Assert.Equal(found.Result.Unseed, simulator.Replay(found.Choices).Unseed);
        var alone = Run(LostUpdate.With(relays: 4), new() { Seed = 2, First = found.Schedule, Schedules = 1 });
        Assert.Equal(found.Result, alone.Failures.Single().Result);
    }

    [Fact]
    public void Progress_counts_up_to_the_result()
    {
        var counts = new List<long>();
        var result = new Explorer(Chatter.Scenario, Chatter.Options, new() { Seed = 1, Schedules = 200, Jobs = 2 })
            .Run(progress => counts.Add(progress.Schedules));

        Assert.Equal(counts.Order(), counts);
        Assert.Equal((200, 200), (counts[^1], result.Counts.Schedules));
    }

    [Fact]
    public void A_cancelled_exploration_counts_what_it_did()
    {
        using var cancellation = new CancellationTokenSource();
        var result = new Explorer(Chatter.Scenario, Chatter.Options, new() { Seed = 1, Schedules = long.MaxValue, Jobs = 2 })
            .Run(progress => cancellation.Cancel(), cancellation.Token);

        Assert.True(result.IsCancelled);
        Assert.InRange(result.Counts.Schedules, 1, 1_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_is_that_of_the_first_schedule_that_has_one(int jobs)
    {
        var scenario = new ToyScenario("throwing", context => context.Draw(20) == 19
            ? throw new InvalidOperationException("thrown")
            : (_, _) => RunOutcome.Valid(0));

        var error = Assert.Throws<InvalidOperationException>(
            () => Run(scenario, new() { Seed = 8, Schedules = 1_000, Jobs = jobs }));

        Assert.Equal(("thrown", (long)FirstDrawOf19(8)), (error.Message, error.Data[Explorer.ScheduleKey]));

        static int FirstDrawOf19(ulong seed) =>
            Enumerable.Range(0, 1_000).First(i => new Prng(Prng.Fork(Prng.Fork(seed, "schedule", i), "workload")).Below(20) == 19);
    }

    [Fact]
    public void A_sequential_strategy_begins_at_its_beginning() => Assert.Throws<ArgumentException>(
        () => Run(Chatter.Scenario, new() { Seed = 1, Schedules = 1, First = 1, Strategy = () => new ExhaustiveStrategy() }));

    [Fact]
    public void A_run_in_phases_goes_on_when_all_is_quiet()
    {
        var phases = new List<int>();

        var result = new Simulator(new Phased(phases)).Run(new CalmStrategy(), seed: 1);

        Assert.Equal([1, 2, 3], phases);
        Assert.Equal(RunEnd.Quiet, result.End);
    }

    private static ExplorationResult Run(ISimulatedScenario scenario, ExplorationOptions options) =>
        new Explorer(scenario, new SimulationOptions(), options).Run();

    private sealed class Phased(List<int> phases) : ISimulatedScenario
    {
        public string Name => "phased";

        public ulong Hash => StableHash.Start.Value;

        public ISimulatedRun Start(SimulationContext context) => new InPhases(phases);

        private sealed class InPhases(List<int> phases) : ISimulatedRun
        {
            public bool OnQuiet(SimulationContext context)
            {
                phases.Add(phases.Count + 1);
                return phases.Count < 3;
            }

            public RunOutcome Judge(SimulationContext context, RunEnd end) => RunOutcome.Valid(0);
        }
    }
}
