using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

public sealed class RunCommandTests
{
    [Fact]
    public async Task An_equal_replay_is_reported_with_its_counts_and_ends_0()
    {
        using var cli = new CliHarness();
        cli.Replayer.During = (_, _) => cli.Time.Advance(TimeSpan.FromMilliseconds(1_234));

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", CliHarness.Scenario612));

        Assert.Contains("linux-6.12-boot: linux-6.12-4k-strict.smcap.gz through the actors", cli.Out, StringComparison.Ordinal);
        Assert.Matches("translations +13,593 of 13,593 +equal", cli.Out);
        Assert.Matches(@"event records \(32 bytes\) +39 of 39 +equal", cli.Out);
        Assert.Matches("register reads +1,564 of 1,564 +equal", cli.Out);
        Assert.Matches("interrupts +24 of 24 +equal", cli.Out);
        Assert.Contains("all answers equal (25,753 records in 1.234 s)", cli.Out, StringComparison.Ordinal);
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task A_scenario_replays_through_the_actors_unbroken_and_with_its_tlb()
    {
        using var cli = new CliHarness();
        await cli.RunAsync("run", CliHarness.Scenario612);

        Assert.Equal([ReplayEngine.Actors], cli.Replayer.Engines);
        var options = Assert.Single(cli.Replayer.Calls);
        Assert.Empty(options.Break);
        Assert.Null(options.TlbEntries);
    }

    [Fact]
    public async Task The_size_of_the_tlb_comes_from_the_scenario()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var text = File.ReadAllText(Repository.PathOf(CliHarness.Scenario612))
            .Replace("unbounded", "16", StringComparison.Ordinal)
            .Replace("../..", Repository.Root, StringComparison.Ordinal);

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", folder.Add("small.yaml", text)));
        Assert.Equal(16, cli.Replayer.Calls[0].TlbEntries);
    }

    [Fact]
    public async Task A_difference_is_explained_and_ends_1()
    {
        using var cli = new CliHarness();
        cli.ReportMismatch();

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("run", CliHarness.Scenario612));

        Assert.Matches("translations +7,003 of 13,593 +6,590 differ", cli.Out);
        Assert.Contains("6,590 wrong answers", cli.Out, StringComparison.Ordinal);
        Assert.Contains(
            """
            first difference: record 1,234, byte 45,678, a translation
              stream    0x18
              iova      0xffffe010
              expected  PA 0x41230010
              got       PA 0x41240010 [stale]
              how we came to it
                STE 0x18: stage 1
                IOTLB hit: asid 7
            """,
            cli.Out,
            StringComparison.Ordinal);
        Assert.DoesNotContain("all answers equal", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("translations: 13593", "translations: 13594", "the scenario expects 13,594 translations, the capture has 13,593")]
    [InlineData("events: 39", "events: 40", "the scenario expects 40 event records, the capture has 39")]
    [InlineData("registerReads: 1564", "registerReads: 0", "the scenario expects 0 register reads, the capture has 1,564")]
    [InlineData("interrupts: 24", "interrupts: 0x28", "the scenario expects 40 interrupts, the capture has 24")]
    public async Task A_capture_with_other_counts_than_expected_ends_1(string right, string wrong, string message)
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var text = File.ReadAllText(Repository.PathOf(CliHarness.Scenario612))
            .Replace(right, wrong, StringComparison.Ordinal)
            .Replace("../..", Repository.Root, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("run", folder.Add("other.yaml", text)));
        Assert.Contains(message, cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_scenarios_run_in_order_and_the_worst_decides()
    {
        using var cli = new CliHarness();
        cli.Replayer.Outcome = report => cli.Replayer.Calls.Count == 1 ? report with { MismatchTotal = 1 } : report;

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("run", CliHarness.Scenario612, CliHarness.Scenario72));

        Assert.Matches("(?s)linux-6.12-boot:.*linux-7.2-boot:", cli.Out);
        Assert.Matches("translations +14,460 of 14,460", cli.Out);
    }

    [Fact]
    public async Task A_mistake_in_any_scenario_ends_2_before_anything_runs()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var bad = folder.Add("bad.yaml", "kind: capture\nnmae: x\n");

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("run", CliHarness.Scenario612, bad, "gone.yaml"));

        Assert.Contains($"{bad}(2,1): error AIO0102: unknown key 'nmae'", cli.Error, StringComparison.Ordinal);
        Assert.Contains("gone.yaml: error AIO0100: there is no such file", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Replayer.Calls);
        Assert.Empty(cli.Out);
    }

    [Fact]
    public async Task Invalid_input_outranks_a_difference()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        cli.Replayer.Outcome = report => report with { MismatchTotal = 1 };
        folder.Add("cut.smcap", new CaptureWriter().Raw(1).ToArray());
        var scenario = folder.Add(
            "cut.yaml", "kind: capture\nname: cut\ndescription: a cut capture\nmachine: { capabilities: capture }\ncapture: cut.smcap\n");

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("run", scenario, CliHarness.Scenario612));
        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("run", CliHarness.Scenario612, scenario));
        Assert.Contains("cut.smcap: error AIO0201: byte ", cli.Error, StringComparison.Ordinal);
    }
}
