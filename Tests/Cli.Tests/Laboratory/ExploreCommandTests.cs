using System.Text.Json.Nodes;
using System.Xml.Linq;
using ActorIommu.Cli.Output;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>From a scenario to a folder, and from the folder to the same run again.</summary>
public sealed class ExploreCommandTests
{
    private static readonly string[] FileNames =
        ["choices.trace", "history.jsonl", "history.txt", "repro.txt", "result.json", "trace.txt"];

    private static readonly string Unmap = LaboratoryCli.ScenarioOf("unmap-vs-dma");

    [Fact]
    public async Task A_planted_bug_is_found_replayed_to_the_byte_and_shrunk()
    {
        using var folder = new TemporaryFolder();
        using var explore = new LaboratoryCli();
        Assert.Equal(
            ExitCode.Mismatch,
            await explore.RunAsync("explore", Unmap, "--bug", "UnmapStride", "--seeds", "2000", "--out", folder.Path, "--json"));
        var failure = explore.Result["failures"]![0]!;
        var found = (string)failure["folder"]!;
        Assert.Equal(FileNames, Directory.GetFiles(found).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        using var replay = new LaboratoryCli();
        var again = Path.Combine(folder.Path, "again");
        Assert.Equal(ExitCode.Mismatch, await replay.RunAsync("replay", Path.Combine(found, "choices.trace"), "--out", again));
        foreach (var name in FileNames.Except(["repro.txt"]))
            Assert.Equal(File.ReadAllBytes(Path.Combine(found, name)), File.ReadAllBytes(Path.Combine(again, name)));
        Assert.Contains("But", replay.Out, StringComparison.Ordinal);

        using var shrink = new LaboratoryCli();
        Assert.Equal(ExitCode.Mismatch, await shrink.RunAsync("shrink", Path.Combine(found, "choices.trace"), "--json"));
        Assert.Equal((string?)failure["failureClass"], (string?)shrink.Result["failureClass"]);
        Assert.True((int)shrink.Result["deviations"]! < (int)failure["deviations"]!, shrink.Out);
        Assert.True((int)shrink.Result["operations"]! < (int)failure["operations"]!, shrink.Out);
    }

    [Fact]
    public async Task Seed_commit_scenario_and_command_come_first_and_last()
    {
        using var cli = new LaboratoryCli();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("explore", Unmap, "--seeds", "20", "--seed", "7"));

        var lines = cli.Out.TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToArray();
        Assert.StartsWith("explore unmap-vs-dma  seed 7  strategy portfolio  bugs -  commit ", lines[0], StringComparison.Ordinal);
        Assert.Equal("again: actoriommu explore config/scenarios/unmap-vs-dma.yaml --seed 7 --seeds 20", lines[1]);
        Assert.Equal([lines[0], lines[1]], lines[^2..]);
        Assert.Contains("valid: 20 schedules, 0 failures", cli.Out, StringComparison.Ordinal);
        Assert.Empty(cli.Error);
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("shrink")]
    public async Task They_come_first_and_last_for_a_trace_too(string command)
    {
        using var folder = new TemporaryFolder();
        using var cli = new LaboratoryCli();
        const string Trace = "Tests/Corpus/traces/GatherEmpty.trace";
        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync(command, Trace, "--out", folder.Path));
        var lines = cli.Out.TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToArray();
        Assert.Matches($"^{command} unmap-vs-dma  seed [0-9]+  schedule [0-9]+  strategy .*  bugs GatherEmpty  commit ", lines[0]);
        Assert.Equal($"again: actoriommu {command} {Trace}", lines[1]);
        Assert.Equal([lines[0], lines[1]], lines[^2..]);
    }

    [Fact]
    public async Task What_comes_out_does_not_depend_on_the_number_of_jobs()
    {
        Assert.Equal(await UnseedAsync("1"), await UnseedAsync("3"));
        Assert.NotEqual(await UnseedAsync("1"), await UnseedAsync("1", "--seed", "2"));

        static async Task<string> UnseedAsync(string jobs, params string[] more)
        {
            using var cli = new LaboratoryCli();
            Assert.Equal(ExitCode.AllEqual, await cli.RunAsync(["explore", Unmap, "--seeds", "40", "--jobs", jobs, "--json", .. more]));
            return (string)cli.Result["unseed"]!;
        }
    }

    [Fact]
    public async Task A_determined_scenario_passes_the_check_and_one_that_is_not_ends_with_4()
    {
        using var determined = new LaboratoryCli();
        Assert.Equal(ExitCode.AllEqual, await determined.RunAsync("explore", Unmap, "--seeds", "12", "--check-determinism"));

        using var canary = new LaboratoryCli();
        Assert.Equal(ExitCode.NotReproduced, await canary.RunAsync("explore", Unmap, "--seeds", "12", "--check-determinism", "--canary"));
        Assert.Contains("Two runs of one schedule", canary.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_fails_cannot_be_written_down_and_ends_with_4()
    {
        using var folder = new TemporaryFolder();
        using var canary = new LaboratoryCli();
        Assert.Equal(
            ExitCode.NotReproduced,
            await canary.RunAsync("explore", Unmap, "--seeds", "50", "--bug", "GatherEmpty", "--canary", "--out", folder.Path));
    }

    [Fact]
    public async Task A_failure_of_progress_ends_with_5()
    {
        using var folder = new TemporaryFolder();
        using var cli = new LaboratoryCli();
        Assert.Equal(
            ExitCode.NoProgress,
            await cli.RunAsync(
                "explore", LaboratoryCli.ScenarioOf("many-producers"), "--bug", "WrapBitDropped", "--seeds", "500", "--out", folder.Path));
    }

    [Fact]
    public async Task A_sweep_tries_every_place_of_a_fault()
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(
            ExitCode.AllEqual,
            await cli.RunAsync("sweep", LaboratoryCli.ScenarioOf("crashing-parts"), "--seed", "3", "--seeds", "2000", "--json"));
        Assert.True((bool)cli.Result["isExhausted"]!, cli.Out);
        Assert.InRange((long)cli.Result["schedules"]!, 20, 1999);

        using var none = new LaboratoryCli();
        Assert.Equal(ExitCode.InvalidInput, await none.RunAsync("sweep", Unmap));
        Assert.Contains("a sweep needs a scenario with faults", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JUnit_has_the_failure()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "junit.xml");
        using var cli = new LaboratoryCli();
        await cli.RunAsync("explore", Unmap, "--bug", "GatherEmpty", "--seeds", "50", "--out", folder.Path, "--junit", file);
        Assert.Equal("T6", (string?)Assert.Single(XDocument.Load(file).Descendants("failure")).Attribute("type"));
    }

    [Fact]
    public async Task Several_scenarios_make_a_table_and_the_worst_decides()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Add("page.md", "before\n<!-- actoriommu explore --write: begin -->\nold\n<!-- end -->\nafter\n");
        using var cli = new LaboratoryCli();
        var junit = Path.Combine(folder.Path, "junit.xml");
        Assert.Equal(
            ExitCode.Mismatch,
            await cli.RunAsync(
                "explore", Unmap, LaboratoryCli.ScenarioOf("lazy-unmap"), "--bug", "GatherEmpty", "--seeds", "20", "--out", folder.Path,
                "--write", file, "--junit", junit));
        var page = await File.ReadAllTextAsync(file);
        Assert.Matches("begin -->\n[|] scenario [^Z]*[|] unmap-vs-dma [|] [0-9]+ [|] 1 [^Z]*[|] lazy-unmap [|]", page);
        Assert.Matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}, commit .*, seed 1, strategy portfolio, 1 jobs on [0-9]+ processors", page);
        Assert.EndsWith("<!-- end -->\nafter\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("old", page, StringComparison.Ordinal);
        Assert.Equal(2, XDocument.Load(junit).Descendants("testcase").Count());
    }

    [Fact]
    public async Task A_folder_stands_for_its_scenarios_of_kind_simulation()
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("explore", "config/scenarios", "--seeds", "2", "--json"));
        var names = JsonNode.Parse(cli.Out)!["results"]!.AsArray().Select(result => (string)result!["scenario"]!);
        Assert.Equal(ScenarioTests.Simulated.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));

        using var none = new LaboratoryCli();
        Assert.Equal(ExitCode.InvalidInput, await none.RunAsync("explore", "docs"));
        Assert.Contains("no scenario of kind 'simulation'", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_cannot_tell_ends_with_3()
    {
        using var cli = new LaboratoryCli { Judge = () => new FixedJudge(new HistoryJudgement(RunVerdict.Unknown, [], "too long")) };
        Assert.Equal(ExitCode.Unknown, await cli.RunAsync("explore", Unmap, "--seeds", "3"));
        Assert.Contains("unknown: 3 schedules, 0 failures, 3 unknown", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_of_ours_ends_with_70_and_names_the_schedule()
    {
        using var cli = new LaboratoryCli { Judge = () => throw new InvalidOperationException("no judge") };
        Assert.Equal(ExitCode.InternalError, await cli.RunAsync("explore", Unmap, "--seeds", "3"));
        Assert.Contains("internal error: InvalidOperationException: no judge", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_with_130()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var cli = new LaboratoryCli { Cancellation = cancellation.Token };
        Assert.Equal(ExitCode.Cancelled, await cli.RunAsync("explore", Unmap));
    }

    [Theory]
    [InlineData("0.1.0+106f1c347d950518cbbde5523f93e6f27aa321a9", 0x106f1c347d950518UL)]
    [InlineData("0.1.0", null)]
    [InlineData("0.1.0+dirty", null)]
    [InlineData("106f1c347d950518cbbde552", null)]
    public void The_commit_is_a_seed(string version, ulong? seed) => Assert.Equal(seed, VersionText.SeedOf(version));

    [Theory]
    [InlineData("there is no such file", "explore", "config/scenarios/nowhere.yaml")]
    [InlineData("only scenarios of kind 'simulation'", "explore", "config/scenarios/linux-6.12-boot.yaml")]
    [InlineData("AIO0205", "replay", "nowhere.trace")]
    [InlineData("README.md(1,1): error AIO0206", "replay", "README.md")]
    [InlineData("--bug is one of", "explore", "config/scenarios/unmap-vs-dma.yaml", "--bug", "NoSuch")]
    [InlineData("--bug is one of", "explore", "config/scenarios/unmap-vs-dma.yaml", "--bug", "7")]
    [InlineData("--strategy is one of", "explore", "config/scenarios/unmap-vs-dma.yaml", "--strategy", "pct")]
    [InlineData("--time is a number", "explore", "config/scenarios/unmap-vs-dma.yaml", "--time", "fast")]
    [InlineData("--seed is a number or 'commit'", "explore", "config/scenarios/unmap-vs-dma.yaml", "--seed", "later")]
    [InlineData("--seeds is a number from 1", "explore", "config/scenarios/unmap-vs-dma.yaml", "--seeds", "0")]
    public async Task Invalid_input_ends_with_2_and_a_reason(string reason, params string[] arguments)
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync(arguments));
        Assert.Contains(reason, cli.Error, StringComparison.Ordinal);
    }

    private sealed class FixedJudge(HistoryJudgement judgement) : IHistoryJudge
    {
        public HistoryJudgement Judge(IReadOnlyList<StampedEvent> history, bool isConcurrent) => judgement;
    }
}
