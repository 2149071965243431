using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// Virtual machines: what their viommus do, and what happens inside.

/// <summary>One virtual machine.</summary>
/// <param name="Value">Counts up.</param>
public readonly record struct GuestId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"guest{Value}";
}

/// <summary>
/// Something that happened in a guest, as the guest sees it: its SMMUs, StreamIDs, domains and operations are those of its own, and its
/// physical addresses are IPAs. From its software, and from its VMM for the SMMUs that it emulates. DMAs are not told again.
/// </summary>
/// <param name="Guest">Whose.</param>
/// <param name="Event">What happened; no guest in it.</param>
public sealed record GuestEvent(GuestId Guest, IHistoryEvent Event) : IHistoryEvent;

/// <summary>A device of the machine is a guest's now. From its VMM, before the guest runs.</summary>
/// <param name="Guest">Whose.</param>
/// <param name="Device">Which device.</param>
/// <param name="Smmu">Behind which of the guest's SMMUs the guest sees it.</param>
/// <param name="Stream">With which StreamID there.</param>
public sealed record GuestDeviceAdded(GuestId Guest, DeviceId Device, SmmuId Smmu, VirtualStreamId Stream) : IHistoryEvent;

/// <summary>A device leaves its guest; from now on no command of the guest may reach it. From its VMM.</summary>
/// <param name="Guest">Whose.</param>
/// <param name="Device">Which device.</param>
public sealed record GuestDeviceRemoved(GuestId Guest, DeviceId Device) : IHistoryEvent;

/// <summary>A viommu exists. From the driver.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Smmu">Of which physical SMMU it is a slice.</param>
/// <param name="Parent">The stage 2 below its guest.</param>
/// <param name="Vmid">The only one that commands of its guest may have.</param>
public sealed record ViommuCreated(ViommuId Viommu, SmmuId Smmu, DomainId Parent, Vmid Vmid) : IHistoryEvent;

/// <summary>A guest has a name for a device. From the viommu, before a command with it is taken.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Name">The guest's StreamID.</param>
/// <param name="Device">Which device.</param>
/// <param name="Stream">Its StreamID at the physical SMMU.</param>
public sealed record VdeviceMapped(ViommuId Viommu, VirtualStreamId Name, DeviceId Device, StreamId Stream) : IHistoryEvent;

/// <summary>The name is gone. From the viommu.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Name">The guest's StreamID.</param>
public sealed record VdeviceUnmapped(ViommuId Viommu, VirtualStreamId Name) : IHistoryEvent;

/// <summary>A viommu made a command for hardware of a guest's. From the viommu, before it is issued.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Operation">The invalidation that it belongs to.</param>
/// <param name="Guest">As the guest wrote it.</param>
/// <param name="Host">For hardware.</param>
public sealed record GuestCommandConverted(ViommuId Viommu, OperationId Operation, Command Guest, Command Host) : IHistoryEvent;

/// <summary>A viommu says how many of a guest's commands it did. From the viommu, before the answer leaves.</summary>
/// <param name="Viommu">Which.</param>
/// <param name="Operation">The invalidation.</param>
/// <param name="Handled">How many, from the first.</param>
public sealed record GuestCommandsAnswered(ViommuId Viommu, OperationId Operation, int Handled) : IHistoryEvent;

/// <summary>A command of a guest goes to a viommu. From the VMM, before it leaves.</summary>
/// <param name="Guest">Whose.</param>
/// <param name="Queue">The guest's queue.</param>
/// <param name="Slot">Of the command.</param>
/// <param name="Viommu">Where to.</param>
/// <param name="Command">As the guest wrote it.</param>
public sealed record GuestLegSent(GuestId Guest, QueueId Queue, uint Slot, ViommuId Viommu, Command Command) : IHistoryEvent;

/// <summary>The viommu has answered for a command. From the VMM.</summary>
/// <param name="Guest">Whose.</param>
/// <param name="Queue">The guest's queue.</param>
/// <param name="Slot">Of the command.</param>
/// <param name="Viommu">Which viommu.</param>
/// <param name="IsDone">It was done there.</param>
public sealed record GuestLegEnded(GuestId Guest, QueueId Queue, uint Slot, ViommuId Viommu, bool IsDone) : IHistoryEvent;

/// <summary>A VCMDQ is a guest's now. From the viommu, before the guest can start it.</summary>
/// <param name="Viommu">Whose guest.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Queue">Which queue of the machine.</param>
public sealed record HardwareQueueGiven(ViommuId Viommu, int Index, QueueId Queue) : IHistoryEvent;

/// <summary>A guest has a queue of hardware: what it does there hardware tells. From its VMM, before the guest can start it.</summary>
/// <param name="Guest">Whose.</param>
/// <param name="Queue">The guest's name for it.</param>
/// <param name="Viommu">Which viommu gave it.</param>
/// <param name="Index">Its number there.</param>
public sealed record GuestQueueMapped(GuestId Guest, QueueId Queue, ViommuId Viommu, int Index) : IHistoryEvent;

/// <summary>A virtual interface of a CMDQV unit is up: its registers are set. From the viommu that has it.</summary>
/// <param name="Viommu">Whose.</param>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Interface">Its number.</param>
public sealed record InterfaceStarted(ViommuId Viommu, SmmuId Smmu, int Interface) : IHistoryEvent;

/// <summary>Who handles errors of the unit finds a virtual interface from now on, or no longer. From what drives the SMMU.</summary>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Interface">Its number.</param>
/// <param name="IsFound">It is found.</param>
public sealed record InterfacePublished(SmmuId Smmu, int Interface, bool IsFound) : IHistoryEvent;

/// <summary>A virtual interface can be another viommu's. From the viommu that had it.</summary>
/// <param name="Viommu">Whose it was.</param>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Interface">Its number.</param>
public sealed record InterfaceFreed(ViommuId Viommu, SmmuId Smmu, int Interface) : IHistoryEvent;
