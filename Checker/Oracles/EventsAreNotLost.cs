using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E1: an event is recorded, merged or lost so that software can see it.</summary>
internal sealed class EventsAreNotLost() : Oracle(
    "E1",
    "Every detected event is recorded, merged, or lost with a signal of the loss, exactly once; an event of a stalled transaction is "
    + "not lost.",
    "IHI 0070 7.2, 7.4, 3.12.2",
    typeof(EventDetected), typeof(EventRecorded), typeof(EventMerged), typeof(EventLost))
{
    private readonly Dictionary<DetectedEventId, (EventDetected What, long Time)> _open = [];

    /// <inheritdoc/>
    public override void Reset() => _open.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case EventDetected detected: _open[detected.Event] = (detected, stamped.Time); break;
            case EventRecorded recorded: Close(recorded.Event, "recorded", stamped, findings); break;
            case EventMerged merged: Close(merged.Event, "merged", stamped, findings); break;
            case EventLost lost:
                var isStall = _open.TryGetValue(lost.Event, out var open) && open.What.IsStall;
                Close(lost.Event, "lost", stamped, findings);
                if (isStall || !lost.IsSignalled)
                {
                    findings.Add(this, stamped, Prose.Plain(
                        $"e = event {lost.Event.Value} for {lost.Queue}.",
                        isStall ? "e tells of a transaction that waits for software." : "nothing tells software that something was lost.",
                        $"e was lost at step {stamped.Time}."));
                }

                break;
        }
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent) return;
        foreach (var (what, time) in _open.Values)
        {
            findings.Add(this, last, Prose.Plain(
                $"e = {what.Id} of stream {what.Stream}, event {what.Event.Value} for {what.Queue}.",
                $"e was detected at step {time}, and nothing is left to happen.",
                    "e was neither recorded nor merged nor reported as lost."));
        }
    }

    private void Close(DetectedEventId id, string how, in StampedEvent stamped, Findings findings)
    {
        if (_open.Remove(id)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"e = event {id.Value}.", "e was never detected, or it is settled.", $"e was {how} at step {stamped.Time}."));
    }
}
