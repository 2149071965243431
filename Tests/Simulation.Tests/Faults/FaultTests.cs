using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Faults;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Faults;

public sealed class FaultTests
{
    private const int Visits = 40;

    private static readonly SimulationOptions Options = new() { Faults = [FaultSite.PartCrash, FaultSite.SyncInterruptLost] };

    [Fact]
    public void Only_the_sites_of_the_plan_are_asked_about()
    {
        var choices = Run(new RandomStrategy(Always), 0, FaultSite.SmmuReset, out var fired);

        Assert.Empty(fired);
        Assert.Empty(choices);
    }

    [Fact]
    public void A_run_has_at_most_its_budget_of_faults()
    {
        Run(new RandomStrategy(Always with { FaultsPerRun = 5 }), 0, FaultSite.PartCrash, out var fired);

        Assert.Equal([0, 1, 2, 3, 4], fired);
    }

    [Fact]
    public void A_site_is_on_or_off_for_a_run_and_then_fires_at_some_visits()
    {
        var (runs, visits) = (0, 0);
        var odds = SiteOdds.Default with { FaultsPerRun = int.MaxValue };
        for (var schedule = 0; schedule < 400; schedule++)
        {
            Run(new RandomStrategy(odds), schedule, FaultSite.PartCrash, out var fired);
            if (fired.Count == 0) continue;
            runs++;
            visits += fired.Count;
        }

        // 1/4 of 400 runs, 1/8 of 40 visits in each.
        Assert.InRange(runs, 70, 130);
        Assert.InRange(visits, runs * 4, runs * 6);
    }

    [Fact]
    public void Faults_stop_when_they_are_told_to()
    {
        var fired = new List<int>();
        var scenario = new ToyScenario("healed", context =>
        {
            for (var i = 0; i < 10; i++)
            {
                if (i == 5) context.StopFaults();
                if (context.Faults.Fires(FaultSite.PartCrash)) fired.Add(i);
            }

            return (_, _) => RunOutcome.Valid(0);
        });
        new Simulator(scenario, Options).Run(new RandomStrategy(Always), 1);

        Assert.Equal([0, 1, 2, 3, 4], fired);
    }

    [Fact]
    public void A_sweep_fails_every_visit_once_and_ends_with_none()
    {
        var all = new List<List<int>>();
        var result = new Explorer(
            Scenario(FaultSite.PartCrash, all), Options,
            new ExplorationOptions { Seed = 1, Schedules = 1_000, Strategy = () => new FaultSweepStrategy(new CalmStrategy()) }).Run();

        Assert.True(result.IsExhausted);
        Assert.Equal(Visits + 1, result.Counts.Schedules);

        // The first is the calm run that measures.
        Assert.Equal([[], .. Enumerable.Range(0, Visits).Select(visit => (List<int>)[visit]), []], all);
    }

    private static SiteOdds Always { get; } = new() { FaultActive = Ratio.Always, FaultFires = Ratio.Always, FaultsPerRun = int.MaxValue };

    private static Choice[] Run(Strategy strategy, long schedule, FaultSite site, out List<int> fired)
    {
        var all = new List<List<int>>();
        var simulator = new Simulator(Scenario(site, all), Options);
        simulator.Run(strategy, seed: 1, schedule);
        fired = all.Single();
        return simulator.LastChoices().ToArray();
    }

    private static ToyScenario Scenario(FaultSite site, List<List<int>> all) => new("visits", context =>
    {
        var fired = new List<int>();
        all.Add(fired);
        for (var i = 0; i < Visits; i++)
        {
            if (context.Faults.Fires(site)) fired.Add(i);
        }

        return (_, _) => RunOutcome.Valid((ulong)fired.Count);
    });
}
