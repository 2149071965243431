using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T1: what the hardware promises once an invalidation is complete.</summary>
internal sealed class HardwareFreshness(OnlineJudge online) : Oracle(
    "T1",
    "A DMA that starts after a CMD_SYNC completed behind commands that cover a descriptor does not use it.",
    "IHI 0070 3.21.1, 4.7.3",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var use = online.Of(stamped, ghost);
        if (use.Version is null || use.GoneAt == 0 || ghost.LosesInvalidations) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        if (dma.StartedAt > use.GoneAt) findings.Add(this, stamped, Prose.Gone(use, dma, ended, stamped, isDrain: false));
    }
}
