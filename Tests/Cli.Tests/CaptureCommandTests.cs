using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

public sealed class CaptureCommandTests
{
    [Fact]
    public async Task A_capture_replays_without_a_scenario()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("capture", CliHarness.Capture612));

        Assert.Equal([ReplayEngine.Actors], cli.Replayer.Engines);
        Assert.Matches("translations +13,593 of 13,593 +equal", cli.Out);
    }

    [Fact]
    public async Task The_core_can_be_replayed_alone()
    {
        using var cli = new CliHarness();

        await cli.RunAsync("capture", CliHarness.Capture612, "--core");

        Assert.Equal([ReplayEngine.Core], cli.Replayer.Engines);
        Assert.Contains("through the hardware core alone", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlbi", BreakKind.Tlbi)]
    [InlineData("range", BreakKind.Range)]
    [InlineData("cfgi", BreakKind.Cfgi)]
    [InlineData("asid", BreakKind.Asid)]
    public async Task A_defect_is_put_in_and_its_wrong_answers_are_counted(string word, BreakKind defect)
    {
        using var cli = new CliHarness();
        cli.ReportMismatch();

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("capture", CliHarness.Capture612, "--break", word));

        Assert.Equal([defect], cli.Replayer.Calls[0].Break);
        Assert.Contains($"broken on purpose: {word}", cli.Out, StringComparison.Ordinal);
        Assert.Contains("6,590 wrong answers", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defects_add_up()
    {
        using var cli = new CliHarness();

        await cli.RunAsync("capture", "--break", "tlbi", "--break", "asid", "--break", "tlbi", CliHarness.Capture612);

        Assert.Equal([BreakKind.Tlbi, BreakKind.Asid], cli.Replayer.Calls[0].Break);
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("0")]
    [InlineData("TLBI")]
    public async Task An_unknown_defect_is_a_usage_error(string word)
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capture", CliHarness.Capture612, "--break", word));
        Assert.Contains("tlbi", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Replayer.Calls);
    }

    [Fact]
    public async Task A_missing_file_ends_2()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capture", "gone.smcap"));
        Assert.Equal("gone.smcap: error AIO0200: there is no such file", cli.Error.TrimEnd());
    }

    [Fact]
    public async Task A_folder_ends_2()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capture", "Tests"));
        Assert.StartsWith("Tests: error AIO0200: ", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_capture_ends_2_with_one_line_that_has_the_byte_offset()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Repository.PathOf(CliHarness.Capture612));
        var corrupt = whole.ToArray();
        corrupt[corrupt.Length / 2] ^= 0x10;
        var plain = CaptureWriter.Gunzip(whole);
        (string Name, byte[] Content)[] files =
        [
            ("empty.smcap", []),
            ("cut.smcap", plain[..^1]),
            ("cut.smcap.gz", whole[..^20]),
            ("corrupt.smcap.gz", corrupt),
            ("more.smcap.gz", [.. whole, 0]),
            ("text.smcap", "this is not a capture"u8.ToArray()),
        ];
        foreach (var (name, content) in files)
        {
            using var cli = new CliHarness();
            var path = folder.Add(name, content);

            Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capture", path));
            Assert.StartsWith($"{path}: error AIO0201: byte ", Assert.Single(cli.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.Empty(cli.Out);
            Assert.Empty(cli.Replayer.Calls);
        }
    }
}
