using System.Text.Json.Nodes;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

public sealed class JsonTests
{
    [Fact]
    public async Task An_equal_run_is_one_object_with_a_schema_tag()
    {
        using var cli = new CliHarness();
        cli.Replayer.During = (_, _) => cli.Time.Advance(TimeSpan.FromMilliseconds(12.5));

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", CliHarness.Scenario612, CliHarness.Scenario72, "--json"));

        Assert.Equal("actoriommu.run/v1", (string?)cli.Json["schema"]);
        Assert.Equal(0, (int)cli.Json["exitCode"]!);
        Assert.Empty(cli.Json["errors"]!.AsArray());
        var runs = cli.Json["runs"]!.AsArray();
        Assert.Equal(2, runs.Count);
        var expected = JsonNode.Parse(
            """
            {
              "kind": "capture", "name": "linux-6.12-boot", "scenario": "config/scenarios/linux-6.12-boot.yaml",
              "capture": "../../Tests/Corpus/linux-6.12-4k-strict.smcap.gz",
              "engine": "actors", "broken": [], "allEqual": true, "records": 25753,
              "translations": { "equal": 13593, "total": 13593 }, "events": { "equal": 39, "total": 39 },
              "registerReads": { "equal": 1564, "total": 1564 }, "interrupts": { "equal": 24, "total": 24 }, "interruptsNotRequired": 15,
              "mismatchTotal": 0, "missedExpectations": [], "firstMismatch": null, "elapsedMilliseconds": 12.5
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, runs[0]), runs[0]!.ToJsonString());
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task A_difference_has_all_its_parts()
    {
        using var cli = new CliHarness();
        cli.ReportMismatch();

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("capture", CliHarness.Capture612, "--break", "tlbi", "--json"));

        var run = cli.Json["runs"]![0]!;
        Assert.Equal("tlbi", (string?)run["broken"]![0]);
        Assert.Null(run["scenario"]);
        Assert.False((bool)run["allEqual"]!);
        Assert.Equal(6_590, (int)run["mismatchTotal"]!);
        var expected = JsonNode.Parse(
            """
            {
              "record": 1234, "byteOffset": 45678, "what": "translation", "stream": 24, "iova": "0xffffe010",
              "expected": "PA 0x41230010", "got": "PA 0x41240010 [stale]", "walk": ["STE 0x18: stage 1", "IOTLB hit: asid 7"]
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, run["firstMismatch"]), run["firstMismatch"]!.ToJsonString());
    }

    [Fact]
    public async Task Invalid_input_is_in_the_object_too()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var empty = folder.Add("empty.smcap", "");

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capture", empty, "--json"));

        var error = Assert.Single(cli.Json["errors"]!.AsArray())!;
        Assert.Equal(("AIO0201", 0), ((string?)error["code"], (int)error["byteOffset"]!));
        Assert.Equal(2, (int)cli.Json["exitCode"]!);
        Assert.Empty(cli.Json["runs"]!.AsArray());
        Assert.Contains("AIO0201", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Color_and_progress_stay_out_of_it()
    {
        using var cli = new CliHarness();
        cli.Environment = cli.Environment with { OutIsTerminal = true, ErrorIsTerminal = true };

        await cli.RunAsync("run", CliHarness.Scenario612, "--json", "--color", "always");

        Assert.Equal("actoriommu.run/v1", (string?)cli.Json["schema"]);
        Assert.DoesNotContain("\e", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_an_object_as_well()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("list", "--json"));

        Assert.Equal("actoriommu.list/v1", (string?)cli.Json["schema"]);
        Assert.Contains(
            cli.Json["scenarios"]!.AsArray(),
            one => (string?)one!["name"] == "linux-6.12-boot" && (string?)one["kind"] == "capture");
        Assert.Equal(
            Directory.GetFiles(Repository.PathOf("config", "scenarios"), "*.yaml", SearchOption.AllDirectories).Length,
            cli.Json["scenarios"]!.AsArray().Count);
    }
}
