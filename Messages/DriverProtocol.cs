using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: host software above the SMMUs (Linux: arm-smmu-v3.c), and who uses it.
//   workload -> Driver: StartDriver, CreateDomain, DestroyDomain, ListenForFaults
//   Driver -> workload: DriverStarted, DomainReady, DomainDestroyed, FaultReported
//   workload -> Driver -> Master: AttachDevice, DetachDevice      Master -> workload: DeviceAttached, DeviceDetached
//   Master -> Driver -> SmmuDriver: PrepareStream      SmmuDriver -> Driver -> Master: StreamPrepared
//   SmmuDriver -> Driver: FaultReported      Driver -> SmmuDriver: ResumeStalled, at once or when iommufd has the answer (IommufdProtocol)
//   Master, SmmuDriver, Domain -> Invalidation (made for it): -      Invalidation -> who made it: CommandsEnded
// Order: of one device, attaches and detaches happen in the order in which they come. What a driver does with registers and
// memory is in the protocols of the hardware.

/// <summary>How commands that software put into command queues ended.</summary>
public enum CommandsOutcome : byte
{
    /// <summary>All are in the queue; where the list ended with a CMD_SYNC, that has completed.</summary>
    Completed,

    /// <summary>An error stopped the queue meanwhile: whether each command took effect is not known.</summary>
    Failed,

    /// <summary>A CMD_SYNC did not complete within a second: whether the commands took effect is not known.</summary>
    TimedOut,

    /// <summary>There was no room within a second: commands were not inserted.</summary>
    NoSpace,
}

/// <summary>How an operation of the host software ended.</summary>
public enum HostResult : byte
{
    /// <summary>Done.</summary>
    Ok,

    /// <summary>Done in memory, but commands did not end as <see cref="CommandsOutcome.Completed"/>: hardware may know better.</summary>
    Degraded,

    /// <summary>Something is mapped there, or not free again yet.</summary>
    Exists,

    /// <summary>Nothing is there.</summary>
    NoEntry,

    /// <summary>A part of a block was asked for.</summary>
    PartOfBlock,

    /// <summary>Not aligned, empty, or out of range.</summary>
    Invalid,

    /// <summary>Something else is under way, or in use.</summary>
    Busy,

    /// <summary>No memory for tables is left.</summary>
    NoMemory,

    /// <summary>The SMMU cannot do it.</summary>
    Unsupported,

    /// <summary>The driver does not know the device: another one has one of its StreamIDs.</summary>
    NoDevice,

    /// <summary>It was done, the answer could not be given to who asked, and so it was undone.</summary>
    NotTold,

    /// <summary>Not for who asks (Linux: EIO): a guest's command or field that is the host's business.</summary>
    Refused,

    /// <summary>All places are taken (Linux: ENOSPC).</summary>
    NoSpace,
}

/// <summary>A message that the driver passes on, sender kept, to what stands for the device that it names.</summary>
public interface IMasterRequest : IIommuProtocol
{
    /// <summary>The device that it is about.</summary>
    DeviceId Device { get; }
}

/// <summary>A message that the driver passes on, sender kept, to what drives the SMMU that it names.</summary>
public interface ISmmuDriverRequest : IIommuProtocol
{
    /// <summary>Which SMMU.</summary>
    SmmuId Smmu { get; }
}

/// <summary>Brings every SMMU up. Answered by <see cref="DriverStarted"/>. Asked again it resets them.</summary>
/// <param name="Request">Returned with the answer.</param>
public sealed record StartDriver(RequestId Request) : IRequest;

/// <summary>The answer to <see cref="StartDriver"/>: every SMMU translates, and every stream aborts until it is attached.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Ok"/> or <see cref="HostResult.Degraded"/>.</param>
public sealed record DriverStarted(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>The driver has one SMMU brought up; from it to the one that does. Answered by <see cref="SmmuStarted"/>.</summary>
public sealed record StartSmmu : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static StartSmmu Instance { get; } = new();
}

/// <summary>The answer to <see cref="StartSmmu"/>.</summary>
/// <param name="Smmu">Which one.</param>
/// <param name="Outcome">How the invalidation of everything ended.</param>
public sealed record SmmuStarted(SmmuId Smmu, CommandsOutcome Outcome) : IIommuProtocol;

/// <summary>Lets a device use a domain instead of what it used. Answered by <see cref="DeviceAttached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">Which domain.</param>
public sealed record AttachDevice(DeviceId Device, RequestId Request, DomainId Domain) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="AttachDevice"/>: from now on no DMA uses what the device used before.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">Not <see cref="HostResult.Ok"/> nor <see cref="HostResult.Degraded"/>: nothing has changed.</param>
public sealed record DeviceAttached(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Lets the DMAs of a device abort. Answered by <see cref="DeviceDetached"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record DetachDevice(DeviceId Device, RequestId Request) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="DetachDevice"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/> if it was not attached.</param>
public sealed record DeviceDetached(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>
/// A transaction that stalls is tried again, or aborted; from the driver to what drives the SMMU. Not answered: the DMA is over some time.
/// </summary>
/// <param name="Smmu">Where it stalls.</param>
/// <param name="Stream">Whose it is.</param>
/// <param name="Tag">STAG of its event record.</param>
/// <param name="IsRetried">The page is there now.</param>
public sealed record ResumeStalled(SmmuId Smmu, StreamId Stream, ushort Tag, bool IsRetried) : ISmmuDriverRequest;

/// <summary>
/// What stands for a device wants its stream table entry, and the array that it is in if there is none yet (Linux:
/// arm_smmu_init_sid_strtab). Answered by <see cref="StreamPrepared"/>, through the driver.
/// </summary>
/// <param name="Smmu">Whose stream table.</param>
/// <param name="Stream">Which stream.</param>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record PrepareStream(SmmuId Smmu, StreamId Stream, DeviceId Device, RequestId Request) : ISmmuDriverRequest, IRequest;

/// <summary>The answer to <see cref="PrepareStream"/>: the SMMU finds the entry, which aborts.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Request">Of the question.</param>
/// <param name="Entry">Where it is.</param>
public sealed record StreamPrepared(DeviceId Device, RequestId Request, Pa Entry) : IMasterRequest, IAnswer;

/// <summary>The sender wants to hear of events. Not answered.</summary>
public sealed record ListenForFaults : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static ListenForFaults Instance { get; } = new();
}

/// <summary>The driver took an event from an event queue.</summary>
/// <param name="Smmu">Whose.</param>
/// <param name="Event">The record.</param>
/// <param name="Device">Whose StreamID it names; null if no device has it.</param>
public sealed record FaultReported(SmmuId Smmu, EventRecord Event, DeviceId? Device = null) : IIommuProtocol;

/// <summary>Commands are over; from what issued them to what made it.</summary>
/// <param name="Request">What they were for.</param>
/// <param name="Outcome">How they ended; of several, the worst.</param>
public sealed record CommandsEnded(RequestId Request, CommandsOutcome Outcome) : IAnswer;

/// <summary>Host software to itself: the next step of what it does. Anything may come in between.</summary>
/// <param name="Operation">Which of the things that it does.</param>
/// <param name="Ticket">Counts steps: an older one than is expected has been made.</param>
public sealed record TakeStep(RequestId Operation, long Ticket) : IIommuProtocol;
