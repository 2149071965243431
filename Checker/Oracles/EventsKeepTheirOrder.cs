using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E4: what a device did first is told first.</summary>
internal sealed class EventsKeepTheirOrder() : Oracle(
    "E4",
    "The events of one stream that a queue records stand there in the order in which they were detected; those that are merged or lost "
    + "have no place.",
    "IHI 0070 3.5.1: a queue is first in, first out; 7.3.1 for what is merged",
    typeof(EventDetected), typeof(EventRecorded))
{
    private readonly Dictionary<DetectedEventId, (EventDetected What, long At, long Time)> _open = [];
    private readonly Dictionary<(EventQueueId Queue, StreamId Stream), (EventDetected What, long At, long Time)> _last = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _open.Clear();
        _last.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is EventDetected detected)
        {
            _open[detected.Event] = (detected, stamped.Sequence, stamped.Time);
            return;
        }

        var recorded = (EventRecorded)stamped.Event;
        if (!_open.Remove(recorded.Event, out var e)) return;
        var place = (recorded.Queue, e.What.Stream);
        if (_last.TryGetValue(place, out var last) && last.At > e.At)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"e = event {e.What.Event.Value} ({e.What.Id}) of stream {e.What.Stream}, and f = event {last.What.Event.Value} of it.",
                $"e was detected at step {e.Time}, before f at step {last.Time}, and {recorded.Queue} has recorded f.",
                $"e was recorded behind f at step {stamped.Time}."));
            return;
        }

        _last[place] = e;
    }
}
