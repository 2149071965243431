using System.Text.Json.Nodes;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>
/// <c>run --concurrent</c>: the same scenarios on real threads. Nothing here waits for a time: tests end with a number of rounds, and the
/// watch over a round is tried with a clock whose timers are due at once.
/// </summary>
public sealed class ConcurrentTests
{
    private static readonly string[] FileNames = ["history.jsonl", "history.txt", "repro.txt", "result.json"];

    private static readonly string Unmap = LaboratoryCli.ScenarioOf("unmap-vs-dma");

    public static TheoryData<string> Names => ScenarioTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Without_defects_nothing_is_objected_to(string name)
    {
        using var folder = new TemporaryFolder();
        using var cli = new LaboratoryCli();
        var exitCode = await RunAsync(cli, LaboratoryCli.ScenarioOf(name), "--rounds", "12", "--json", "--out", folder.Path);
        Assert.True(exitCode == ExitCode.AllEqual, cli.Out + cli.Error);
        var run = RunOf(cli);
        Assert.Equal((12, 0), ((int)run["rounds"]!, (int)run["unknown"]!));
        Assert.True((int)run["operations"]! > 12 && (int)run["dmas"]! > 12, cli.Out);
    }

    // The number of rounds is a bound: the first failure ends it. Most take a few.
    [Theory]
    [InlineData("GatherEmpty", "unmap-vs-dma", "T2")]
    [InlineData("UnmapStride", "unmap-vs-dma", "T2")]
    [InlineData("KernelPtNoFlush", "table-reuse", "I1")]
    [InlineData("KdumpResetBypass", "reset-under-traffic", "I7")]
    [InlineData("BaseMisaligned", "many-producers", "SetUp")]
    public async Task A_defect_is_found_by_what_intervals_prove(string bug, string name, string failureClass)
    {
        using var folder = new TemporaryFolder();
        using var cli = new LaboratoryCli();
        var exitCode = await RunAsync(
            cli, LaboratoryCli.ScenarioOf(name), "--rounds", "4000", "--bug", bug, "--json", "--out", folder.Path);
        Assert.True(exitCode == ExitCode.Mismatch, cli.Out + cli.Error);
        var failure = RunOf(cli)["failure"]!;
        Assert.Equal(failureClass, (string?)failure["failureClass"]);
        var files = Directory.GetFiles((string)failure["folder"]!).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(FileNames, files);
    }

    [Fact]
    public async Task Seed_commit_scenario_and_command_come_first_and_last()
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.AllEqual, await RunAsync(cli, Unmap, "--rounds", "2", "--seed", "7"));
        var lines = cli.Out.TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToArray();
        Assert.StartsWith("run --concurrent unmap-vs-dma  seed 7  bugs -  commit ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"again: actoriommu run {Unmap} --concurrent --for 3600s --rounds 2 --seed 7", lines[1]);
        Assert.Equal([lines[0], lines[1]], lines[^2..]);
        Assert.Contains("valid: 2 rounds on ", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rounds_begin_as_long_as_there_is_time()
    {
        using var cli = new LaboratoryCli { Time = new SecondsPerLook() };
        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", Unmap, "--concurrent", "--for", "10s", "--json"));
        Assert.InRange((int)RunOf(cli)["rounds"]!, 1, 10);
    }

    [Fact]
    public async Task A_round_that_is_given_up_makes_no_progress()
    {
        using var folder = new TemporaryFolder();
        using var cli = new LaboratoryCli { Time = new TimersDueAtOnce() };
        Assert.Equal(ExitCode.NoProgress, await RunAsync(cli, Unmap, "--out", folder.Path));
        Assert.Contains("INVALID Progress", cli.Out, StringComparison.Ordinal);
        Assert.Contains("did not come to rest", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_130()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var cli = new LaboratoryCli { Cancellation = cancellation.Token };
        Assert.Equal(ExitCode.Cancelled, await RunAsync(cli, Unmap));
    }

    [Theory]
    [InlineData("--concurrent is for scenarios of kind 'simulation'", "config/scenarios/linux-6.12-boot.yaml", "--concurrent")]
    [InlineData("--for does not go without --concurrent", "config/scenarios/unmap-vs-dma.yaml", "--for", "3s")]
    [InlineData("--strategy does not go with --concurrent", "config/scenarios/unmap-vs-dma.yaml", "--concurrent", "--strategy", "random")]
    [InlineData("--rounds is a number from 1", "config/scenarios/unmap-vs-dma.yaml", "--concurrent", "--rounds", "0")]
    public async Task What_does_not_fit_ends_with_2(string reason, params string[] arguments)
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync(["run", .. arguments]));
        Assert.Contains(reason, cli.Error, StringComparison.Ordinal);
    }

    private static Task<int> RunAsync(LaboratoryCli cli, string scenario, params string[] more) =>
        cli.RunAsync(["run", scenario, "--concurrent", "--for", "1h", .. more]);

    private static JsonNode RunOf(LaboratoryCli cli) => JsonNode.Parse(cli.Out)!["runs"]![0]!;

    /// <summary>A second passes with each look at the clock; timers take their time.</summary>
    private sealed class SecondsPerLook : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }

    /// <summary>No patience at all.</summary>
    private sealed class TimersDueAtOnce : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return new Never();
        }

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
