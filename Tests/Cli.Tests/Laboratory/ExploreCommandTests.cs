using System.Xml.Linq;
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

        using var canary = new LaboratoryCli { Simulated = scenario => new Canary(scenario) };
        Assert.Equal(ExitCode.NotReproduced, await canary.RunAsync("explore", Unmap, "--seeds", "12", "--check-determinism"));
        Assert.Contains("Two runs of one schedule", canary.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_fails_cannot_be_written_down_and_ends_with_4()
    {
        using var folder = new TemporaryFolder();
        using var canary = new LaboratoryCli { Simulated = scenario => new Canary(scenario) };
        Assert.Equal(
            ExitCode.NotReproduced, await canary.RunAsync("explore", Unmap, "--seeds", "50", "--bug", "GatherEmpty", "--out", folder.Path));
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

    [Theory]
    [InlineData("there is no such file", "explore", "config/scenarios/nowhere.yaml")]
    [InlineData("only scenarios of kind 'simulation'", "explore", "config/scenarios/linux-6.12-boot.yaml")]
    [InlineData("AIO0205", "replay", "nowhere.trace")]
    [InlineData("README.md(1,1): error AIO0206", "replay", "README.md")]
    [InlineData("--bug is one of", "explore", "config/scenarios/unmap-vs-dma.yaml", "--bug", "NoSuch")]
    [InlineData("--bug is one of", "explore", "config/scenarios/unmap-vs-dma.yaml", "--bug", "7")]
    [InlineData("--strategy is one of", "explore", "config/scenarios/unmap-vs-dma.yaml", "--strategy", "pct")]
    [InlineData("--time is a number", "explore", "config/scenarios/unmap-vs-dma.yaml", "--time", "fast")]
    [InlineData("--seeds is a number from 1", "explore", "config/scenarios/unmap-vs-dma.yaml", "--seeds", "0")]
    public async Task Invalid_input_ends_with_2_and_a_reason(string reason, params string[] arguments)
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync(arguments));
        Assert.Contains(reason, cli.Error, StringComparison.Ordinal);
    }

    /// <summary>A scenario whose runs depend on how many there were before.</summary>
    private sealed class Canary(MachineScenario scenario) : ISimulatedScenario
    {
        private static int _runs;

        public string Name => scenario.Name;

        public ulong Hash => scenario.Hash;

        public ISimulatedRun Start(SimulationContext context)
        {
            context.Draw(1 + Interlocked.Increment(ref _runs));
            return scenario.Start(context);
        }
    }
}
