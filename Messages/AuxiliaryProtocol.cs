using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: auxiliary domains, the calls that Linux had from 5.2 to 6.1 for devices that are shared by several owners (iommu_aux_*).
//   workload -> Driver -> Master: QueryAuxiliary, EnableAuxiliary, AttachAuxiliary, DetachAuxiliary, QueryAuxiliaryPasid, BindGuestTable
//   Master -> workload: AuxiliaryKnown, AuxiliaryEnabled, AuxiliaryAttached, AuxiliaryDetached, AuxiliaryPasidKnown, GuestTableBound
// Order: as of PasidProtocol, on which this is a thin layer: an auxiliary domain is a domain that is attached to a PASID which the driver
// picks. The device's own domain is untouched: what an owner is given is (device, PASID).

/// <summary>Asks what one device can do: of two of a kind, one may lack it. Answered by <see cref="AuxiliaryKnown"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record QueryAuxiliary(DeviceId Device, RequestId Request) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="QueryAuxiliary"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="IsSupported">The device and its SMMU have PASIDs.</param>
/// <param name="IsEnabled">Auxiliary domains can be attached.</param>
public sealed record AuxiliaryKnown(RequestId Request, bool IsSupported, bool IsEnabled) : IAnswer;

/// <summary>Lets auxiliary domains be attached, or not any more. Answered by <see cref="AuxiliaryEnabled"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="IsEnabled">Whether they can be.</param>
public sealed record EnableAuxiliary(DeviceId Device, RequestId Request, bool IsEnabled) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="EnableAuxiliary"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.NoDevice"/>: it has no PASIDs. <see cref="HostResult.Busy"/>: auxiliary domains are attached still.
/// </param>
public sealed record AuxiliaryEnabled(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Attaches a domain beside those that the device has. Answered by <see cref="AuxiliaryAttached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">A domain of stage 1; it may be attached to other devices too, in whichever way.</param>
public sealed record AttachAuxiliary(DeviceId Device, RequestId Request, DomainId Domain) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="AttachAuxiliary"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.NoDevice"/>: not enabled. <see cref="HostResult.Exists"/>: the domain is an auxiliary one of the device already.
/// <see cref="HostResult.NoMemory"/>: every PASID is in use. <see cref="HostResult.Invalid"/>: stage 2, which all PASIDs of a stream share.
/// </param>
/// <param name="Substream">The PASID with which the device's DMAs use the domain; 0 if there is none.</param>
public sealed record AuxiliaryAttached(RequestId Request, HostResult Result, SubstreamId Substream) : IHostAnswer;

/// <summary>Takes an auxiliary domain away; its PASID is free. Answered by <see cref="AuxiliaryDetached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">Which domain.</param>
public sealed record DetachAuxiliary(DeviceId Device, RequestId Request, DomainId Domain) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="DetachAuxiliary"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/>: it is no auxiliary domain of the device.</param>
public sealed record AuxiliaryDetached(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Asks for the PASID of an auxiliary domain. Answered by <see cref="AuxiliaryPasidKnown"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">Which domain.</param>
public sealed record QueryAuxiliaryPasid(DeviceId Device, RequestId Request, DomainId Domain) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="QueryAuxiliaryPasid"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/>: it is no auxiliary domain of the device.</param>
/// <param name="Substream">The PASID; 0 if there is none.</param>
public sealed record AuxiliaryPasidKnown(RequestId Request, HostResult Result, SubstreamId Substream) : IHostAnswer;

/// <summary>
/// Binds a guest's first-level table to an auxiliary domain, so that the PASID is translated by it and then by the domain. Answered by
/// <see cref="GuestTableBound"/>.
/// </summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">The auxiliary domain.</param>
/// <param name="Table">Address of the first table in the guest.</param>
public sealed record BindGuestTable(DeviceId Device, RequestId Request, DomainId Domain, Ipa Table) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="BindGuestTable"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.Unsupported"/> of an auxiliary domain: the guest's table would need a stage 2 of this PASID alone below it, and a
/// stream of an SMMUv3 has one stage 2 for all (IHI 0070 5.2). A guest gets it with a nested domain for the whole device.
/// <see cref="HostResult.NoEntry"/>: it is no auxiliary domain of the device.
/// </param>
public sealed record GuestTableBound(RequestId Request, HostResult Result) : IHostAnswer;
