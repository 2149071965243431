using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

/// <summary>The command line with the real replayers behind it.</summary>
public sealed class CompositionTests
{
    public static TheoryData<string, bool> CapturesAndEngines
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var path in Repository.Captures)
            {
                data.Add(path, true);
                data.Add(path, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CapturesAndEngines))]
    public async Task Every_recorded_answer_is_ours(string path, bool coreAlone)
    {
        using var cli = new RealCli();

        string[] engine = coreAlone ? ["--core"] : [];

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync(["capture", path, "--json", .. engine]));

        var run = cli.Run;
        Assert.Equal((long)run["translations"]!["total"]!, (long)run["translations"]!["equal"]!);
        Assert.Equal(39, (long)run["events"]!["equal"]!);
        Assert.Equal((long)run["registerReads"]!["total"]!, (long)run["registerReads"]!["equal"]!);
    }

    // The numbers are those of an independent implementation with an unbounded TLB, on the same capture. Small differences are legal: what
    // a broken SMMU answers depends on what its TLB happens to hold.
    [Theory]
    [InlineData("tlbi", 6_590)]
    [InlineData("range", 4_074)]
    [InlineData("cfgi", 2_512)]
    [InlineData("asid", 1_375)]
    public async Task A_defect_is_noticed_as_often_as_elsewhere(string defect, long wrongElsewhere)
    {
        using var cli = new RealCli();

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("capture", CliHarness.Capture612, "--break", defect, "--json"));

        var translations = cli.Run["translations"]!;
        var wrong = (long)translations["total"]! - (long)translations["equal"]!;
        Assert.InRange(wrong, wrongElsewhere * 95 / 100, wrongElsewhere * 105 / 100);
        Assert.NotNull(cli.Run["firstMismatch"]);
    }
}
