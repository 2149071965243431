using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: one SMMU and its event queue.
//   Smmu -> EventQueue: ConfigureEventQueue, RecordEvent, AcknowledgeEventAbort, and register accesses passed on
//   EventQueue -> Smmu: QueueConfigured, RaiseGlobalErrors      EventQueue -> Doorbell: RaiseInterrupt
// Order: events are recorded in the order in which the SMMU sent them.

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

/// <summary>An event to be recorded. Not answered; if there is no room it is lost, and the overflow flag says so.</summary>
/// <param name="Event">The 32 bytes.</param>
/// <param name="Detected">What the history calls it; unique among the events of all SMMUs.</param>
public sealed record RecordEvent(EventRecord Event, DetectedEventId Detected = default) : IIommuProtocol;
