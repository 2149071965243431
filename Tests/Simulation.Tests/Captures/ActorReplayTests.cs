using ActorIommu.Actors.Smmu;
using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;
using Akka.Configuration;

namespace ActorIommu.Simulation.Tests.Captures;

/// <summary>The recorded Linux traffic through a machine of actors, in more ways than the command line offers.</summary>
public sealed class ActorReplayTests
{
    public static TheoryData<string, WalkGranularity> CapturesAndGranularities
    {
        get
        {
            var data = new TheoryData<string, WalkGranularity>();
            foreach (var capture in Repository.Captures)
            {
                foreach (var granularity in Enum.GetValues<WalkGranularity>()) data.Add(capture, granularity);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CapturesAndGranularities))]
    public void How_much_one_message_does_changes_no_answer(string path, WalkGranularity granularity)
    {
        var report = new ActorReplayer(granularity).Replay(Capture.Load(path), new ReplayOptions(), null, CancellationToken.None);

        Assert.True(report.AllEqual, report.FirstMismatch?.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    public void A_small_tlb_changes_no_answer(int entries)
    {
        foreach (var path in Repository.Captures)
        {
            var report = new ActorReplayer().Replay(
                Capture.Load(path), new ReplayOptions { TlbEntries = entries }, null, CancellationToken.None);

            Assert.True(report.AllEqual, report.FirstMismatch?.ToString());
        }
    }

    // With serialize-messages every message becomes bytes and back before it arrives: one that changed on the way, or did not survive,
    // would show.
    [Fact]
    public void Every_message_survives_serialization()
    {
        var settings = ConfigurationFactory.ParseString("akka.actor.serialize-messages = on")
            .WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Repository.PathOf("config", "akka", "actoriommu.hocon"))));
        var capture = Capture.Load(Repository.Captures[0]);

        var report = new ActorReplayer(WalkGranularity.Descriptor, settings).Replay(
            capture, new ReplayOptions(), null, CancellationToken.None);

        Assert.True(report.AllEqual, report.FirstMismatch?.ToString());
        Assert.Equal(13_593, report.Translations.Total);
    }
}
