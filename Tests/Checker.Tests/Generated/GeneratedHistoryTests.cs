using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Checker.Tests.Generated;

public sealed class GeneratedHistoryTests
{
    /// <summary>
    /// Defect, which oracles may object, and how many of a hundred histories with it must be objected to. Some defects do no harm now and
    /// then: another operation's whole flush covers the gap, nothing was pending, the device had left, or no DMA came by.
    /// </summary>
    public static TheoryData<Defect, string, int> Defects => new()
    {
        { Defect.TlbiForgottenOnOneSmmu, "T6 T2 O2 T8-told", 75 },
        { Defect.SyncForgotten, "Q9 T2 O2 T8-told", 100 },
        { Defect.SyncNotAwaited, "Q9 T2 O2 T8-told Q4", 100 },
        { Defect.RangeOnePageShort, "T6 T2 O2 T8-told", 90 },
        { Defect.WrongAsid, "T6 T2 O2 T8-told", 90 },
        { Defect.AtcBeforeTlb, "T8-told T2 O2", 100 },
        { Defect.AtcForgotten, "T8-told T2 O2", 100 },
        { Defect.PagesFreedEarly, "O2", 1 },
        { Defect.TimeoutSwallowed, "Q7 Q9 T2 O2 T8 T8-told Q4", 90 },
        { Defect.WaiterReleasedTwice, "Q4", 100 },
        { Defect.AddressUsedBeforeFlush, "T3-reuse T3", 100 },
        { Defect.ProducerBeforeCommand, "Q2", 100 },
        { Defect.SyncBeforeEffects, "Q5 T1 T1b T2 O2", 20 },
        { Defect.SyncWithoutDrain, "T1b", 1 },
        { Defect.EntrySurvives, "T1 T2 T1b O2", 1 },
        { Defect.DescriptorNotCleared, "T2 O2 T1 T6 T10", 1 },
        { Defect.EventLost, "E1", 100 },
        { Defect.WrongPage, "I1", 100 },
    };

    [Fact]
    public void Twenty_thousand_legal_histories_are_valid_and_both_judges_agree()
    {
        var judge = new HistoryJudge();
        var compared = 0L;
        for (var run = 0UL; run < 20_000; run++)
        {
            var machine = new GeneratedMachine(Prng.Seed + run, Defect.None);
            var verdict = judge.Judge(machine.Run());
            Assert.True(verdict.Kind == VerdictKind.Valid, $"seed {Prng.Seed:x} run {run}\n{verdict}\n{HistoryText.Write(machine.Events)}");
            compared += judge.Compared;
        }

        Assert.True(compared > 100_000, $"the judges compared only {compared} DMAs");
    }

    [Fact]
    public void They_are_valid_as_intervals_too()
    {
        var judge = new HistoryJudge();
        for (var run = 0UL; run < 2_000; run++)
        {
            var machine = new GeneratedMachine(Prng.Seed + run, Defect.None);
            var verdict = judge.Judge(machine.Run(), HistoryMode.Concurrent);
            Assert.True(verdict.Kind == VerdictKind.Valid, $"seed {Prng.Seed:x} run {run}\n{verdict}\n{HistoryText.Write(machine.Events)}");
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void Each_defect_is_found_by_its_oracles_and_by_no_other(Defect defect, string oracles, int ofHundred)
    {
        var judge = new HistoryJudge();
        var expected = oracles.Split(' ');
        var (defective, found, disagreed) = (0, 0, 0);
        for (var run = 0UL; defective < 400; run++)
        {
            Assert.True(run < 20_000, $"{defect} had its occasion {defective} times in {run} runs");
            var machine = new GeneratedMachine(Prng.Seed + run, defect);
            var verdict = judge.Judge(machine.Run());
            if (!machine.IsDefective)
            {
                Assert.True(verdict.Kind == VerdictKind.Valid, $"seed {Prng.Seed:x} run {run}\n{verdict}");
                continue;
            }

            defective++;
            if (verdict.Kind == VerdictKind.Invalid) found++;
            if (verdict.Violations.Any(violation => violation.Oracle == "PAIR")) disagreed++;
            var other = verdict.Violations.FirstOrDefault(violation => !expected.Contains(violation.Oracle));
            Assert.True(
                other is null,
                $"{defect} seed {Prng.Seed:x} run {run}: {other?.Oracle}\n{other?.Witness}\n{HistoryText.Write(machine.Events)}");
        }

        Assert.True(found * 100 >= ofHundred * defective, $"{defect}: found in {found} of {defective}");
        Assert.Equal(0, disagreed);
    }
}
