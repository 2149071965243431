namespace ActorIommu.Cli.Tests;

public sealed class ColorTests
{
    [Theory]
    [InlineData(true, false, false, "auto", true)]
    [InlineData(true, false, false, "never", false)]
    [InlineData(true, true, false, "auto", false)]
    [InlineData(true, true, false, "always", true)]
    [InlineData(true, false, true, "auto", false)]
    [InlineData(false, false, false, "auto", false)]
    [InlineData(false, false, false, "always", true)]
    [InlineData(false, false, false, "never", false)]
    public async Task Color_follows_the_option_then_no_color_then_the_terminal(
        bool terminal, bool noColor, bool dumb, string option, bool colored)
    {
        using var cli = new CliHarness();
        cli.Environment = cli.Environment with { OutIsTerminal = terminal, NoColor = noColor, DumbTerminal = dumb };

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("run", CliHarness.Scenario612, "--color", option));

        Assert.Equal(colored, cli.Out.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_word_is_a_usage_error()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("list", "--color", "sometimes"));
    }

    [Fact]
    public async Task Long_lines_are_not_folded_in_a_file()
    {
        using var cli = new CliHarness();
        var longText = new string('x', 1_500);
        cli.Replayer.Outcome = report => report with { MismatchTotal = 1, FirstMismatch = CliHarness.SomeMismatch with { Got = longText } };

        await cli.RunAsync("run", CliHarness.Scenario612);

        Assert.Contains(longText, cli.Out, StringComparison.Ordinal);
    }
}
