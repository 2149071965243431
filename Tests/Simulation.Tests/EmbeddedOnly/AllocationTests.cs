using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.EmbeddedOnly;

/// <summary>A system of the packages reads all its settings anew, which takes 2 MB; that is not for us to limit.</summary>
public sealed class AllocationTests
{
    private const int MostBytesPerSchedule = 48_000;

    [Fact]
    public void A_schedule_allocates_little()
    {
        var explorer = new Explorer(Chatter.Scenario, Chatter.Options, new() { Seed = 1, Schedules = 4_032 });
        var allocated = 0L;
        explorer.Run(progress =>
        {
            if (progress.Schedules is 2_016 or 4_032) allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        });

        Assert.InRange(allocated / 2_016, 1, MostBytesPerSchedule);
    }
}
