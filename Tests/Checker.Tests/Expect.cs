using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>What a test says of a verdict; the history is shown when it is not so.</summary>
internal static class Expect
{
    public static void Valid(Script script, HistoryMode mode = HistoryMode.Simulated) => Valid(script.Judge(mode), script.Events);

    public static void Valid(Verdict verdict, IEnumerable<StampedEvent> history) =>
        Assert.True(verdict.Kind == VerdictKind.Valid, $"{verdict}\n{HistoryText.Write(history)}");

    /// <summary>These oracles object, and no other.</summary>
    public static Verdict Objections(Script script, params string[] oracles)
    {
        var verdict = script.Judge();
        var names = verdict.Violations.Select(violation => violation.Oracle).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(
            names.SequenceEqual(oracles.Order(StringComparer.Ordinal)),
                $"expected {string.Join(' ', oracles)}\n{verdict}\n{HistoryText.Write(script.Events)}");
        return verdict;
    }
}
