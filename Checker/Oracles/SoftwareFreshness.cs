using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T2, T3 and T5 of a DMA: what software promises when an operation returns. Either judge is enough.</summary>
internal abstract class SoftwareFreshness(string name, string statement, string source, OnlineJudge online, IntervalJudge intervals)
    : Oracle(name, statement, source, typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <summary>True if the promise is this oracle's.</summary>
    protected abstract bool IsMine(OperationBegan by);

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var white = online.Of(stamped, ghost);
        var use = white.Kind == DmaUseKind.Stale ? white : intervals.Of(stamped, ghost);
        if (use.Kind != DmaUseKind.Stale || !IsMine(use.By!.Began)) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        findings.Add(this, stamped, Prose.Stale(use, dma, ended, stamped, ghost));
    }
}
