using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E7: overflow is acknowledged.</summary>
internal sealed class OverflowIsAcknowledged() : Oracle(
    "E7",
    "Software acknowledges an overflow, and only one that is there; a page request queue takes nothing until then.",
    "IHI 0070 7.4, 8.1; Linux 67ea0b7ce418",
    typeof(OverflowRaised), typeof(OverflowAcknowledged), typeof(EventRecorded), typeof(EventQueueStarted))
{
    private readonly Dictionary<EventQueueId, long> _raised = [];

    /// <inheritdoc/>
    public override void Reset() => _raised.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case EventQueueStarted started: _raised.Remove(started.Queue); break;
            case OverflowRaised raised when !_raised.TryAdd(raised.Queue, stamped.Time):
                findings.Add(this, stamped, Prose.Plain(
                    $"q = {raised.Queue}.", $"q overflowed at step {_raised[raised.Queue]}, which is not acknowledged.",
                    $"OVFLG was toggled again at step {stamped.Time}: that takes the first signal back."));
                break;
            case OverflowAcknowledged acknowledged when !_raised.Remove(acknowledged.Queue):
                findings.Add(this, stamped, Prose.Plain(
                    $"q = {acknowledged.Queue}.", "q has no overflow.", $"software acknowledged one at step {stamped.Time}."));
                break;
            case EventRecorded { Queue.Kind: EventQueueKind.PageRequests } recorded when _raised.TryGetValue(recorded.Queue, out var time):
                findings.Add(this, stamped, Prose.Plain(
                    $"q = {recorded.Queue}.", $"q overflowed at step {time}, which is not acknowledged.",
                    $"a page request was recorded in q at step {stamped.Time}."));
                break;
        }
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent) return;
        foreach (var (queue, time) in _raised)
        {
            if (ghost.GivenUp.Contains(new SmmuId(queue.Index))) continue;
            findings.Add(this, last, Prose.Plain(
                $"q = {queue}.", $"q overflowed at step {time}, and nothing is left to happen.",
                    "nobody acknowledged it: later losses cannot be seen."));
        }
    }
}
