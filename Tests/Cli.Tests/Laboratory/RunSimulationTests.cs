using System.Text.Json.Nodes;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary><c>run</c> with scenarios of kind 'simulation': one run, told as its clients saw it.</summary>
public sealed class RunSimulationTests
{
    private const string Unmap = "config/scenarios/unmap-vs-dma.yaml";

    [Fact]
    public async Task A_run_tells_each_operation_and_each_dma_and_how_it_ended()
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", Unmap, "--seed", "3"));
        Assert.Matches(@"\d+\.\.\d+ +unmap\(domain0, 0x[0-9a-f]+\.\.0x[0-9a-f]+\) by op#\d+: done", cli.Out);
        Assert.Matches(@"\d+\.\.\d+ +dma#\d+ (reads|writes) 0x[0-9a-f]+ as stream 0x1 of smmu[01]: reached 0x8", cli.Out);
        Assert.Contains($"repro: actoriommu run {Unmap} --seed 3", cli.Out, StringComparison.Ordinal);
        Assert.Contains("VALID", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_tells_the_same_and_another_one_does_not()
    {
        Assert.Equal(await Story("3"), await Story("3"));
        Assert.NotEqual(await Story("3"), await Story("4"));

        static async Task<string> Story(string seed)
        {
            using var cli = new LaboratoryCli();
            await cli.RunAsync("run", Unmap, "--seed", seed, "--json");
            return JsonNode.Parse(cli.Out)!["runs"]![0]!["story"]!.ToJsonString();
        }
    }

    [Fact]
    public async Task A_run_that_breaks_a_rule_ends_with_1_and_says_why()
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("run", Unmap, "--bug", "GatherEmpty"));
        Assert.Contains("INVALID T6", cli.Out, StringComparison.Ordinal);
        Assert.Contains("But  ", cli.Out, StringComparison.Ordinal);
    }
}
