using System.Globalization;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("capture", "--help")]
    [InlineData("list", "-h")]
    public async Task Help_has_examples_and_exit_codes(params string[] arguments)
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync(arguments));

        Assert.Contains("Usage:", cli.Out, StringComparison.Ordinal);
        Assert.Contains("Examples:", cli.Out, StringComparison.Ordinal);
        int[] codes = [ExitCode.AllEqual, ExitCode.Mismatch, ExitCode.InvalidInput, ExitCode.InternalError, ExitCode.Cancelled];
        foreach (var code in codes.Select(code => code.ToString(CultureInfo.InvariantCulture)))
            Assert.Contains(cli.Out.Split('\n'), line => line.StartsWith($"  {code,-4} ", StringComparison.Ordinal));

        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task Every_example_works()
    {
        using var help = new CliHarness();
        await help.RunAsync("--help");
        var examples = help.Out.Split('\n').Select(line => line.Trim())
            .SkipWhile(line => line != "Examples:").Where(line => line.StartsWith("actoriommu ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            using var cli = new CliHarness();
            Assert.Equal(ExitCode.AllEqual, await cli.RunAsync(example.Split(' ')[1..]));
        }
    }

    [Fact]
    public async Task The_version_is_that_of_the_project()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("--version"));

        var version = cli.Out.Trim().Split('+')[0];
        Assert.Contains(
            $"<Version>{version}</Version>", File.ReadAllText(Repository.PathOf("Directory.Build.props")), StringComparison.Ordinal);
    }
}
