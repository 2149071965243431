using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: one SMMU and its event queue.
//   Smmu -> EventQueue: ConfigureEventQueue, RecordEvent, AcknowledgeEventAbort, and register accesses passed on
//   EventQueue -> Smmu: QueueConfigured, RaiseGlobalErrors, StallNotRecorded, EventQueueWritable
//   EventQueue -> Doorbell: RaiseInterrupt      Smmu -> EventQueue -> CommandQueue: WalksDrained (CommandQueueProtocol)
// Order: events are recorded in the order in which the SMMU sent them. EventQueueWritable comes after every StallNotRecorded that
// it is about.

/// <summary>Starts or stops the event queue, or changes its interrupt. Answered by <see cref="QueueConfigured"/>.</summary>
/// <param name="Base">EVENTQ_BASE; it counts when the queue starts.</param>
/// <param name="Enabled">CR0.EVENTQEN.</param>
/// <param name="InterruptEnabled">IRQ_CTRL.EVENTQ_IRQEN.</param>
/// <param name="Msi">EVENTQ_IRQ_CFG.</param>
public sealed record ConfigureEventQueue(QueueBase Base, bool Enabled, bool InterruptEnabled, MsiTarget Msi) : IIommuProtocol;

/// <summary>
/// Software acknowledged GERROR.EVENTQ_ABT_ERR: the queue takes records again (IHI 0070 7.2.1). From the SMMU, not answered.
/// </summary>
public sealed record AcknowledgeEventAbort : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static AcknowledgeEventAbort Instance { get; } = new();
}

/// <summary>
/// An event to be recorded, or merged with one that is (IHI 0070 7.3.1). If there is no room it is lost, and the overflow flag says so; but that of a stall is answered by
/// <see cref="StallNotRecorded"/> then. Not answered otherwise.
/// </summary>
/// <param name="Event">The 32 bytes.</param>
/// <param name="Detected">What the history calls it; unique among the events of all SMMUs.</param>
/// <param name="Stall">Whose event it is, if a transaction stalls.</param>
/// <param name="MayMerge">A record of an equal event that is still in the queue may tell it.</param>
public sealed record RecordEvent(EventRecord Event, DetectedEventId Detected = default, StallId? Stall = null, bool MayMerge = false)
    : IIommuProtocol;

/// <summary>There was no room for the event of a stall (IHI 0070 7.2.1); <see cref="EventQueueWritable"/> follows some time.</summary>
/// <param name="Stall">Whose event it was.</param>
public sealed record StallNotRecorded(StallId Stall) : IIommuProtocol;

/// <summary>The event queue has room again: the SMMU retries the stalls that found none (3.12.2). Not answered.</summary>
public sealed record EventQueueWritable : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static EventQueueWritable Instance { get; } = new();
}
