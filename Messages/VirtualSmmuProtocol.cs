using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: a guest and the SMMUs that its VMM emulates. A guest's driver is a driver like that of the host, on memory of its own:
//   guest's Driver -> Vmm -> VirtualSmmu: ReadRegister, WriteRegister, HandleInterrupts (RegisterProtocol, InterruptProtocol)
//   VirtualSmmu -> guest's Driver: RegisterRead, RegisterWritten, InterruptArrived
//   VirtualSmmu -> host's Driver: InvalidateViommu, CreateNestedDomain, AttachDevice, DestroyDomain (ViommuProtocol, DriverProtocol)
//   guest's Driver -> Vmm -> Machine: ReadCmdqvRegister, WriteCmdqvRegister of page 0 of its VCMDQs, answered by hardware;
//   guest's Driver -> Vmm -> VirtualSmmu: the same of everything else, which traps (CmdqvProtocol)
//   VirtualSmmu -> host's Driver: AllocateHardwareQueue, DestroyHardwareQueue when the guest has programmed a queue, or no longer
//   VirtualSmmu -> Machine: ReadCmdqvRegister of page 0, for who reads which queues stand with an error
//   workload -> Vmm -> VirtualSmmu: UnplugDevice      VirtualSmmu -> workload: DeviceUnplugged
//   VirtualSmmu -> host's Driver: RemoveVdevice, DetachDevice for it
//   workload -> Vmm -> VirtualSmmu: ShutDownGuest      VirtualSmmu -> workload: GuestShutDown
//   VirtualSmmu -> host's Driver: DestroyHardwareQueue, what takes each device away, and DestroyViommu for it
//   workload -> guest's Driver: IssueCommands      guest's Driver -> workload: CommandsEnded
// Order: CONS passes a command of the guest when every viommu that it was sent to has answered, so a CMD_SYNC of the guest completes
// behind all legs of all commands before it. A leg that fails stops the virtual queue: CONS names the command, and commands behind
// it may have been done at other viommus. An access to the CMDQV unit is answered when the queue that it is about is there, or gone.

/// <summary>Puts commands into a command queue as they are, with a CMD_SYNC behind them. Answered by <see cref="CommandsEnded"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Smmu">Whose queue.</param>
/// <param name="First">The first command.</param>
/// <param name="Second">The second command.</param>
public sealed record IssueCommands(RequestId Request, SmmuId Smmu, Command First, Command Second) : IRequest;

/// <summary>Takes a device away from a guest. Answered by <see cref="DeviceUnplugged"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Smmu">The guest's SMMU that it is behind.</param>
/// <param name="Device">Which device of the machine.</param>
public sealed record UnplugDevice(RequestId Request, SmmuId Smmu, DeviceId Device) : ISmmuRequest, IRequest;

/// <summary>The answer to <see cref="UnplugDevice"/>: no command of the guest reaches the device any more.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if the guest does not have it.</param>
public sealed record DeviceUnplugged(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>The guest does not run any more: an SMMU of it ends, and what it stands on. Answered by <see cref="GuestShutDown"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Smmu">Which of the guest's SMMUs.</param>
public sealed record ShutDownGuest(RequestId Request, SmmuId Smmu) : ISmmuRequest, IRequest;

/// <summary>The answer to <see cref="ShutDownGuest"/>: what was the guest's can be another one's.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">Not <see cref="HostResult.Ok"/> if a viommu could not end.</param>
public sealed record GuestShutDown(RequestId Request, HostResult Result) : IHostAnswer;
