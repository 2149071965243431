using ActorIommu.Cli.Laboratory;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Simulation.Shrinking;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>A slice of the schedules of each scenario: no false alarm, and no bug unnoticed.</summary>
public sealed class ScenarioTests
{
    private const int Slice = 200;

    public static IEnumerable<string> Simulated { get; } =
        Directory.GetFiles(Repository.PathOf("config", "scenarios"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => Load(name).Kind == ScenarioKind.Simulation).Order(StringComparer.Ordinal).ToList();

    public static TheoryData<string> Names => [.. Simulated];

    public static TheoryData<string, string> Bugs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (bug, scenario) in BugTable.Pairs) data.Add($"--bug {bug}", scenario);
            foreach (var one in BugTable.Quirks) data.Add($"--quirk {one.Quirk}", one.Scenario);
            return data;
        }
    }

    public static TheoryData<string> Traces =>
        [.. Directory.GetFiles(Repository.PathOf("Tests", "Corpus", "traces"), "*.trace").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_defects_nothing_is_objected_to(string name)
    {
        var scenario = new MachineScenario(Load(name), [], () => new CheckerJudge());

        var result = new Explorer(scenario, scenario.Options, new ExplorationOptions { Seed = 20_261_120, Schedules = Slice }).Run();

        var failures = string.Join('\n', result.Failures.Select(one => $"schedule {one.Schedule}: {one.Result.Outcome}"));
        Assert.True(result.Failures.IsEmpty, failures);
        Assert.Equal((Slice, 0), (result.Counts.Schedules, result.Counts.Unknown));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_scenario_reaches_memory_and_is_refused(string name)
    {
        var (reached, refused, operations) = (0L, 0L, 0L);
        var scenario = new MachineScenario(Load(name), [], () => new CheckerJudge())
        {
            OnJudged = run => (reached, refused, operations) = (reached + run.Reached, refused + run.Refused, operations + run.Operations),
        };
        var simulator = new Simulator(scenario, scenario.Options);
        for (var schedule = 0; schedule < 40; schedule++) simulator.Run(StrategyName.Default.Create(), 5, schedule);

        // A scenario in which nothing gets through, or nothing is refused, would be valid for nothing.
        Assert.True(operations > 40 && reached + refused > 0, $"{operations} operations, {reached} reached, {refused} refused");
        if (name is not "many-producers" and not "reset-under-traffic") Assert.True(refused > 0, "nothing was refused");
        if (name != "event-overflow") Assert.True(reached > 0, "nothing was reached");
    }

    [Theory]
    [InlineData("event-overflow", Freedom.EventMerge)]
    [InlineData("reset-under-traffic", Freedom.LateAcknowledge)]
    [InlineData("unmap-vs-dma", Freedom.SlowRead)]
    public void Hardware_takes_the_liberty_in_the_scenario_that_is_about_it(string name, Freedom freedom)
    {
        var (taken, merged) = (0, 0);
        var scenario = new MachineScenario(Load(name), [], () => new CheckerJudge())
        {
            OnJudged = run => merged += run.History.Count(stamped => stamped.Event is EventMerged),
        };
        var simulator = new Simulator(scenario, scenario.Options);
        for (var schedule = 0; schedule < 60; schedule++)
        {
            simulator.Run(StrategyName.Default.Create(), 5, schedule);
            foreach (var choice in simulator.LastChoices().Span)
            {
                if (choice.Site == ChoiceSite.Of(freedom) && choice.Value != 0) taken++;
            }
        }

        Assert.True(taken > 0, $"{freedom} was never taken");
        // The history says it, once for each; nothing else merges.
        Assert.Equal(freedom == Freedom.EventMerge ? taken : 0, merged);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schedule_after_others_is_what_it_is_alone(string name)
    {
        var scenario = new MachineScenario(Load(name), [], () => new CheckerJudge());
        var simulator = new Simulator(scenario, scenario.Options);
        var (first, others) = (simulator.Run(StrategyName.Default.Create(), 5, 7), new HashSet<ulong>());
        for (var schedule = 0; schedule < 7; schedule++) others.Add(simulator.Run(StrategyName.Default.Create(), 5, schedule).Unseed);

        // Memory and judges are used again; nothing of the others may be left in them.
        Assert.Equal(first, simulator.Run(StrategyName.Default.Create(), 5, 7));
        Assert.DoesNotContain(first.Unseed, others);
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_defect_is_found(string defect, string name)
    {
        using var folder = new TemporaryFolder();
        using var cli = new LaboratoryCli();
        var exitCode = await cli.RunAsync(
            ["explore", LaboratoryCli.ScenarioOf(name), .. defect.Split(' '), "--seed", "1", "--seeds", "10000", "--out", folder.Path]);
        Assert.True(exitCode is ExitCode.Mismatch or ExitCode.NoProgress, $"exit {exitCode}\n{cli.Out}{cli.Error}");
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public async Task A_shrunk_trace_of_the_corpus_fails_as_it_did(string file)
    {
        using var cli = new LaboratoryCli();
        var exitCode = await cli.RunAsync("replay", $"Tests/Corpus/traces/{file}", "--json");
        Assert.True(exitCode is ExitCode.Mismatch or ExitCode.NoProgress, $"exit {exitCode}\n{cli.Out}{cli.Error}");
        Assert.Equal(Path.GetFileNameWithoutExtension(file), (string?)cli.Result["bugs"]![0]);
    }

    // That nothing at all is smaller is asked of each row of the table, with many more runs.
    [Theory]
    [MemberData(nameof(Traces))]
    public void A_shrunk_trace_of_the_corpus_does_not_shrink_any_more(string file)
    {
        var environment = new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, WorkingDirectory = Repository.Root };
        var (trace, loaded) = new SimulationLoader(environment, Composition.OfProcess()).LoadTrace($"Tests/Corpus/traces/{file}", null);
        var simulator = new Simulator(loaded.Scenario, loaded.Scenario.Options);
        var again = Shrinker.Of(simulator, maxRuns: 200).Shrink(trace.Choices);
        Assert.Equal(trace.Choices.ToArray(), again.Run.Choices.ToArray());
    }

    [Fact]
    public void Every_defect_that_the_table_looks_for_has_a_trace() =>
        Assert.Equal(
            BugTable.Pairs.Select(pair => $"{pair.Bug}.trace").Concat(BugTable.Quirks.Select(one => $"{one.Quirk}.trace"))
                .Order(StringComparer.Ordinal),
            Directory.GetFiles(Repository.PathOf("Tests", "Corpus", "traces")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static Scenario Load(string name) => ScenarioReader.Load(LaboratoryCli.ScenarioOf(name), Repository.Root);
}
