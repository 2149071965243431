using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T1b: a CMD_SYNC waits for accesses that were translated before.</summary>
internal sealed class Drain(OnlineJudge online) : Oracle(
    "T1b",
    "A DMA that used a descriptor is over when a CMD_SYNC completes behind commands that cover it.",
    "IHI 0070 4.7.3: transactions in progress that were translated with what is invalidated are globally observable",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var use = online.Of(stamped, ghost);
        if (use.Version is null || use.GoneAt == 0 || ghost.LosesInvalidations) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        if (dma.StartedAt < use.GoneAt) findings.Add(this, stamped, Prose.Gone(use, dma, ended, stamped, isDrain: true));
    }
}
