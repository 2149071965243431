using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: one context of iommufd (an open /dev/iommu), and who uses it: drivers that bind devices, and user space.
//   user -> Driver -> Iommufd: every IIommufdRequest      Iommufd -> user: IoctlEnded, once for each
//   Iommufd -> who created an access: UnpinRequested      they -> Driver -> Iommufd: UnpinDone
//   Driver -> Iommufd: FaultReported of a stall      Iommufd -> Driver: ResumeStalled, once for each
//   Iommufd -> who allocated a fault queue: PageFaultDelivered
//   Iommufd -> Ioas: IoasProtocol      Iommufd -> Driver: CreateDomain, DestroyDomain, AttachDevice, DetachDevice (DriverProtocol),
//   AttachPasid, ReplacePasid, DetachPasid (PasidProtocol), and what IommufdViommuProtocol says
// Order: ioctls that change objects or attach devices happen one after the other, as they came; what is done in address spaces (map,
// unmap, pin, unpin) goes on beside them and beside each other, and its answers come in any order. An object that any of them uses is
// busy meanwhile. UnpinDone is sent after the UnpinPages that it speaks of.

/// <summary>An ioctl, or what a driver asks of iommufd in the kernel.</summary>
public interface IIommufdRequest : IRequest;

/// <summary>The answer to an <see cref="IIommufdRequest"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Id">What was made, or what a device is attached to.</param>
/// <param name="Address">Map: where.</param>
/// <param name="SizeBytes">Unmap: how much.</param>
/// <param name="Handled">Invalidate: how many commands were done.</param>
public sealed record IoctlEnded(RequestId Request, Errno Result, IommufdId Id, Iova Address, ulong SizeBytes, int Handled = 0) : IAnswer;

/// <summary>IOAS_ALLOC.</summary>
/// <param name="Request">Returned with the answer.</param>
public sealed record AllocIoas(RequestId Request) : IIommufdRequest;

/// <summary>A driver binds its device: from now on it is blocked or attached here.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">Which.</param>
public sealed record BindDevice(RequestId Request, DeviceId Device) : IIommufdRequest;

/// <summary>A driver lets go of its device.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">The bound device.</param>
public sealed record UnbindDevice(RequestId Request, IommufdId Device) : IIommufdRequest;

/// <summary>HWPT_ALLOC of a domain whose mappings are those of an IOAS.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">The bound device that it is for.</param>
/// <param name="Parent">The IOAS.</param>
/// <param name="IsNestParent">IOMMU_HWPT_ALLOC_NEST_PARENT.</param>
/// <param name="TakesPasids">IOMMU_HWPT_ALLOC_PASID.</param>
/// <param name="Fault">IOMMU_HWPT_FAULT_ID_VALID: the fault queue; null is none.</param>
public sealed record AllocHwpt(
    RequestId Request, IommufdId Device, IommufdId Parent, bool IsNestParent, bool TakesPasids, IommufdId? Fault) : IIommufdRequest;

/// <summary>Attaches a bound device to a domain, or to an IOAS.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">The bound device.</param>
/// <param name="Pasid">With this PASID; 0 is without.</param>
/// <param name="To">A domain or an IOAS.</param>
public sealed record AttachHwpt(RequestId Request, IommufdId Device, SubstreamId Pasid, IommufdId To) : IIommufdRequest;

/// <summary>Puts a domain in the place of the one that is attached.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">The bound device.</param>
/// <param name="Pasid">With this PASID; 0 is without.</param>
/// <param name="To">A domain or an IOAS.</param>
public sealed record ReplaceHwpt(RequestId Request, IommufdId Device, SubstreamId Pasid, IommufdId To) : IIommufdRequest;

/// <summary>Detaches a bound device.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">The bound device.</param>
/// <param name="Pasid">With this PASID; 0 is without.</param>
public sealed record DetachHwpt(RequestId Request, IommufdId Device, SubstreamId Pasid) : IIommufdRequest;

/// <summary>DESTROY.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Id">Which object.</param>
public sealed record DestroyObject(RequestId Request, IommufdId Id) : IIommufdRequest;

/// <summary>The file is closed: everything goes. Nothing is asked of the context after it.</summary>
/// <param name="Request">Returned with the answer.</param>
public sealed record CloseContext(RequestId Request) : IIommufdRequest;

