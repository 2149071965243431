using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q1: a slot has one writer until it is consumed.</summary>
internal sealed class SlotHasOneWriter() : Oracle(
    "Q1",
    "A slot is not written again before CONS has passed it, but for the command at which the queue stopped with an error.",
    "Linux arm-smmu-v3.c: arm_smmu_cmdq_issue_cmdlist; IHI 0070 3.5.1",
    typeof(CommandWritten))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var written = (CommandWritten)stamped.Event;
        if (ghost.Find(written.Queue) is not { } queue) return;
        var slot = queue.Unroll(written.Slot);
        if (slot == queue.ErrorAt) return;
        ref var there = ref queue.At(slot);
        var isFull = slot >= queue.Consumed + (1L << queue.Log2);
        if (slot >= queue.Consumed && !isFull && there.Slot != slot) return;
        var whose = there.Operation is { } operation ? $"{operation.Began.Operation}" : "nobody";
        findings.Add(this, stamped, Prose.Plain(
            $"s = slot {written.Slot} of {written.Queue}.",
            $"CONS stands at {queue.Shown(queue.Consumed)}, and s holds {there.Command} of {whose}.",
            $"{written.Operation} wrote {written.Command} into s at step {stamped.Time}."));
    }
}
