namespace ActorIommu.Cli.Tests;

public sealed class CapabilitiesCommandTests
{
    [Fact]
    public async Task Without_a_name_the_files_are_listed()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("capabilities"));

        var lines = cli.Out.TrimEnd().Split('\n');
        Assert.Equal(["grace", "minimal", "mmu-700", "qemu"], lines.Select(line => line.Split(' ')[0]));
        Assert.Empty(cli.Error);
    }

    [Theory]
    [InlineData("qemu")]
    [InlineData("config/capabilities/qemu.yaml")]
    public async Task A_file_is_shown_field_by_field(string name)
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("capabilities", name));

        Assert.StartsWith("qemu: ", cli.Out, StringComparison.Ordinal);
        var lines = cli.Out.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        Assert.Contains("IDR0  0x0d44101b", lines);
        Assert.Contains("  TTF                 [3:2]    aArch64", lines);
        Assert.Contains("  ATS                 [10]     false", lines);
        Assert.Contains("  SIDSIZE             [5:0]    16", lines);
        Assert.Contains("GBPA  0x00001000", lines);
    }

    [Fact]
    public async Task As_JSON_it_is_one_object()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("capabilities", "qemu", "--json"));

        Assert.Equal("actoriommu.capabilities/v1", (string?)cli.Json["schema"]);
        var qemu = Assert.Single(cli.Json["capabilities"]!.AsArray())!;
        var idr0 = qemu["registers"]!["IDR0"]!;
        Assert.Equal(("qemu", "0x0d44101b"), ((string?)qemu["name"], (string?)idr0["value"]));
        var fields = idr0["fields"]!;
        Assert.Equal((true, false, "noStall"), ((bool)fields["S1P"]!, (bool)fields["ATS"]!, (string?)fields["STALL_MODEL"]));
        Assert.Equal(16, (int)qemu["registers"]!["IDR1"]!["fields"]!["SIDSIZE"]!);
    }

    [Fact]
    public async Task A_bad_file_ends_2_with_its_line_and_column()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var path = folder.Add(
            "chip.yaml",
            "name: chip\ndescription: d\nIDR0:\n  S1P: true\n  TTF: aArch64\n  TTENDIAN: little\n  BTM: true\n  STALL_MODEL: noStall\n");

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capabilities", path));

        Assert.Equal($"{path}(7,3): error AIO0109: IDR0.BTM: the model does not have that", cli.Error.TrimEnd());
        Assert.Empty(cli.Out);
    }

    [Fact]
    public async Task A_bad_file_is_in_the_object_too()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("capabilities", "gone", "--json"));

        Assert.Equal("AIO0100", (string?)Assert.Single(cli.Json["errors"]!.AsArray())!["code"]);
        Assert.Equal("config/capabilities/gone.yaml: error AIO0100: there is no such file", cli.Error.TrimEnd());
        Assert.Empty(cli.Json["capabilities"]!.AsArray());
    }
}
