using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Exploration;

/// <summary>The heap is that of the whole process, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    // Of a schedule, besides what an actor system takes that does nothing.
    private const int MostBytesPerSchedule = 48_000;

    [Fact]
    public void Memory_is_flat()
    {
        var idle = new ToyScenario("idle", _ => (_, _) => RunOutcome.Valid(0));
        var allocated = BytesPerSchedule(Chatter.Scenario, 12_000, out var growth);
        var allocatedIdle = BytesPerSchedule(idle, 4_032, out _);

        Assert.InRange(allocated - allocatedIdle, 1, MostBytesPerSchedule);
        Assert.InRange(growth, long.MinValue, 8 << 20);
    }

    /// <summary>What one of the schedules after the first 2016 takes, and by how much the heap grew over them.</summary>
    private static long BytesPerSchedule(ToyScenario scenario, int schedules, out long growth)
    {
        const int Warm = 2_016;
        var (atStart, atEnd, allocated) = (0L, 0L, 0L);
        new Explorer(scenario, Chatter.Options, new() { Seed = 1, Schedules = schedules }).Run(progress =>
        {
            if (progress.Schedules != Warm && progress.Schedules != schedules) return;
            (atStart, atEnd) = (atEnd, GC.GetTotalMemory(true));
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        });

        Assert.NotEqual(0, atStart);
        growth = atEnd - atStart;
        return allocated / (schedules - Warm);
    }
}
