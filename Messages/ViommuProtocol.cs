using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: the slices of physical SMMUs that virtual machines have, and who runs those machines (a VMM, by iommufd).
//   VMM -> Driver: CreateViommu      Driver -> VMM: ViommuReady
//   VMM -> Driver -> Viommu: AddVdevice, RemoveVdevice, CreateNestedDomain, InvalidateViommu, ListenForVirtualEvents, ReadVirtualEvent,
//     AllocateHardwareQueue, DestroyHardwareQueue, DestroyViommu
//   Viommu -> VMM: VdeviceAdded, VdeviceRemoved, DomainReady, ViommuInvalidated, VirtualEventsWait, VirtualEventRead,
//     HardwareQueueReady, HardwareQueueDestroyed, ViommuDestroyed
//   Viommu -> Driver -> Domain: HoldPages, ReleasePages of the parent      Domain -> Viommu: PagesHeld, PagesReleased
//   Viommu -> Driver -> SmmuDriver: PublishInterface      SmmuDriver -> Driver -> Viommu: InterfaceWasPublished
//   Viommu -> Driver: ReturnInterface      Driver -> Viommu: InterfaceReturned
//   Viommu -> Machine: registers of the CMDQV unit (CmdqvProtocol)      SmmuDriver -> Driver -> Viommu: VirtualQueuesFailed
//   Master -> Driver -> Viommu -> Domain: JoinDomain, LeaveDomain of a nested domain, passed on to its parent
//   Driver -> Viommu: FaultReported      Viommu (commands): -> Invalidation (made for it) -> Viommu: CommandsEnded
// Order: the commands of one InvalidateViommu are done in order, those of two requests in none; ViommuInvalidated says that a CMD_SYNC
// completed behind as many as it counts. What concerns hardware queues and names of devices is done one after the other. The guest reaches
// its queues in hardware itself (VirtualSmmuProtocol): commands there have no order with those that are done here.

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
/// <param name="HasQueues">It has a virtual interface of the CMDQV unit, for VCMDQs of its guest.</param>
public sealed record CreateViommu(RequestId Request, SmmuId Smmu, DomainId Parent, bool HasQueues = false) : IRequest;

/// <summary>The answer to <see cref="CreateViommu"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.Invalid"/> if the parent is none, or belongs to another SMMU; NoSpace if no virtual interface is free.
/// </param>
/// <param name="Viommu">Its name.</param>
/// <param name="Interface">Its virtual interface: page 0 of that is the guest's.</param>
public sealed record ViommuReady(RequestId Request, HostResult Result, ViommuId Viommu, int? Interface = null) : IHostAnswer;

