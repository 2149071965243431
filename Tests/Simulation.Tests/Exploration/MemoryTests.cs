using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Exploration;

/// <summary>The heap is that of the whole process, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int MostBytesPerSchedule = 48_000;

    [Fact]
    public void Memory_is_flat()
    {
        var explorer = new Explorer(Chatter.Scenario, Chatter.Options, new() { Seed = 1, Schedules = 12_000 });
        var (atStart, atEnd, allocated) = (0L, 0L, 0L);
        explorer.Run(progress =>
        {
            if (progress.Schedules is not (2_016 or 12_000)) return;
            (atStart, atEnd) = (atEnd, GC.GetTotalMemory(true));
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        });

        Assert.NotEqual(0, atStart);
        Assert.InRange(allocated / (12_000 - 2_016), 1, MostBytesPerSchedule);
        Assert.InRange(atEnd - atStart, long.MinValue, 8 << 20);
    }
}
