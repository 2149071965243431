using System.Collections.Immutable;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// Judges the history of a run. Simulation knows no checker: who composes the program hands one in. One instance serves one run at a time.
/// </summary>
public interface IHistoryJudge
{
    /// <summary>Judges a whole history.</summary>
    /// <param name="history">In the order of the stamps.</param>
    /// <param name="isConcurrent">True if the order of stamps says only what ended before what began.</param>
    HistoryJudgement Judge(IReadOnlyList<StampedEvent> history, bool isConcurrent);
}

/// <summary>What a judge says.</summary>
/// <param name="Verdict">In one word.</param>
/// <param name="Rules">The rules that were broken, the first first; empty if none was.</param>
/// <param name="Explanation">For people; empty if there is nothing to explain.</param>
public sealed record HistoryJudgement(RunVerdict Verdict, ImmutableArray<string> Rules, string Explanation);
