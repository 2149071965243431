using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q10: commands get done.</summary>
internal sealed class QueuesProgress() : Oracle(
    "Q10",
    "When nothing is left to happen, every published command was consumed, and no error waits for software, unless a fault holds the "
    + "queue, or the driver has given its SMMU up.",
    "IHI 0070 4.1.4: commands are consumed in finite time",
    typeof(RunEnded))
{
    private const uint Holding =
        1U << (int)FaultSite.CommandQueueStall | 1U << (int)FaultSite.CommandQueueStuck | 1U << (int)FaultSite.SmmuReset;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent || (ghost.Injected & Holding) != 0) return;
        foreach (var queue in ghost.Queues.Values)
        {
            if (queue.Consumed >= queue.Published || queue.IsReleased) continue;
            if (ghost.GivenUp.Contains(queue.Id.Smmu)) continue;
            var error = queue.ErrorAt >= 0 ? ", with an error that nobody acknowledged" : "";
            findings.Add(this, last, Prose.Plain(
                $"q = {queue.Id}.", $"PROD of q was published as {queue.Shown(queue.Published)}, and nothing is left to happen.",
                $"CONS of q stands at {queue.Shown(queue.Consumed)}{error}."));
        }
    }
}
