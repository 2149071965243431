using System.Collections.Immutable;
using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>Rewriting an entry under a running SMMU: the steps of Linux, and what the hardware can see of them.</summary>
public sealed class StructureWriterTests
{
    private const int Transitions = 29;

    // Its first store changes EATS and MEV only, so nothing depends on when that is seen.
    private const string OnlySafeFirst = "nested_s1dssbypass_to_s1bypass";

    public static TheoryData<string> Names => [.. GoldenTransition.All.Keys];

    private static IEnumerable<GoldenTransition> All => GoldenTransition.All.Values;

    [Fact]
    public void There_are_29_transitions() => Assert.Equal(Transitions, GoldenTransition.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_stores_and_the_entry_at_each_synchronisation_are_those_of_Linux(string name)
    {
        var golden = GoldenTransition.All[name];
        var update = golden.Plan();
        Assert.Equal(golden.Syncs, update.Steps.Count(step => step.IsSync));
        Assert.Equal(golden.Syncs, golden.Steps.Length);
        var entry = golden.Before.ToArray();
        var at = 0;
        foreach (var (wrote, expected) in golden.Steps)
        {
            List<int> stored = [];
            for (; update.Steps[at].Dword is { } dword; at++)
            {
                stored.Add(dword);
                entry[dword] = update.Steps[at].Value;
            }

            at++;
            Assert.Equal(wrote, stored);
            Assert.Equal(expected, entry);
        }

        Assert.Equal(update.Steps.Length, at);
        Assert.Equal(golden.After, entry);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_hitless_where_Linux_is(string name)
    {
        var golden = GoldenTransition.All[name];
        var update = golden.Plan();
        var kind = update.Kind == StructureUpdateKind.Breaking ? "breaking" : $"hitless(critical q{update.CriticalDword})";
        Assert.Equal(golden.Kind, kind);
        Assert.Equal(golden.IsHitless, golden.Steps.All(step => UsedBits.IsValid(golden.IsStream, step.Entry)));
        // A valid entry that is replaced by a valid one is invalid meanwhile only in a breaking update.
        if (UsedBits.IsValid(golden.IsStream, golden.Before) && UsedBits.IsValid(golden.IsStream, golden.After))
            Assert.Equal(golden.IsHitless, update.Kind != StructureUpdateKind.Breaking);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fetch_in_any_order_finds_the_old_entry_or_the_new_one_or_an_allowed_invalid_one(string name)
    {
        var golden = GoldenTransition.All[name];
        var update = golden.Plan();
        Assert.Empty(Forbidden(golden, update.Steps, update.Kind == StructureUpdateKind.Breaking));
        // The same, literally: all 2^8 ways to take each doubleword from before or from after each group of stores.
        ulong[][] images = [golden.Before, .. golden.Steps.Select(step => step.Entry)];
        for (var sync = 1; sync < images.Length; sync++)
        {
            for (var late = 0; late < 256; late++)
            {
                var entry = Enumerable.Range(0, 8).Select(index => images[(late >> index & 1) == 0 ? sync - 1 : sync][index]).ToArray();
                Assert.True(ConcurrentReader.IsAllowed(
                    golden.IsStream, entry, golden.Before, golden.After, update.Kind == StructureUpdateKind.Breaking));
            }
        }
    }

    [Fact]
    public void Only_the_breaking_update_needs_an_invalid_entry() => Assert.Equal(
        ["non_hitless"], All.Where(one => Forbidden(one, one.Plan().Steps, mayBeInvalid: false).Count > 0).Select(one => one.Name));

    [Fact]
    public void The_two_readings_of_which_bits_are_used_agree()
    {
        var random = new Prng(Prng.Seed);
        var entries = All.SelectMany(one => (ulong[][])[one.Before, one.After, .. one.Steps.Select(step => step.Entry)]).ToList();
        for (var round = 0; round < 20_000; round++)
        {
            var entry = entries[random.Below(entries.Count)].Select(dword => random.Flip(dword)).ToArray();
            foreach (var isStream in (bool[])[true, false])
            {
                var used = new ulong[8];
                IStructureUse use = isStream ? StreamTableEntryUse.Instance : ContextDescriptorUse.Instance;
                use.Used(entry, used);
                Assert.Equal(UsedBits.Of(isStream, entry), used);
            }
        }
    }

    [Fact]
    public void Any_entry_can_become_any_other()
    {
        var random = new Prng(Prng.Seed);
        var kinds = new int[3];
        for (var round = 0; round < 20_000; round++)
        {
            var isStream = random.OneIn(2);
            var entries = All.Where(one => one.IsStream == isStream).Select(one => one.After).ToArray();
            var (before, after) = (Noisy(entries, isStream, random), Noisy(entries, isStream, random));
            IStructureUse use = isStream ? StreamTableEntryUse.Instance : ContextDescriptorUse.Instance;
            var update = StructureWriter.Plan(before, after, use);
            kinds[(int)update.Kind]++;
            var breaks = update.Kind == StructureUpdateKind.Breaking;
            Assert.Empty(ConcurrentReader.Forbidden(isStream, before, after, update.Steps, breaks, out _));
            Assert.InRange(update.Steps.Count(step => step.IsSync), before.SequenceEqual(after) ? 0 : 1, 3);
            var entry = before.ToArray();
            foreach (var step in update.Steps.Where(step => !step.IsSync)) entry[step.Dword!.Value] = step.Value;
            Assert.Equal(after, entry);
        }

        Assert.DoesNotContain(0, kinds);
    }

    [Fact]
    public void Nothing_is_stored_where_nothing_changes() => Assert.All(All, one =>
        Assert.Empty(StructureWriter.Plan(one.After, one.After, one.Use).Steps));

    [Fact]
    public void What_only_the_old_entry_ignores_is_written_at_once()
    {
        ulong[] before = [1, 5, 0, 0, 0, 0, 0, 7], after = [1, 0, 0, 0, 0, 0, 0, 0];
        var update = StructureWriter.Plan(before, after, StreamTableEntryUse.Instance);
        Assert.Equal(StructureUpdateKind.Unused, update.Kind);
        Assert.Equal<StructureStep>([new(1, 0), new(7, 0), StructureStep.Sync], update.Steps);
    }

    [Fact]
    public void A_target_with_a_bit_that_nobody_uses_is_refused() => Assert.Throws<ArgumentException>(() =>
        StructureWriter.Plan(new ulong[8], [1, 0, 0, 0, 0, 0, 0, 1], StreamTableEntryUse.Instance));

    // EATS = 1 may not come before S2S goes: S2S = 1 with EATS = 1 is ILLEGAL. So EATS is one more doubleword that matters.
    [Fact]
    public void ATS_and_stalls_of_stage_two_are_never_mixed()
    {
        ulong[] stalls = [0xd, 0x1000_0000_0000, 0x0649_b6c4_0000_0000, 0x000d_beef_dead_bee0, 0, 0, 0, 0];
        ulong[] ats = [0xd, 0x1000_1000_0000, 0x0449_b6c4_0000_0000, 0x000d_beef_dead_bee0, 0, 0, 0, 0];
        Assert.Equal(StructureUpdateKind.Breaking, StructureWriter.Plan(stalls, ats, StreamTableEntryUse.Instance).Kind);
        Assert.Equal(StructureUpdateKind.Breaking, StructureWriter.Plan(ats, stalls, StreamTableEntryUse.Instance).Kind);
    }

    [Fact]
    public void Control_a_writer_that_stores_the_critical_doubleword_first_is_caught()
    {
        var caught = All.Where(one => Forbidden(one, CriticalFirst(one.Plan()), false).Count > 0).Select(one => one.Name).ToList();
        // It does no harm where that doubleword comes first anyway, or is alone, or follows nothing but safe bits.
        var harmless = All.Where(one => one.Plan() is { CriticalDword: { } dword } plan && plan.Steps[0].Dword == dword);
        Assert.Equal(All.Select(one => one.Name).Except([.. harmless.Select(one => one.Name), OnlySafeFirst]).Order(), caught.Order());
        Assert.Equal(16, caught.Count);
    }

    [Fact]
    public void Control_a_writer_that_leaves_out_a_synchronisation_is_caught()
    {
        foreach (var golden in All.Where(one => one.Syncs > 1))
        {
            var steps = golden.Plan().Steps;
            for (var at = 0; at < steps.Length - 1; at++)
            {
                if (!steps[at].IsSync || (golden.Name == OnlySafeFirst && at == 1)) continue;
                var mayBeInvalid = golden.Plan().Kind == StructureUpdateKind.Breaking;
                Assert.NotEmpty(Forbidden(golden, steps.RemoveAt(at), mayBeInvalid));
            }
        }
    }

    [Fact]
    public void Control_a_writer_that_does_not_make_the_entry_invalid_is_caught()
    {
        var golden = GoldenTransition.All["non_hitless"];
        var update = golden.Plan();
        Assert.Equal(new StructureStep(0, 0), update.Steps[0]);
        Assert.NotEmpty(Forbidden(golden, update.Steps.RemoveRange(0, 2), mayBeInvalid: true));
    }

    private static List<string> Forbidden(GoldenTransition golden, ImmutableArray<StructureStep> steps, bool mayBeInvalid) =>
        ConcurrentReader.Forbidden(golden.IsStream, golden.Before, golden.After, steps, mayBeInvalid, out _);

    private static ImmutableArray<StructureStep> CriticalFirst(StructureUpdate update)
    {
        var critical = update.CriticalDword ?? 0;
        var last = update.Steps.Last(step => step.Dword == critical);
        return [last, StructureStep.Sync, .. update.Steps.Where(step => step.Dword != critical)];
    }

    // A known entry with some bits flipped, without what it does not use itself.
    private static ulong[] Noisy(ulong[][] entries, bool isStream, Prng random)
    {
        var entry = entries[random.Below(entries.Length)].ToArray();
        var dword = random.Below(4);
        if (random.OneIn(2)) entry[dword] = random.Flip(entry[dword]);
        var used = UsedBits.Of(isStream, entry);
        return [.. entry.Zip(used, (value, mask) => value & mask)];
    }
}
