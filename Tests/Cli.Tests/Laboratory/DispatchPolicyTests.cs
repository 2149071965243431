using System.Text.Json.Nodes;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>A guest's SMMU over three physical ones: whatever the policy, its results are the same, and the cost differs.</summary>
public sealed class DispatchPolicyTests
{
    private const string File = "config/scenarios/origins/viommu-multi-psmmu.yaml";
    private const int Seeds = 60;

    [Fact]
    public async Task The_same_work_has_the_same_results_under_every_policy_and_the_list_costs_less_than_broadcast()
    {
        var (exitCode, result) = await Compare();
        Assert.Equal(ExitCode.AllEqual, exitCode);

        // Work that always ended in the same state would make the comparison worth nothing.
        Assert.True((int)result["results"]! > Seeds / 2, $"{result}");
        var rows = result["policies"]!.AsArray();
        var (broadcast, list) = (rows[0]!, rows[1]!);
        Assert.Equal(("Broadcast", "AsidList"), ((string?)broadcast["policy"], (string?)list["policy"]));
        Assert.True((long)list["needed"]! <= (long)list["sent"]! && (long)list["sent"]! < (long)broadcast["sent"]!, $"{result}");
    }

    [Fact]
    public async Task A_policy_that_forgets_an_smmu_is_seen()
    {
        var (exitCode, result) = await Compare("--bug", "VaaNoMatch");
        Assert.Equal(ExitCode.Mismatch, exitCode);
        Assert.Contains(result["differences"]!.AsArray(), one => ((string?)one)!.Contains("less than needed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scenario_without_a_guest_is_refused()
    {
        using var cli = new LaboratoryCli();
        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("policies", "config/scenarios/unmap-vs-dma.yaml"));
        Assert.Contains("there is no guest in it", cli.Error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, JsonNode Result)> Compare(params string[] more)
    {
        using var cli = new LaboratoryCli();
        var exitCode = await cli.RunAsync(["policies", File, "--seeds", $"{Seeds}", .. more, "--json"]);
        return (exitCode, cli.Result);
    }
}
