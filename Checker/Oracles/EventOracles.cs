using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
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

/// <summary>E6: a storm of events does not hold software.</summary>
internal sealed class HandlersYield() : Oracle(
    "E6",
    "A handler of events takes at most as many as its queue holds before it gives others a turn.",
    "Linux 30de2b541af9: arm_smmu_evtq_thread",
    typeof(EventsHandled))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var handled = (EventsHandled)stamped.Event;
        if (handled.Taken <= handled.Slots) return;
        findings.Add(this, stamped, Prose.Plain(
            $"h = the handler of {handled.Queue}, which holds {handled.Slots} events.", "events came while h took others.",
            $"h took {handled.Taken} events without a turn for anybody else, until step {stamped.Time}."));
    }
}

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

/// <summary>I6: who caused an event hears of it, and nobody else.</summary>
internal sealed class EventsReachTheirDevice() : Oracle(
    "I6",
    "An event that names a StreamID is reported to the device that has it, and to no other; and to a guest only while it has the "
    + "device, by the guest's StreamID of it, and never one of stage 2.",
    "Linux arm-smmu-v3.c: arm_smmu_find_master; b00d24997a11, 2888520bdcbe; arm-smmu-v3-iommufd.c: arm_vmaster_report_event",
    typeof(EventReported), typeof(ViommuCreated), typeof(VdeviceMapped), typeof(VdeviceUnmapped))
{
    private static readonly DeviceId NoDevice = new(-1);

    private readonly Dictionary<ViommuId, SmmuId> _viommus = [];
    private readonly Dictionary<(ViommuId Viommu, VirtualStreamId Name), DeviceId> _names = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _viommus.Clear();
        _names.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ViommuCreated created: _viommus[created.Viommu] = created.Smmu; break;
            case VdeviceMapped mapped: _names[(mapped.Viommu, mapped.Name)] = mapped.Device; break;
            case VdeviceUnmapped unmapped: _names.Remove((unmapped.Viommu, unmapped.Name)); break;
            case EventReported reported: See(reported, stamped, ghost, findings); break;
        }
    }

    private void See(EventReported reported, in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var (queue, viommu) = (reported.Queue, new ViommuId(reported.Queue.Index));
        var isOfGuest = queue.Kind == EventQueueKind.Virtual && _viommus.ContainsKey(viommu);
        if (queue.Kind != EventQueueKind.Events && !isOfGuest) return;
        var smmu = isOfGuest ? _viommus[viommu] : new SmmuId(queue.Index);
        if (isOfGuest && reported.IsStageTwo)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"e = an event of stream {reported.Stream} in {queue}.", "e is of stage 2.",
                $"e was reported to {viommu} at step {stamped.Time}."));
        }

        if (isOfGuest && reported is { Name: { } told, Device: { } named } && _names.GetValueOrDefault((viommu, told), NoDevice) != named)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"e = an event of {named} in {queue}.", $"{viommu} does not know {named} by the StreamID {told}.",
                $"e was reported by it at step {stamped.Time}."));
        }

        if (!ghost.Attachments.Streams.TryGetValue((smmu, reported.Stream), out var owner)) return;
        var isThere = !isOfGuest || _names.Any(name => name.Key.Viommu == viommu && name.Value == owner);
        if (reported.Device == owner && isThere) return;
        findings.Add(this, stamped, Prose.Plain(
            $"e = an event of stream {reported.Stream} in {queue}.",
            $"the stream is that of {owner}{(isThere ? "" : $", which {viommu} does not have")}.",
            $"e was reported to {(reported.Device is { } device ? $"{device}" : "nobody")} at step {stamped.Time}."));
    }
}
