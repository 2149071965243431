using System.Text.RegularExpressions;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>Each fault happens in a scenario that permits it, and what a defect leads to is seen by the rule that is for it.</summary>
public sealed class FaultScenarioTests
{
    private const int Enough = 400;

    [Theory]
    [InlineData(FaultSite.StreamTableAbort, "failing-reads")]
    [InlineData(FaultSite.ContextTableAbort, "failing-reads")]
    [InlineData(FaultSite.LevelOneAbort, "failing-reads")]
    [InlineData(FaultSite.DescriptorAbort, "failing-reads")]
    [InlineData(FaultSite.CommandReadAbort, "many-producers")]
    [InlineData(FaultSite.CommandQueueStall, "many-producers")]
    [InlineData(FaultSite.CommandCorrupted, "corrupted-commands")]
    [InlineData(FaultSite.EventWriteAbort, "failing-events")]
    [InlineData(FaultSite.EventQueueFull, "failing-events")]
    [InlineData(FaultSite.SmmuReset, "failing-events")]
    [InlineData(FaultSite.SyncInterruptLost, "lost-interrupts")]
    [InlineData(FaultSite.SyncInterruptTwice, "lost-interrupts")]
    [InlineData(FaultSite.ClockJump, "lost-interrupts")]
    [InlineData(FaultSite.AtcInvalidationIgnored, "ats-timeouts")]
    [InlineData(FaultSite.PartCrash, "crashing-hosts")]
    [InlineData(FaultSite.CommandQueueStuck, "stuck-queue")]
    [InlineData(FaultSite.AnswerNotCopied, "page-table-replacement")]
    public void A_fault_happens_where_a_scenario_permits_it(FaultSite site, string name)
    {
        var isTold = false;
        var simulator = SimulatorOf(
            Load(name), [], run => isTold |= run.History.Any(one => one.Event is FaultInjected told && told.Site == site));
        var happens = Schedules(simulator).Any(
            _ => simulator.LastChoices().ToArray().Any(choice => choice.Site == ChoiceSite.Of(site) && choice.Value != 0));

        Assert.True(happens, $"{site} in {name}");
        // Time is the engine's, which tells no history.
        if (site != FaultSite.ClockJump) Assert.True(isTold, $"{site} is not told");
    }

    [Fact]
    public void Every_fault_has_a_scenario() => Assert.Equal(
        Enum.GetValues<FaultSite>(),
        typeof(FaultScenarioTests).GetMethod(nameof(A_fault_happens_where_a_scenario_permits_it))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
            .Select(data => (FaultSite)data.GetData(null!).Single()[0]).Order());

    [Fact]
    public void Parts_of_every_kind_crash_and_are_restarted()
    {
        var (crashed, restarted) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var simulator = SimulatorOf(Load("crashing-hosts"), [], run =>
        {
            crashed.UnionWith(run.History.Select(one => one.Event).OfType<PartCrashed>().Select(one => KindOf(one.Part)));
            restarted.UnionWith(run.History.Select(one => one.Event).OfType<PartRestarted>().Select(one => KindOf(one.Part)));
        });
        string[] kinds =
            ["device", "domain", "doorbell", "driver", "invalidation", "master", "smmu", "smmu-cmdq", "smmu-evtq", "smmu-priq"];
        Assert.Contains(Schedules(simulator), _ => kinds.All(restarted.Contains));
        Assert.Equal(kinds, crashed);
    }

    [Theory]
    [InlineData(Bug.SyncErrorIgnored, "ats-timeouts", "Q7")]
    [InlineData(Bug.AtcBeforeTlbi, "ats-unmap", "T8-told")]
    [InlineData(Bug.GatherEmpty, "unmap-vs-dma", "O2")]
    [InlineData(Bug.EventWrapDropped, "event-overflow", "E3")]
    public void A_defect_breaks_the_rule_that_is_for_it(Bug bug, string name, string rule)
    {
        var rules = new HashSet<string>();
        var simulator = SimulatorOf(Load(name), [bug], run => rules.UnionWith(run.Judgement.Rules));

        Assert.Contains(Schedules(simulator), _ => rules.Contains(rule));
    }

    [Fact]
    public void Control_a_reset_while_others_issue_commands_releases_a_queue_that_is_in_use()
    {
        var scenario = Load("reset-under-traffic");
        var simulation = scenario.Simulation!;
        var careless = new WorkloadSettings { Kind = WorkloadKind.MapUnmap, Operations = 6 };
        var rules = new HashSet<string>();
        var simulator = SimulatorOf(
            scenario with { Simulation = simulation with { Workloads = [.. simulation.Workloads, careless] } }, [],
            run => rules.UnionWith(run.Judgement.Rules));

        Assert.Contains(Schedules(simulator), _ => rules.Contains("Q8"));
    }

    // InvalidationActors have names that the system makes.
    private static string KindOf(string part) => part[0] == '$' ? "invalidation" : Regex.Replace(part, "[0-9]+", "");

    private static IEnumerable<int> Schedules(Simulator simulator)
    {
        for (var schedule = 0; schedule < Enough; schedule++)
        {
            simulator.Run(StrategyName.Default.Create(), 7, schedule);
            yield return schedule;
        }
    }

    private static Simulator SimulatorOf(Scenario scenario, Bug[] bugs, Action<MachineRunReport> onJudged)
    {
        var simulated = new MachineScenario(scenario, [.. bugs], () => new CheckerJudge()) { OnJudged = onJudged };
        return new Simulator(simulated, simulated.Options);
    }

    private static Scenario Load(string name) => ScenarioReader.Load(LaboratoryCli.ScenarioOf(name), Repository.Root);
}
