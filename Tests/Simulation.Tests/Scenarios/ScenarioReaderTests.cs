using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void Every_key_arrives()
    {
        var scenario = ScenarioText.Parse(ScenarioText.Good);

        Assert.Equal((ScenarioKind.Capture, "small", "one line"), (scenario.Kind, scenario.Name, scenario.Description));
        Assert.Equal(CapabilityReference.Capture, scenario.Machine.Capabilities);
        Assert.Equal(64, scenario.Machine.Tlb.Entries.Count);
        Assert.Equal(Repository.PathOf("Tests", "Corpus", "linux-6.12-4k-strict.smcap.gz"), scenario.Capture!.FullPath);
        Assert.Equal("../../Tests/Corpus/linux-6.12-4k-strict.smcap.gz", scenario.Capture.Text);
        Assert.Equal((13_593, 39), (scenario.Expect.Translations, scenario.Expect.Events));
    }

    [Fact]
    public void Optional_keys_have_their_defaults()
    {
        var scenario = ScenarioText.Parse(
            """
            kind: capture
            name: small
            description: one line
            machine: { capabilities: capture }
            capture: ../../Tests/Corpus/linux-6.12-4k-strict.smcap.gz
            """);

        Assert.Equal(EntryLimit.Unbounded, scenario.Machine.Tlb.Entries);
        Assert.Equal(new CaptureExpectations(), scenario.Expect);
    }

    [Fact]
    public void A_scenario_may_start_with_a_comment_and_end_without_a_newline()
    {
        Assert.Equal("small", ScenarioText.Parse("# why\n---\n" + ScenarioText.Good.TrimEnd()).Name);
    }

    [Theory]
    [InlineData("linux-6.12-boot", 13_593)]
    [InlineData("linux-7.2-boot", 14_460)]
    public void The_shipped_scenarios_are_right(string name, long translations)
    {
        var scenario = ScenarioReader.Load($"config/scenarios/{name}.yaml", Repository.Root);

        Assert.Equal(name, scenario.Name);
        Assert.Equal((translations, 39), (scenario.Expect.Translations, scenario.Expect.Events));
        Assert.Equal(EntryLimit.Unbounded, scenario.Machine.Tlb.Entries);
    }
}
