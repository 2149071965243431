using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// What contexts of iommufd keep: pins, and page faults on their way through them. From the context that does it.

/// <summary>A page is pinned once more.</summary>
/// <param name="Page">Its first byte.</param>
public sealed record PagePinned(Pa Page) : IHistoryEvent;

/// <summary>A page is pinned once less. Recorded after the unmap that it follows.</summary>
/// <param name="Page">Its first byte.</param>
public sealed record PageUnpinned(Pa Page) : IHistoryEvent;

/// <summary>A group of page faults of a device is complete, so that somebody has to answer it.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Attached">
/// The PASID whose domain they go with, which may be that of the whole device; 0 is without. What is replaced there answers them.
/// </param>
/// <param name="Group">Names them until they are answered.</param>
public sealed record PageFaultsAsked(DeviceId Device, SubstreamId Attached, ushort Group) : IHistoryEvent;

/// <summary>The device is told what became of a group.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Group">Which.</param>
/// <param name="IsThere">The pages are there.</param>
public sealed record PageFaultsAnswered(DeviceId Device, ushort Group, bool IsThere) : IHistoryEvent;

/// <summary>
/// A device has lost what it was attached to, or has something else in its place. Recorded when whoever asked for it has the answer.
/// </summary>
/// <param name="Device">Which.</param>
/// <param name="Pasid">Of this PASID; 0 is without.</param>
public sealed record AttachmentEnded(DeviceId Device, SubstreamId Pasid) : IHistoryEvent;

/// <summary>How many attachments of a device want its page faults has changed (Linux: iopf_refcount).</summary>
/// <param name="Device">Which.</param>
/// <param name="Users">How many.</param>
public sealed record PageFaultUsersChanged(DeviceId Device, int Users) : IHistoryEvent;

/// <summary>The driver of a device has let go of it: nothing of it is in the context any more.</summary>
/// <param name="Device">Which.</param>
public sealed record DeviceReleased(DeviceId Device) : IHistoryEvent;

/// <summary>A context has been closed, and everything in it is gone. There may be others.</summary>
/// <param name="Others">How many other contexts there are.</param>
public sealed record ContextClosed(int Others) : IHistoryEvent;
