using System.Collections.Immutable;
using ActorIommu.Checker;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>The checker as the simulation knows it: here the two meet.</summary>
internal sealed class CheckerJudge : IHistoryJudge
{
    private readonly HistoryJudge _judge = new();

    public HistoryJudgement Judge(IReadOnlyList<StampedEvent> history, bool isConcurrent)
    {
        var verdict = _judge.Judge(history, isConcurrent ? HistoryMode.Concurrent : HistoryMode.Simulated);
        if (verdict.Kind == VerdictKind.Valid) return new HistoryJudgement(RunVerdict.Valid, [], "");
        ImmutableArray<string> rules = [.. verdict.Violations.Select(violation => violation.Oracle).Distinct()];
        var witnesses = verdict.Violations.Select(violation => $"{violation.Oracle}\n{violation.Witness}");
        return new HistoryJudgement(Of(verdict.Kind), rules, string.Join("\n\n", witnesses.Concat(verdict.Reasons)));
    }

    private static RunVerdict Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Valid => RunVerdict.Valid,
        VerdictKind.Degraded => RunVerdict.Degraded,
        VerdictKind.Unknown => RunVerdict.Unknown,
        _ => RunVerdict.Invalid,
    };
}
