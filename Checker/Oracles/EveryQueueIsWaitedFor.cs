using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q9: every queue that was used was waited for.</summary>
internal sealed class EveryQueueIsWaitedFor() : Oracle(
    "Q9",
    "An operation that returns with success has waited for a CMD_SYNC behind its last invalidation in every queue that it used.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_batch_submit; 1f806218164d",
    typeof(OperationEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (OperationEnded)stamped.Event;
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        foreach (var use in operation.Queues)
        {
            if (use.LastNeeded < 0 || use.Released > use.LastNeeded || ghost.Find(use.Queue) is not { } queue) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}, and c = {queue.At(use.LastNeeded).Command}.",
                $"U wrote c into slot {queue.Shown(use.LastNeeded)} of {use.Queue}.",
                $"U returned at step {stamped.Time} and never waited for a CMD_SYNC behind c in that queue."));
        }
    }
}
