using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q3: calls stand together, and PROD goes forward.</summary>
internal sealed class CallsStandTogether() : Oracle(
    "Q3",
    "The commands of one call stand in adjacent slots, and PROD never goes back.",
    "Linux arm-smmu-v3.c: one compare-and-swap allocates the slots of a call",
    typeof(CommandWritten), typeof(ProducerPublished))
{
    private readonly Dictionary<(QueueId, BatchId), (long First, long Last, int Count)> _calls = [];

    /// <inheritdoc/>
    public override void Reset() => _calls.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is ProducerPublished published)
        {
            if (ghost.Find(published.Queue) is not { } queue || queue.Unroll(published.Slot) >= queue.Published) return;
            findings.Add(this, stamped, Prose.Plain(
                $"q = {published.Queue}.", $"PROD of q was published as {queue.Shown(queue.Published)}.",
                $"PROD of q was published as {published.Slot} at step {stamped.Time}, which lies before."));
            return;
        }

        var written = (CommandWritten)stamped.Event;
        if (written.Batch.Value == 0 || ghost.Find(written.Queue) is not { } model || model.Unroll(written.Slot) == model.ErrorAt) return;
        var slot = model.Unroll(written.Slot);
        // Another call's command in between shows when both have their place: what lies inside of a call must be the call's.
        if (model.IsWritten(slot - 1) && model.At(slot - 1).Batch != written.Batch && _calls.ContainsKey((written.Queue, written.Batch)))
        {
            var (first, last, _) = _calls[(written.Queue, written.Batch)];
            findings.Add(this, stamped, Prose.Plain(
                $"c = the call that wrote slots {model.Shown(first)} to {model.Shown(last)} of {written.Queue} for {written.Operation}.",
                $"slot {model.Shown(slot - 1)} belongs to another call.",
                    $"c wrote slot {written.Slot} at step {stamped.Time}, beyond it."));
        }

        var call = _calls.GetValueOrDefault((written.Queue, written.Batch), (slot, slot, 0));
        _calls[(written.Queue, written.Batch)] = (Math.Min(call.Item1, slot), Math.Max(call.Item2, slot), call.Item3 + 1);
    }
}
