using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: what a VMM asks of iommufd for its virtual machine; a part of IommufdProtocol, with the order of that.
//   VMM -> Driver -> Iommufd: the requests below      Iommufd -> VMM: IoctlEnded, once for each
//   Iommufd -> who allocated an event queue: VirtualEventDelivered
//   Iommufd -> Driver: CreateViommu, DestroyViommu, AddVdevice, RemoveVdevice, CreateNestedDomain, InvalidateViommu,
//     ListenForVirtualEvents, ReadVirtualEvent (ViommuProtocol)
// Order: events of one queue are delivered in the order of their numbers; with the answers to ioctls they have none.

/// <summary>VIOMMU_ALLOC of IOMMU_VIOMMU_TYPE_ARM_SMMUV3.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">A bound device behind the SMMU.</param>
/// <param name="Parent">A nest parent of that SMMU.</param>
public sealed record AllocViommu(RequestId Request, IommufdId Device, IommufdId Parent) : IIommufdRequest;

/// <summary>VDEVICE_ALLOC.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Viommu">The viommu.</param>
/// <param name="Device">A bound device behind the same SMMU.</param>
/// <param name="Stream">The VM's name for it.</param>
public sealed record AllocVdevice(RequestId Request, IommufdId Viommu, IommufdId Device, VirtualStreamId Stream) : IIommufdRequest;

/// <summary>HWPT_ALLOC of a viommu, with IOMMU_HWPT_DATA_ARM_SMMUV3.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">The bound device that it is for.</param>
/// <param name="Viommu">The viommu.</param>
/// <param name="Entry">What the guest wrote; the first two dwords count.</param>
/// <param name="Fault">Where page faults go; null is none.</param>
public sealed record AllocNestedHwpt(
    RequestId Request, IommufdId Device, IommufdId Viommu, StreamTableEntry Entry, IommufdId? Fault = null) : IIommufdRequest;

/// <summary>HWPT_INVALIDATE of a viommu. The answer says how many commands were done, with an error too.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Viommu">The viommu.</param>
/// <param name="Commands">Where the commands are, in memory of the process, which leaves them alone until it is answered.</param>
/// <param name="Count">How many, of 16 bytes each.</param>
public sealed record InvalidateHwpt(RequestId Request, IommufdId Viommu, Pa Commands, uint Count) : IIommufdRequest;

/// <summary>VEVENTQ_ALLOC; its sender reads the queue. What happened since the viommu began waits for it.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Viommu">The viommu.</param>
/// <param name="Kind">Of what the events are.</param>
public sealed record AllocVeventq(RequestId Request, IommufdId Viommu, VirtualEventKind Kind) : IIommufdRequest;

/// <summary>An event was read from an event queue (struct iommufd_vevent_header and what follows it).</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Sequence">Counts events, those that were lost too, modulo 2^31.</param>
/// <param name="IsLost">Events were lost before the next one; there is no record.</param>
/// <param name="Event">The record, with the VM's name of the device.</param>
public sealed record VirtualEventDelivered(IommufdId Queue, uint Sequence, bool IsLost, EventRecord Event) : IIommuProtocol;
