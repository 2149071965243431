using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q2: what is published is written.</summary>
internal sealed class PublishedIsWritten() : Oracle(
    "Q2",
    "When PROD is published, every slot before it has been written.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_poll_valid_map",
    typeof(ProducerPublished))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var published = (ProducerPublished)stamped.Event;
        if (ghost.Find(published.Queue) is not { } queue) return;
        var end = queue.Unroll(published.Slot);
        for (var slot = queue.Published; slot < end; slot++)
        {
            if (queue.IsWritten(slot)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"s = slot {queue.Shown(slot)} of {published.Queue}.", "nobody has written s in this turn of the queue.",
                $"PROD was published at step {stamped.Time} as {published.Slot}: hardware reads s as a command."));
            return;
        }
    }
}
