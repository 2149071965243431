using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: the slices of physical SMMUs that virtual machines have, and who runs those machines (a VMM, by iommufd).
//   VMM -> Driver: CreateViommu      Driver -> VMM: ViommuReady
//   VMM -> Driver -> Viommu: AddVdevice, RemoveVdevice, CreateNestedDomain, InvalidateViommu, ListenForVirtualEvents, ReadVirtualEvent
//   Viommu -> VMM: VdeviceAdded, VdeviceRemoved, DomainReady, ViommuInvalidated, VirtualEventsWait, VirtualEventRead
//   Master -> Driver -> Viommu -> Domain: JoinDomain, LeaveDomain of a nested domain, passed on to its parent
//   Driver -> Viommu: FaultReported      Viommu (commands): -> Invalidation (made for it) -> Viommu: CommandsEnded
// Order: the commands of one InvalidateViommu are done in order, those of two requests in none; ViommuInvalidated says that a CMD_SYNC
// completed behind as many as it counts.

/// <summary>The slice of one physical SMMU that one virtual machine has.</summary>
/// <param name="Value">Counts up.</param>
public readonly record struct ViommuId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"viommu{Value}";
}

/// <summary>A message that the driver passes on, sender kept, to the viommu that it names.</summary>
public interface IViommuRequest : IIommuProtocol
{
    /// <summary>The viommu that it is for.</summary>
    ViommuId Viommu { get; }
}

/// <summary>Makes a viommu. Answered by <see cref="ViommuReady"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Smmu">Of which physical SMMU.</param>
/// <param name="Parent">A nest parent: its VMID is that of the viommu.</param>
public sealed record CreateViommu(RequestId Request, SmmuId Smmu, DomainId Parent) : IIommuProtocol;

/// <summary>The answer to <see cref="CreateViommu"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Invalid"/> if the parent is none, or belongs to another SMMU.</param>
/// <param name="Viommu">Its name.</param>
public sealed record ViommuReady(RequestId Request, HostResult Result, ViommuId Viommu) : IIommuProtocol;

/// <summary>Gives a device the StreamID by which the guest names it. Answered by <see cref="VdeviceAdded"/>.</summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">A device behind the same SMMU.</param>
/// <param name="Stream">The guest's name for it.</param>
public sealed record AddVdevice(ViommuId Viommu, RequestId Request, DeviceId Device, VirtualStreamId Stream) : IViommuRequest;

/// <summary>The answer to <see cref="AddVdevice"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.Exists"/> if the device or the name is taken; Invalid behind another SMMU; Unsupported if the device has several
/// StreamIDs (Linux: EOPNOTSUPP).
/// </param>
public sealed record VdeviceAdded(RequestId Request, HostResult Result) : IIommuProtocol;

/// <summary>Takes the name away. Answered by <see cref="VdeviceRemoved"/>.</summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">Which device.</param>
public sealed record RemoveVdevice(ViommuId Viommu, RequestId Request, DeviceId Device) : IViommuRequest;

/// <summary>The answer to <see cref="RemoveVdevice"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if it had none.</param>
public sealed record VdeviceRemoved(RequestId Request, HostResult Result) : IIommuProtocol;

/// <summary>
/// Makes a domain of what a guest wrote into a stream table entry, over the viommu's parent. Answered by <see cref="DomainReady"/>.
/// A changed entry is another domain.
/// </summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Entry">As the guest wrote it. A field that a guest may not set: <see cref="HostResult.Refused"/>.</param>
/// <param name="Domain">Its name; the driver gives it on the way.</param>
public sealed record CreateNestedDomain(ViommuId Viommu, RequestId Request, StreamTableEntry Entry, DomainId Domain = default)
    : IViommuRequest;

/// <summary>Does commands of a guest. Answered by <see cref="ViommuInvalidated"/> (Linux: IOMMU_HWPT_INVALIDATE).</summary>
/// <param name="Viommu">At which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Commands">Where they stand in memory, 16 bytes each; the caller leaves them alone until the answer.</param>
/// <param name="Count">How many; 0 is refused.</param>
public sealed record InvalidateViommu(ViommuId Viommu, RequestId Request, Pa Commands, int Count) : IViommuRequest;

/// <summary>The answer to <see cref="InvalidateViommu"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Refused"/> if the command behind the handled ones is not for guests.</param>
/// <param name="Handled">How many were done, from the first.</param>
public sealed record ViommuInvalidated(RequestId Request, HostResult Result, int Handled) : IIommuProtocol;

/// <summary>The sender wants to know when events wait. Not answered.</summary>
/// <param name="Viommu">Of which viommu.</param>
public sealed record ListenForVirtualEvents(ViommuId Viommu) : IViommuRequest;

/// <summary>Events wait in a viommu's queue that was empty; to who listens.</summary>
/// <param name="Viommu">Which.</param>
public sealed record VirtualEventsWait(ViommuId Viommu) : IIommuProtocol;

/// <summary>Takes the oldest event. Answered by <see cref="VirtualEventRead"/>.</summary>
/// <param name="Viommu">Of which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record ReadVirtualEvent(ViommuId Viommu, RequestId Request) : IViommuRequest;

/// <summary>The answer to <see cref="ReadVirtualEvent"/> (Linux: iommufd_vevent_header).</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if none waits.</param>
/// <param name="Sequence">Counts events, those that were lost too, modulo 2^31.</param>
/// <param name="IsLost">Events were lost before the next one; there is no record.</param>
/// <param name="Event">The record, with the guest's StreamID.</param>
public sealed record VirtualEventRead(RequestId Request, HostResult Result, uint Sequence, bool IsLost, EventRecord Event) : IIommuProtocol;
