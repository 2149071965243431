using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: ATS (IHI 0070 3.9.1).
//   Device -> Smmu: RequestTranslation      Smmu -> Device: TranslationAnswered
//   CommandQueue -> Smmu -> Device: InvalidateAtc      Device (or the SMMU, if no device uses ATS) -> CommandQueue: AtcInvalidated
//   whoever owns time -> CommandQueue: AtcAnswerTimedOut
//   Master -> Machine -> Device: SetAts      Device -> Master: AtsSet
// The accesses themselves are DmaProtocol. A device is known to its SMMU for ATS from its first request on: before it, there is
// nothing to invalidate. Order: a device answers an invalidation when every translated access that it had begun is over; an
// answer to a request that it had sent before is not kept if the invalidation covers it, so none of the two has to come first.
// After AtsSet with ATS off it begins no translated access; those that it had begun go on, and only an invalidation waits for them.

/// <summary>
/// Software writes the Enable bit of the function's ATS Control Register (PCIe 10.5.1.3). What is cached stays: emptying it is a matter of
/// CMD_ATC_INV. Answered by <see cref="AtsSet"/>.
/// </summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="IsEnabled">On or off.</param>
public sealed record SetAts(DeviceId Device, RequestId Request, bool IsEnabled) : IDeviceRequest, IRequest;

/// <summary>The answer to <see cref="SetAts"/>: it is in force.</summary>
/// <param name="Request">Of the question.</param>
public sealed record AtsSet(RequestId Request) : IAnswer;

/// <summary>An ATS Translation Request. Answered by <see cref="TranslationAnswered"/>.</summary>
/// <param name="Transaction">Returned with the answer.</param>
/// <param name="Stream">The device's StreamID at this SMMU.</param>
/// <param name="Address">The address to translate.</param>
/// <param name="Access">What is asked for besides reading: write (NW = 0), execute, and for which privilege.</param>
/// <param name="Substream">The PASID, if the device supplies one.</param>
public sealed record RequestTranslation(
    TransactionId Transaction, StreamId Stream, Iova Address, AccessAttributes Access, SubstreamId? Substream) : IIommuProtocol;

/// <summary>The Translation Completion.</summary>
/// <param name="Transaction">Of the request.</param>
/// <param name="Completion">Status and data entry.</param>
public sealed record TranslationAnswered(TransactionId Transaction, TranslationCompletion Completion) : IIommuProtocol;

/// <summary>A CMD_ATC_INV on its way to the device, passed on by the SMMU. Answered by <see cref="AtcInvalidated"/>, if at all.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Stream">Whose cache.</param>
/// <param name="Request">What goes.</param>
public sealed record InvalidateAtc(InvalidationTicket Ticket, StreamId Stream, InvalidateRequest Request) : IIommuProtocol;

/// <summary>The Invalidate Completion.</summary>
/// <param name="Ticket">Of the invalidation.</param>
public sealed record AtcInvalidated(InvalidationTicket Ticket) : IIommuProtocol;

/// <summary>
/// The time that ATS allows an Invalidate Completion ran out: a CMD_SYNC that waits for it ends in CERROR_ATC_INV_SYNC. In a
/// machine on its own the command queue's timer sends it (actor-iommu.machine.atc-invalidation-timeout).
/// </summary>
/// <param name="Ticket">Every invalidation up to this one that was not answered.</param>
public sealed record AtcAnswerTimedOut(InvalidationTicket Ticket) : IIommuProtocol;
