using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// From the detection of an event to software's reading of it. Each detected event is recorded, merged or lost: one of them, once.
// Slots are written as PROD and CONS have them: index and wrap bit.

/// <summary>A queue runs, empty: what was not read before is gone. From the queue, when its enable is acknowledged.</summary>
/// <param name="Queue">Which.</param>
public sealed record EventQueueStarted(EventQueueId Queue) : IHistoryEvent;

/// <summary>
/// Hardware found something that software is to know. From the SMMU, before it is sent to the queue; for a stall from the queue, when
/// there is a place for it, because without one there is nothing to know: the transaction is tried again (IHI 0070 7.2.1). A page
/// request is told by its queue, on arrival.
/// </summary>
/// <param name="Event">Which.</param>
/// <param name="Queue">To which queue.</param>
/// <param name="Id">What; 0 for a page request, which is no event, and for one that was lost on its way to a guest.</param>
/// <param name="Stream">Whose transaction; 0 where that is not known any more.</param>
/// <param name="IsStall">The transaction waits for a CMD_RESUME; such an event may not be lost.</param>
public sealed record EventDetected(DetectedEventId Event, EventQueueId Queue, EventId Id, StreamId Stream, bool IsStall) : IHistoryEvent;

/// <summary>The event stands in the queue. From the queue, when the record can be read.</summary>
/// <param name="Event">Which.</param>
/// <param name="Queue">Where.</param>
/// <param name="Number">Its number there: counts up by 1 for each recorded or lost event; of a vEVENTQ the header's sequence.</param>
/// <param name="Slot">Where it stands.</param>
public sealed record EventRecorded(DetectedEventId Event, EventQueueId Queue, long Number, uint Slot) : IHistoryEvent;

/// <summary>The event is told by one that stands in the queue already (STE.MEV). From the queue.</summary>
/// <param name="Event">Which.</param>
/// <param name="Queue">Where.</param>
public sealed record EventMerged(DetectedEventId Event, EventQueueId Queue) : IHistoryEvent;

/// <summary>There was no room, or the write aborted. From the queue.</summary>
/// <param name="Event">Which.</param>
/// <param name="Queue">Where.</param>
/// <param name="IsSignalled">Software can see that something was lost: OVFLG is toggled, or GERROR or the LOST header says so.</param>
public sealed record EventLost(DetectedEventId Event, EventQueueId Queue, bool IsSignalled) : IHistoryEvent;

/// <summary>Software took an event out of the queue, the whole of it. From the handler.</summary>
/// <param name="Queue">Where.</param>
/// <param name="Slot">Where it stood.</param>
public sealed record EventRead(EventQueueId Queue, uint Slot) : IHistoryEvent;

/// <summary>A handler of events is through, and gives others a turn. From the handler.</summary>
/// <param name="Queue">Which queue.</param>
/// <param name="Taken">How many events it took since it began.</param>
/// <param name="Slots">How many events the queue holds.</param>
public sealed record EventsHandled(EventQueueId Queue, int Taken, int Slots) : IHistoryEvent;

/// <summary>
/// Software looked up whose an event is, and told them. From the handler; and from a viommu, whose guest is told then.
/// </summary>
/// <param name="Queue">Where it was; of a viommu, where it goes.</param>
/// <param name="Stream">The StreamID that it names.</param>
/// <param name="Device">Who was told; null if nobody was.</param>
public sealed record EventReported(EventQueueId Queue, StreamId Stream, DeviceId? Device) : IHistoryEvent
{
    /// <summary>It is a fault of stage 2 (7.3, S2).</summary>
    public bool IsStageTwo { get; init; }

    /// <summary>The StreamID by which a guest is told; null where no guest is.</summary>
    public VirtualStreamId? Name { get; init; }
}

/// <summary>OVFLG was toggled. From the queue.</summary>
/// <param name="Queue">Which.</param>
public sealed record OverflowRaised(EventQueueId Queue) : IHistoryEvent;

/// <summary>Software wrote OVACKFLG so that it equals OVFLG. From the queue, when the write is in force.</summary>
/// <param name="Queue">Which.</param>
public sealed record OverflowAcknowledged(EventQueueId Queue) : IHistoryEvent;
