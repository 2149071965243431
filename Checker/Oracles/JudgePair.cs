using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>The two judges of stale translations must agree: if not, one of them or the history is wrong.</summary>
internal sealed class JudgePair(OnlineJudge online, IntervalJudge intervals) : Oracle(
    "PAIR",
    "The white box judge and the black box judge have the same opinion on every DMA.",
    "this checker",
    typeof(DmaEnded))
{
    /// <summary>How many DMAs both had an opinion on.</summary>
    public long Compared { get; private set; }

    /// <inheritdoc/>
    public override void Reset() => Compared = 0;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var white = online.Of(stamped, ghost);
        var black = intervals.Of(stamped, ghost);
        if (white.Kind == DmaUseKind.Unjudged || black.Kind == DmaUseKind.Unjudged) return;
        Compared++;
        // Old and new mapping can lead to the same page: while the new one is being made, only the stores tell which it was.
        if (white.Kind == black.Kind || (black.IsUncertain && white.Kind == DmaUseKind.Stale)) return;
        var ended = (DmaEnded)stamped.Event;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {ended.Transaction} of stream {ended.Stream} of {ended.Smmu}, which reached {ended.Output} at step {stamped.Time}.",
            $"stores, commands and CMD_SYNCs say: {white.Kind}{(white.Version is { } version ? $", {Prose.Described(version)}" : "")}.",
            $"operations and DMAs alone say: {black.Kind}."));
    }
}
