using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: PRI (IHI 0070 chapter 8).
//   workload -> Machine -> Device: StartPageRequest      Device -> Smmu -> PageRequestQueue: RequestPage
//   Smmu -> PageRequestQueue: ConfigurePageRequestQueue, AcknowledgePageRequestAbort, and register accesses passed on
//   PageRequestQueue -> Smmu: QueueConfigured, RaiseGlobalErrors, RespondToPages      PageRequestQueue -> Doorbell: RaiseInterrupt
//   CommandQueue -> Smmu: RespondToPages      Smmu -> Device: PagesAnswered      Device -> workload: PageRequestCompleted
// Order: page requests of one device are recorded in the order sent. A device is known to its SMMU for PRI from its first
// request on. A workload that read PRIQ_PROD finds the interrupt of what it saw there at the doorbell.

/// <summary>A workload has a device ask for a page. Answered by <see cref="PageRequestCompleted"/>, once its whole group is.</summary>
/// <param name="Device">Who asks.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Page">The record; its StreamID is the device's, whatever is here.</param>
public sealed record StartPageRequest(DeviceId Device, RequestId Request, PageRequest Page) : IDeviceRequest, IRequest;

/// <summary>The PRG Response reached the device: who asked for a page of that group learns it.</summary>
/// <param name="Device">Who asked.</param>
/// <param name="Request">Of <see cref="StartPageRequest"/>.</param>
/// <param name="Response">What came.</param>
public sealed record PageRequestCompleted(DeviceId Device, RequestId Request, PageResponse Response) : IAnswer;

/// <summary>A Page Request message. Answered, as a group, by <see cref="PagesAnswered"/>; a stop marker never.</summary>
/// <param name="Page">The record.</param>
public sealed record RequestPage(PageRequest Page) : IIommuProtocol;

/// <summary>A response that the SMMU is to send: of a CMD_PRI_RESP, or automatic. Not answered.</summary>
/// <param name="Response">What is sent.</param>
/// <param name="Source">Whose it is.</param>
public sealed record RespondToPages(PageResponse Response, PageResponseSource Source) : IIommuProtocol;

/// <summary>The PRG Response message.</summary>
/// <param name="Response">What it says.</param>
public sealed record PagesAnswered(PageResponse Response) : IIommuProtocol;

/// <summary>Where a PRG Response comes from.</summary>
public enum PageResponseSource : byte
{
    /// <summary>CMD_PRI_RESP: a disabled SMMU ignores it.</summary>
    Software,

    /// <summary>The queue: sent as it is.</summary>
    Queue,

    /// <summary>The queue; the stream table entry decides about PASID and code first (8.1).</summary>
    QueueAfterCheck,
}

/// <summary>Starts or stops the PRI queue, or changes its interrupt. Answered by <see cref="QueueConfigured"/>.</summary>
/// <param name="Base">PRIQ_BASE; it counts when the queue starts.</param>
/// <param name="Enabled">CR0.PRIQEN.</param>
/// <param name="SmmuEnabled">CR0.SMMUEN: without it PRIQEN is effectively 0.</param>
/// <param name="InterruptEnabled">IRQ_CTRL.PRIQ_IRQEN.</param>
/// <param name="LastOnly">PRIQ_IRQ_CFG2.LO.</param>
/// <param name="Msi">PRIQ_IRQ_CFG0 and 1.</param>
public sealed record ConfigurePageRequestQueue(
    QueueBase Base, bool Enabled, bool SmmuEnabled, bool InterruptEnabled, bool LastOnly, MsiTarget Msi) : IIommuProtocol;

/// <summary>Software acknowledged GERROR.PRIQ_ABT_ERR: the queue takes requests again. From the SMMU, not answered.</summary>
public sealed record AcknowledgePageRequestAbort : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static AcknowledgePageRequestAbort Instance { get; } = new();
}
