using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Tests.Engine;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.EmbeddedOnly;

/// <summary>A run in this process is the run that another process wrote down. The text was compared on the embedded runtime only.</summary>
public sealed class GoldenTraceTests
{
    // Written by another process, so this is the test that processes agree. UPDATE_SNAPSHOTS=1 writes it anew.
    [Fact]
    public void A_run_is_that_of_another_process()
    {
        var path = Repository.PathOf("Tests", "Simulation.Tests", "EmbeddedOnly", "golden-trace.txt");
        var text = DeterminismTests.TextOf(new Simulator(Chatter.Scenario, Chatter.Options), 1);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") File.WriteAllText(path, text);

        Assert.Equal(File.ReadAllText(path), text);
    }
}
