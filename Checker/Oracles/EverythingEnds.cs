using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>L1: what begins ends.</summary>
internal sealed class EverythingEnds() : Oracle(
    "L1",
    "When nothing is left to happen, every operation and every DMA that is not stalled is over.",
    "Linux: every wait of the driver has a bound",
    typeof(RunEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent) return;
        foreach (var operation in ghost.Operations.Values)
        {
            if (operation.EndedAt != 0) continue;
            findings.Add(this, last, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}.", $"U began at step {operation.BeganTime}, and nothing is left to happen.",
                    "U never returned."));
        }

        foreach (var dma in ghost.Dmas.Values)
        {
            if (dma.IsStalled) continue;
            findings.Add(this, last, Prose.Plain(
                $"D = {Prose.Named(dma)}.", $"D started at step {dma.StartedTime}, and nothing is left to happen.", "D never ended."));
        }
    }
}