/// <summary>Gives a device the StreamID by which the guest names it. Answered by <see cref="VdeviceAdded"/>.</summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">A device behind the same SMMU.</param>
/// <param name="Stream">The guest's name for it.</param>
public sealed record AddVdevice(ViommuId Viommu, RequestId Request, DeviceId Device, VirtualStreamId Stream) : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="AddVdevice"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.Exists"/> if the device or the name is taken; Invalid behind another SMMU; Unsupported if the device has several
/// StreamIDs (Linux: EOPNOTSUPP). With a virtual interface also Invalid if the name has more than 20 bits, and NoSpace if the interface
/// has no room for another name.
/// </param>
public sealed record VdeviceAdded(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Takes the name away. Answered by <see cref="VdeviceRemoved"/>.</summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Device">Which device.</param>
public sealed record RemoveVdevice(ViommuId Viommu, RequestId Request, DeviceId Device) : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="RemoveVdevice"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if it had none.</param>
public sealed record VdeviceRemoved(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>
/// Makes a domain of what a guest wrote into a stream table entry, over the viommu's parent. Answered by <see cref="DomainReady"/>.
/// A changed entry is another domain.
/// </summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Entry">As the guest wrote it. A field that a guest may not set: <see cref="HostResult.Refused"/>.</param>
/// <param name="Domain">Its name; the driver gives it on the way.</param>
public sealed record CreateNestedDomain(ViommuId Viommu, RequestId Request, StreamTableEntry Entry, DomainId Domain = default)
    : IViommuRequest, IRequest;

/// <summary>Does commands of a guest. Answered by <see cref="ViommuInvalidated"/> (Linux: IOMMU_HWPT_INVALIDATE).</summary>
/// <param name="Viommu">At which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Commands">Where they stand in memory, 16 bytes each; the caller leaves them alone until the answer.</param>
/// <param name="Count">How many; 0 is refused.</param>
public sealed record InvalidateViommu(ViommuId Viommu, RequestId Request, Pa Commands, int Count) : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="InvalidateViommu"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Refused"/> if the command behind the handled ones is not for guests.</param>
/// <param name="Handled">How many were done, from the first.</param>
public sealed record ViommuInvalidated(RequestId Request, HostResult Result, int Handled) : IHostAnswer;

/// <summary>The sender wants to know when events wait. Not answered.</summary>
/// <param name="Viommu">Of which viommu.</param>
public sealed record ListenForVirtualEvents(ViommuId Viommu) : IViommuRequest;

/// <summary>What a queue of a viommu tells of (Linux: iommu_veventq_type).</summary>
public enum VirtualEventKind : byte
{
    /// <summary>Event records of the SMMU.</summary>
    Smmu,

    /// <summary>Which of its VCMDQs stand with an error.</summary>
    HardwareQueues,
}

/// <summary>Events wait in a viommu's queue that was empty; to who listens.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Kind">In which of its queues.</param>
public sealed record VirtualEventsWait(ViommuId Viommu, VirtualEventKind Kind = VirtualEventKind.Smmu) : IIommuProtocol;

/// <summary>Takes the oldest event. Answered by <see cref="VirtualEventRead"/>.</summary>
/// <param name="Viommu">Of which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Kind">From which of its queues.</param>
public sealed record ReadVirtualEvent(ViommuId Viommu, RequestId Request, VirtualEventKind Kind = VirtualEventKind.Smmu)
    : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="ReadVirtualEvent"/> (Linux: iommufd_vevent_header).</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if none waits.</param>
/// <param name="Sequence">Counts events, those that were lost too, modulo 2^31.</param>
/// <param name="IsLost">Events were lost before the next one; there is no record.</param>
/// <param name="Event">
/// The record, with the guest's StreamID; of hardware queues in its first 64 bits those that stand with an error, by their numbers.
/// </param>
public sealed record VirtualEventRead(RequestId Request, HostResult Result, uint Sequence, bool IsLost, EventRecord Event) : IHostAnswer;

/// <summary>
/// Gives the guest a VCMDQ of the viommu's virtual interface (Linux: IOMMU_HW_QUEUE_ALLOC). Answered by <see cref="HardwareQueueReady"/>.
/// </summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Index">Its number there. They are given in ascending order.</param>
/// <param name="Base">Where the guest has its commands. As long as the queue exists that stays mapped as it is.</param>
/// <param name="SizeBytes">A power of two, from 32 on.</param>
public sealed record AllocateHardwareQueue(ViommuId Viommu, RequestId Request, int Index, Ipa Base, ulong SizeBytes)
    : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="AllocateHardwareQueue"/>: the guest can start the queue.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.NoEntry"/> if not all of its memory is mapped; Invalid if that is not in one piece, or for a number or a size that
/// cannot be, or if the base is not aligned to the size; Exists if there is one; Refused if the one before is missing; Unsupported
/// without a virtual interface.
/// </param>
public sealed record HardwareQueueReady(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Takes a VCMDQ from the guest. Answered by <see cref="HardwareQueueDestroyed"/>.</summary>
/// <param name="Viommu">Which viommu.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Index">Its number there. They are taken in descending order.</param>
public sealed record DestroyHardwareQueue(ViommuId Viommu, RequestId Request, int Index) : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="DestroyHardwareQueue"/>: it is stopped, its memory is free, and it is as it was before.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if there is none; Busy if one behind it is there.</param>
public sealed record HardwareQueueDestroyed(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>
/// VCMDQs of a guest stand with an error, which is the guest's to acknowledge. From what drives the SMMU, through the driver. Not answered.
/// </summary>
/// <param name="Viommu">Whose virtual interface.</param>
/// <param name="Queues">VINTF_LVCMDQ_ERR_MAP: a bit for each queue.</param>
public sealed record VirtualQueuesFailed(ViommuId Viommu, ulong Queues) : IViommuRequest;

/// <summary>Ends a viommu. Answered by <see cref="ViommuDestroyed"/>.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record DestroyViommu(ViommuId Viommu, RequestId Request) : IViommuRequest, IRequest;

/// <summary>The answer to <see cref="DestroyViommu"/>: nothing of the guest reaches the SMMU by it, and what it had is free.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Busy"/> while it has devices, domains or queues; NoEntry if it has ended before.</param>
public sealed record ViommuDestroyed(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>
/// Who handles the errors of a CMDQV unit is to find a virtual interface, or no longer. From a viommu, through the driver, to what drives
/// the SMMU, which does it when no error is being handled. Answered by <see cref="InterfaceWasPublished"/>.
/// </summary>
/// <param name="Viommu">Whose interface.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Interface">Its number.</param>
/// <param name="IsFound">It is to be found.</param>
public sealed record PublishInterface(ViommuId Viommu, RequestId Request, SmmuId Smmu, int Interface, bool IsFound)
    : ISmmuDriverRequest, IRequest;

/// <summary>The answer to <see cref="PublishInterface"/>: errors that come from now on are told, or not.</summary>
/// <param name="Viommu">Who asked.</param>
/// <param name="Request">Of the question.</param>
public sealed record InterfaceWasPublished(ViommuId Viommu, RequestId Request) : IViommuRequest, IAnswer;

/// <summary>A viommu does not need its virtual interface any more. Answered by <see cref="InterfaceReturned"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Interface">Its number.</param>
public sealed record ReturnInterface(RequestId Request, SmmuId Smmu, int Interface) : IRequest;

/// <summary>The answer to <see cref="ReturnInterface"/>: another viommu can have it.</summary>
/// <param name="Request">Of the question.</param>
public sealed record InterfaceReturned(RequestId Request) : IAnswer;
