using ActorIommu.Hardware.Tests.Support;
using Xunit.Abstractions;

namespace ActorIommu.Hardware.Tests.Properties;

/// <summary>Whatever is in memory, in the registers and on the bus: the model does not throw, and it always ends.</summary>
public sealed class HostileProgramTests(ITestOutputHelper output)
{
    private const int Programs = 250_000;

    [Fact]
    public void Every_hostile_program_ends_with_an_address_an_event_or_an_abort_for_each_transaction()
    {
        var tally = new HostileTally();
        var memory = new HostileMemory();
        for (var index = 0; index < Programs; index++)
        {
            var seed = Prng.Seed + (0x9e37_79b9_7f4a_7c15UL * (ulong)index);
            var failure = Record.Exception(() => new HostileProgram(memory, seed, tally).Run());
            Assert.True(failure is null, $"ACTORIOMMU_SEED={Prng.Seed}, program {index} (alone: seed 0x{seed:x}): {failure}");
            tally.NextProgram();
        }

        output.WriteLine($"{Programs:n0} programs, ACTORIOMMU_SEED={Prng.Seed}. Programs that reached");
        output.WriteLine(tally.ToString());
        foreach (var what in HostileTally.Events.Select(id => $"{id}").Concat(HostileTally.Others))
            Assert.True(tally.Programs(what) > 0, $"No program reached {what}: the programs are too shallow.");
        foreach (var what in new[] { "Stalled", "a stalled transaction answered" })
            Assert.True(tally.Programs(what) > 1000, $"Hardly a program reached \"{what}\".");
    }
}