/// <summary>IOAS_MAP of memory that is contiguous.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Ioas">Where.</param>
/// <param name="Memory">The first byte.</param>
/// <param name="SizeBytes">How many.</param>
/// <param name="Address">IOMMU_IOAS_MAP_FIXED_IOVA; null is anywhere.</param>
/// <param name="IsWritable">Devices may write.</param>
public sealed record MapIoas(RequestId Request, IommufdId Ioas, Pa Memory, ulong SizeBytes, Iova? Address, bool IsWritable)
    : IIommufdRequest;

/// <summary>IOAS_UNMAP. From 0 and of 2^64 - 1 bytes is everything.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Ioas">Where.</param>
/// <param name="Address">The first address.</param>
/// <param name="SizeBytes">How many bytes.</param>
public sealed record UnmapIoas(RequestId Request, IommufdId Ioas, Iova Address, ulong SizeBytes) : IIommufdRequest;

/// <summary>An emulated device begins; its sender is asked to unpin what is unmapped.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="HasUnmapCallback">It can be asked. Without, it cannot pin.</param>
public sealed record CreateAccess(RequestId Request, bool HasUnmapCallback) : IIommufdRequest;

/// <summary>An emulated device uses an address space, and lets go of the one that it used.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Access">Which emulated device.</param>
/// <param name="Ioas">The address space.</param>
/// <param name="IsReplace">In the place of another one.</param>
public sealed record AttachAccess(RequestId Request, IommufdId Access, IommufdId Ioas, bool IsReplace) : IIommufdRequest;

/// <summary>An emulated device ends.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Access">Which.</param>
public sealed record DestroyAccess(RequestId Request, IommufdId Access) : IIommufdRequest;

/// <summary>An emulated device pins pages.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Access">Which emulated device.</param>
/// <param name="Address">The first address.</param>
/// <param name="SizeBytes">How many bytes.</param>
/// <param name="IsWritten">It will write.</param>
public sealed record PinPages(RequestId Request, IommufdId Access, Iova Address, ulong SizeBytes, bool IsWritten) : IIommufdRequest;

/// <summary>The opposite of one <see cref="PinPages"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Access">Which emulated device.</param>
/// <param name="Address">The first address.</param>
/// <param name="SizeBytes">How many bytes.</param>
public sealed record UnpinPages(RequestId Request, IommufdId Access, Iova Address, ulong SizeBytes) : IIommufdRequest;

/// <summary>What an emulated device pinned between these addresses has to be unpinned. Answered by <see cref="UnpinDone"/>.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Access">Which emulated device.</param>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address.</param>
public sealed record UnpinRequested(RequestId Ticket, IommufdId Access, Iova First, Iova Last) : IIommuProtocol;

/// <summary>The answer to <see cref="UnpinRequested"/>, behind the <see cref="UnpinPages"/> that do so.</summary>
/// <param name="Ticket">Of the question.</param>
public sealed record UnpinDone(RequestId Ticket) : IIommuProtocol;

/// <summary>FAULT_QUEUE_ALLOC; its sender reads the queue.</summary>
/// <param name="Request">Returned with the answer.</param>
public sealed record AllocFaultQueue(RequestId Request) : IIommufdRequest;

/// <summary>A response is written to a fault queue.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Fault">The queue.</param>
/// <param name="Cookie">Which group.</param>
/// <param name="Code">0: the page is there; 1: it will not be.</param>
public sealed record RespondToFault(RequestId Request, IommufdId Fault, FaultCookie Cookie, uint Code) : IIommufdRequest;

/// <summary>The file of a fault queue or of an event queue is closed.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Queue">The queue.</param>
public sealed record CloseQueueFile(RequestId Request, IommufdId Queue) : IIommufdRequest;

/// <summary>A group of page faults was read from a fault queue.</summary>
/// <param name="Fault">The queue.</param>
/// <param name="Cookie">To answer it with.</param>
/// <param name="Device">The bound device.</param>
/// <param name="Pasid">Of the last request.</param>
/// <param name="Address">Of the last request.</param>
/// <param name="Count">How many requests.</param>
public sealed record PageFaultDelivered(
    IommufdId Fault, FaultCookie Cookie, IommufdId Device, SubstreamId? Pasid, Iova Address, int Count) : IIommuProtocol;
