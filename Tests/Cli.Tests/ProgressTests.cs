using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Tests;

public sealed class ProgressTests
{
    [Fact]
    public async Task A_log_gets_a_line_every_five_seconds()
    {
        using var cli = new CliHarness();
        cli.Replayer.During = (progress, _) =>
        {
            for (var second = 1; second <= 12; second++)
            {
                cli.Time.Advance(TimeSpan.FromSeconds(1));
                progress!.Report(new ReplayProgress(second * 1_000, 25_753, second));
            }
        };

        await cli.RunAsync("run", CliHarness.Scenario612);

        Assert.Equal(
            [
                "linux-6.12-boot: 5,000 of 25,753 records, 5 differences, 1,000/s, 21 s left",
                "linux-6.12-boot: 10,000 of 25,753 records, 10 differences, 1,000/s, 16 s left",
            ],
            cli.Error.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public async Task A_quick_replay_says_nothing()
    {
        using var cli = new CliHarness();
        cli.Replayer.During = (progress, _) => progress!.Report(new ReplayProgress(1, 2, 0));

        await cli.RunAsync("run", CliHarness.Scenario612);

        Assert.Empty(cli.Error);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    public async Task A_terminal_gets_a_bar_on_standard_error(bool dumb, bool noColor, bool bar)
    {
        using var cli = new CliHarness();
        cli.Environment = cli.Environment with { ErrorIsTerminal = true, DumbTerminal = dumb, NoColor = noColor };
        cli.Replayer.During = (progress, _) => progress!.Report(new ReplayProgress(12_000, 25_753, 0));

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", CliHarness.Scenario612));

        Assert.Equal(bar, cli.Error.Contains('\e', StringComparison.Ordinal));
        Assert.DoesNotContain("\e", cli.Out, StringComparison.Ordinal);
    }
}
