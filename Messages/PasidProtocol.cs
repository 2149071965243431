using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: the PASIDs of a device (Linux: arm-smmu-v3.c, arm_smmu_set_pasid and arm_smmu_blocking_set_dev_pasid).
//   workload -> Driver -> Master: AttachPasid, ReplacePasid, DetachPasid
//   Master -> workload: PasidAttached, PasidDetached
// Order: of one device, in the order in which they come, together with its AttachDevice and DetachDevice.
// On an SMMUv3 all PASIDs of a stream share the stage 2 of its stream table entry, so only stage 1 can differ from one to the other.

/// <summary>Lets the DMAs of one PASID use a domain. Answered by <see cref="PasidAttached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Substream">The PASID, not 0.</param>
/// <param name="Domain">A domain of stage 1.</param>
public sealed record AttachPasid(DeviceId Device, RequestId Request, SubstreamId Substream, DomainId Domain) : IMasterRequest, IRequest;

/// <summary>Lets the DMAs of a PASID use a domain instead of the one that it has. Answered by <see cref="PasidAttached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Substream">The PASID.</param>
/// <param name="Domain">A domain of stage 1.</param>
public sealed record ReplacePasid(DeviceId Device, RequestId Request, SubstreamId Substream, DomainId Domain) : IMasterRequest, IRequest;

/// <summary>
/// The answer to <see cref="AttachPasid"/> and <see cref="ReplacePasid"/>: from now on no DMA of the PASID uses what it used before.
/// </summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.Busy"/>: it is attached already. <see cref="HostResult.Invalid"/>: it is not attached and was to be replaced; or
/// the device has no such PASID; or stage 2 would have to translate, for this PASID or for what has none. Neither
/// <see cref="HostResult.Ok"/> nor <see cref="HostResult.Degraded"/>: nothing has changed.
/// </param>
public sealed record PasidAttached(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Lets the DMAs of a PASID abort. Answered by <see cref="PasidDetached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Substream">The PASID.</param>
public sealed record DetachPasid(DeviceId Device, RequestId Request, SubstreamId Substream) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="DetachPasid"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if it was not attached.</param>
public sealed record PasidDetached(RequestId Request, HostResult Result) : IHostAnswer;
