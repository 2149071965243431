namespace ActorIommu.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("capture")]
    [InlineData("capture", "a", "b")]
    [InlineData("rum", "x.yaml")]
    [InlineData("list", "--jsom")]
    public async Task A_usage_error_ends_2_and_says_why(params string[] arguments)
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync(arguments));
        Assert.NotEmpty(cli.Error);
    }

    [Fact]
    public async Task A_misspelled_command_is_guessed()
    {
        using var cli = new CliHarness();

        await cli.RunAsync("rum");

        Assert.Contains("run", cli.Out + cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_mistake_is_one_line_and_ends_70()
    {
        using var cli = new CliHarness();
        cli.Replayer.During = (_, _) => throw new InvalidOperationException("first line\nsecond line");

        Assert.Equal(ExitCode.InternalError, await cli.RunAsync("run", CliHarness.Scenario612));

        var line = Assert.Single(cli.Error.TrimEnd().Split('\n'));
        Assert.Equal(
            "actoriommu: internal error: InvalidOperationException: first line second line; " +
            "please report it (with the output of --verbose)",
            line);
    }

    [Fact]
    public async Task Its_stack_is_there_for_those_who_ask()
    {
        using var cli = new CliHarness();
        cli.Replayer.During = (_, _) => throw new InvalidOperationException("why");

        Assert.Equal(ExitCode.InternalError, await cli.RunAsync("run", CliHarness.Scenario612, "--verbose"));
        Assert.Contains("   at ", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_during_a_replay_ends_130()
    {
        using var cli = new CliHarness();
        using var cancellation = new CancellationTokenSource();
        cli.Replayer.During = (_, token) =>
        {
            cancellation.Cancel();
            token.ThrowIfCancellationRequested();
        };

        Assert.Equal(ExitCode.Cancelled, await cli.RunAsync(cancellation.Token, "run", CliHarness.Scenario612, CliHarness.Scenario72));

        Assert.Single(cli.Replayer.Calls);
        Assert.Equal("actoriommu: cancelled", cli.Error.TrimEnd());
    }

    [Fact]
    public async Task Cancelling_between_two_scenarios_ends_130()
    {
        using var cli = new CliHarness();
        using var cancellation = new CancellationTokenSource();
        cli.Replayer.During = (_, _) => cancellation.Cancel();

        Assert.Equal(ExitCode.Cancelled, await cli.RunAsync(cancellation.Token, "run", CliHarness.Scenario612, CliHarness.Scenario72));
        Assert.Single(cli.Replayer.Calls);
    }
}
