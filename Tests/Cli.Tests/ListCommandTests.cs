namespace ActorIommu.Cli.Tests;

public sealed class ListCommandTests
{
    [Fact]
    public async Task Scenarios_are_listed_by_name_one_line_each()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("list"));

        var lines = cli.Out.TrimEnd().Split('\n');
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
        Assert.Matches(@"(?m)^config/scenarios/linux-6\.12-boot\.yaml +Linux 6\.12 on arm64", cli.Out);
        Assert.Matches(@"(?m)^config/scenarios/linux-7\.2-boot\.yaml +Linux 7\.2 on arm64", cli.Out);
    }

    [Fact]
    public async Task A_scenario_with_a_mistake_is_reported_next_to_the_good_ones()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        folder.Add("bad.yaml", "kind: other\n");
        folder.Add("cap.smcap", "x");
        folder.Add("good.yaml", "kind: capture\nname: g\ndescription: fine\nmachine: { capabilities: capture }\ncapture: cap.smcap\n");

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("list", "--folder", folder.Path));

        Assert.Equal($"{folder.Path}/good.yaml  fine", cli.Out.TrimEnd());
        Assert.Contains("bad.yaml(1,7): error AIO0104", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_ends_2()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("list", "--folder", "gone"));
        Assert.StartsWith("gone: error AIO0202: ", cli.Error, StringComparison.Ordinal);
    }
}
