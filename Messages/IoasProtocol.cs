using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: one I/O address space, and the context of iommufd that it belongs to.
//   Iommufd -> Ioas: every IIoasRequest      Ioas -> Iommufd: IoasEnded, once for each
//   Ioas -> Iommufd: UnpinRequested      Iommufd -> Ioas: UnpinDone (IommufdProtocol)
//   Ioas -> Driver -> Domain: MapPages, UnmapPages      Domain -> Ioas: PagesMapped, PagesUnmapped (DomainProtocol)
// Order: requests are taken up as they come. A domain is added or removed while nothing else is under way in the domains; an unmap that
// waits for an emulated device to unpin is not under way. An unmap is answered when no domain has the pages any more and they are
// unpinned: from every domain first, then unpin.

/// <summary>What an address space is asked.</summary>
public interface IIoasRequest : IIommuProtocol
{
    /// <summary>Returned with the answer.</summary>
    RequestId Ticket { get; }
}

/// <summary>The answer to an <see cref="IIoasRequest"/>.</summary>
/// <param name="Ticket">Of the question.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Address">Map: where.</param>
/// <param name="SizeBytes">Unmap: how much.</param>
public sealed record IoasEnded(RequestId Ticket, Errno Result, Iova Address, ulong SizeBytes) : IIommuProtocol;

/// <summary>Maps contiguous memory.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Memory">The first byte.</param>
/// <param name="SizeBytes">How many.</param>
/// <param name="Address">Where; null is anywhere.</param>
/// <param name="IsWritable">Devices may write.</param>
public sealed record IoasMap(RequestId Ticket, Pa Memory, ulong SizeBytes, Iova? Address, bool IsWritable) : IIoasRequest;

/// <summary>Unmaps the areas in these addresses.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address.</param>
/// <param name="IsAll">Everything, which may be nothing.</param>
public sealed record IoasUnmap(RequestId Ticket, Iova First, Iova Last, bool IsAll) : IIoasRequest;

/// <summary>A domain gets the mappings, and every change of them from now on.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Hwpt">Its name.</param>
/// <param name="Domain">The driver's name for it.</param>
/// <param name="First">The first address that it translates.</param>
/// <param name="Last">The last address that it translates.</param>
/// <param name="PageBytes">Its smallest page.</param>
public sealed record IoasAddDomain(RequestId Ticket, IommufdId Hwpt, DomainId Domain, Iova First, Iova Last, ulong PageBytes)
    : IIoasRequest;

/// <summary>A domain loses the mappings.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Hwpt">Its name.</param>
public sealed record IoasRemoveDomain(RequestId Ticket, IommufdId Hwpt) : IIoasRequest;

/// <summary>Addresses that a device cannot use are reserved.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Owner">The bound device.</param>
/// <param name="Device">The device, which says what it cannot use.</param>
public sealed record IoasReserve(RequestId Ticket, IommufdId Owner, DeviceId Device) : IIoasRequest;

/// <summary>They are given back.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Owner">The bound device.</param>
public sealed record IoasUnreserve(RequestId Ticket, IommufdId Owner) : IIoasRequest;

/// <summary>An emulated device, or a hardware queue, begins to use the address space.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Access">Its name.</param>
/// <param name="IsNotified">It can be asked to unpin.</param>
/// <param name="Locks">What it pins cannot be unmapped.</param>
public sealed record IoasAddAccess(RequestId Ticket, IommufdId Access, bool IsNotified, bool Locks) : IIoasRequest;

/// <summary>It does not use the address space any more.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Access">Its name.</param>
public sealed record IoasRemoveAccess(RequestId Ticket, IommufdId Access) : IIoasRequest;

/// <summary>Pins pages for it.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Access">Its name.</param>
/// <param name="Address">The first address.</param>
/// <param name="SizeBytes">How many bytes.</param>
/// <param name="IsWritten">It will write.</param>
/// <param name="IsContiguous">They have to be contiguous.</param>
public sealed record IoasPin(RequestId Ticket, IommufdId Access, Iova Address, ulong SizeBytes, bool IsWritten, bool IsContiguous)
    : IIoasRequest;

/// <summary>The opposite of one <see cref="IoasPin"/>.</summary>
/// <param name="Ticket">Returned with the answer.</param>
/// <param name="Access">Its name.</param>
/// <param name="Address">The first address.</param>
/// <param name="SizeBytes">How many bytes.</param>
public sealed record IoasUnpin(RequestId Ticket, IommufdId Access, Iova Address, ulong SizeBytes) : IIoasRequest;
