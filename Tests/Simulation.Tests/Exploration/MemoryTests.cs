using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Exploration;

/// <summary>The heap is that of the whole process, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    [Fact]
    public void Memory_is_flat()
    {
        var explorer = new Explorer(Chatter.Scenario, Chatter.Options, new() { Seed = 1, Schedules = 12_000 });
        var (atStart, atEnd) = (0L, 0L);
        explorer.Run(progress =>
        {
            if (progress.Schedules is 2_016 or 12_000) (atStart, atEnd) = (atEnd, GC.GetTotalMemory(true));
        });

        Assert.NotEqual(0, atStart);
        Assert.InRange(atEnd - atStart, long.MinValue, 8 << 20);
    }
}
