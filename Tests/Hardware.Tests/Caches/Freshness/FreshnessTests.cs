using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Caches.Freshness;

/// <summary>
/// An invalidated entry is never seen after CMD_SYNC, whatever hardware chooses (IHI 0070 3.21.1, 4.7.3); and each defect that would
/// let one be seen is found, so that the silence of the first test means something.
/// </summary>
public sealed class FreshnessTests
{
    private const int Steps = 1500;

    [Fact]
    public void No_answer_uses_what_software_has_invalidated_and_synchronised()
    {
        var (translated, faults, taken) = (0L, 0L, new long[Enum.GetValues<Freedom>().Length]);
        for (var run = 0UL; run < 1500; run++)
        {
            var seed = Prng.Seed + run;
            var freshness = new FreshnessRun(seed, BugSet.None);
            var wrong = freshness.Run(Steps);
            Assert.True(wrong is null, $"ACTORIOMMU_SEED={seed}: {wrong}; {freshness.Implementation}");
            (translated, faults) = (translated + freshness.Translated, faults + freshness.Faults);
            for (var i = 0; i < taken.Length; i++) taken[i] += freshness.Choices.Taken[i];
        }

        // The runs say something: both kinds of answers are common, and every liberty was taken.
        Assert.InRange(translated, 10_000, long.MaxValue);
        Assert.InRange(faults, 10_000, long.MaxValue);
        Freedom[] liberties =
        [
            Freedom.LateEffect, Freedom.EffectOrder, Freedom.Fill, Freedom.Eviction, Freedom.SpeculativeFill,
            Freedom.CachedInvalidConfiguration, Freedom.OverInvalidation, Freedom.CombinedEntries, Freedom.ContiguousHint,
        ];
        Assert.All(liberties, freedom => Assert.InRange(taken[(int)freedom], 100, long.MaxValue));
    }

    [Theory]
    [InlineData(Bug.FillWithoutTicket)]
    [InlineData(Bug.SyncWithoutDrain)]
    public void A_defect_is_found(Bug bug) => AssertFound(new BugSet(bug), command => command);

    [Fact]
    public void A_TLBI_that_is_dropped_is_found() => AssertFound(BugSet.None, command => IsTlbi(command) ? null : command);

    [Fact]
    public void A_CFGI_that_is_dropped_is_found() =>
        AssertFound(BugSet.None, command => command.Opcode == CommandOpcode.CfgiSte ? null : command);

    [Fact]
    public void Table_descriptors_that_survive_a_TLBI_that_is_not_for_leaves_alone_are_found() =>
        AssertFound(BugSet.None, command => command with { Leaf = command.Leaf || IsTlbi(command) });

    [Fact]
    public void A_range_that_stops_halfway_is_found() =>
        AssertFound(BugSet.None, command => command.NUM > 0 ? command with { NUM = (byte)(command.NUM / 2) } : command);

    [Fact]
    public void An_ASID_that_is_not_the_right_one_is_found() =>
        AssertFound(BugSet.None, command => command.Opcode == CommandOpcode.TlbiNhAsid ? command with { ASID = new Asid(9) } : command);

    [Fact]
    public void A_TTL_that_is_not_the_right_one_is_found() =>
        AssertFound(BugSet.None, command => command.TTL == TlbiLevel.Level2 ? command with { TTL = TlbiLevel.Level3 } : command);

    [Fact]
    public void Stage_2_entries_that_survive_are_found() =>
        AssertFound(BugSet.None, command => command.Opcode == CommandOpcode.TlbiS2Ipa ? null : command);

    [Fact]
    public void Combined_entries_that_survive_are_found() =>
        AssertFound(BugSet.None, command => command.Opcode == CommandOpcode.TlbiNhAll ? null : command);

    private static bool IsTlbi(Command command) => command.Opcode is >= CommandOpcode.TlbiNhAll and <= CommandOpcode.TlbiNsnhAll;

    private static void AssertFound(BugSet bugs, Func<Command, Command?> alter)
    {
        for (var run = 0UL; run < 1000; run++)
        {
            if (new FreshnessRun(Prng.Seed + run, bugs, alter).Run(Steps) is not null) return;
        }

        Assert.Fail("1000 runs saw nothing wrong.");
    }
}
