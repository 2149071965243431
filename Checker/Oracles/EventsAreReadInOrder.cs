using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E3: events are numbered, and read whole, once and in order.</summary>
internal sealed class EventsAreReadInOrder() : Oracle(
    "E3",
    "The numbers of a queue's events increase, from 0 again after 2^31 - 1, and software reads each recorded event once, in order.",
    "Linux include/uapi/linux/iommufd.h: iommufd_vevent_header; IHI 0070 3.5.1",
    typeof(EventRecorded), typeof(EventRead), typeof(EventQueueStarted))
{
    private readonly Dictionary<EventQueueId, QueueOfEvents> _queues = [];

    private sealed class QueueOfEvents
    {
        public readonly Queue<(long Number, uint Slot)> Waiting = [];
        public long Last = -1;
        public bool IsRead;
    }

    /// <inheritdoc/>
    public override void Reset() => _queues.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case EventRecorded recorded: See(recorded, Of(recorded.Queue), stamped, findings); break;
            case EventRead read: See(read, Of(read.Queue), stamped, findings); break;
            case EventQueueStarted started: Of(started.Queue).Waiting.Clear(); break;
        }
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent) return;
        foreach (var (id, queue) in _queues)
        {
            if (!queue.IsRead || queue.Waiting.Count == 0) continue;
            findings.Add(this, last, Prose.Plain(
                $"q = {id}.", $"event {queue.Waiting.Peek().Number} stands in q, and nothing is left to happen.",
                "software never read it."));
        }
    }

    private QueueOfEvents Of(EventQueueId id)
    {
        if (!_queues.TryGetValue(id, out var queue)) _queues.Add(id, queue = new QueueOfEvents());
        return queue;
    }

    private void See(EventRecorded recorded, QueueOfEvents queue, in StampedEvent stamped, Findings findings)
    {
        if (recorded.Number <= queue.Last && !(queue.Last == int.MaxValue && recorded.Number == 0))
        {
            findings.Add(this, stamped, Prose.Plain(
                $"q = {recorded.Queue}.", $"the last event of q has number {queue.Last}.",
                $"an event with number {recorded.Number} was recorded at step {stamped.Time}."));
        }

        queue.Waiting.Enqueue((recorded.Number, recorded.Slot));
        queue.Last = recorded.Number;
    }

    private void See(EventRead read, QueueOfEvents queue, in StampedEvent stamped, Findings findings)
    {
        queue.IsRead = true;
        var isNext = queue.Waiting.TryPeek(out var next) && next.Slot == read.Slot;
        if (isNext) queue.Waiting.Dequeue();
        else
        {
            findings.Add(this, stamped, Prose.Plain(
                $"q = {read.Queue}.",
                queue.Waiting.Count == 0 ? "q is empty." : $"the next event of q is number {next.Number} in slot {next.Slot}.",
                $"software read slot {read.Slot} at step {stamped.Time}."));
        }
    }
}
