using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: one SMMU and one of its command queues.
//   Smmu -> CommandQueue: ConfigureCommandQueue, AcknowledgeCommandError, and register accesses passed on
//   CommandQueue -> Smmu: QueueConfigured, TakeEffect, DrainWalks, RaiseGlobalErrors
//   Smmu -> EventQueue -> CommandQueue: WalksDrained
//   CommandQueue -> Smmu, for devices: InvalidateAtc (AtsProtocol), RespondToPages (PageRequestProtocol)
// Order: TakeEffect and DrainWalks of one queue reach the SMMU as sent, so WalksDrained means that every earlier command of that
// queue took effect and that every walk that began before is over: what CMD_SYNC promises (IHI 0070 3.21.1, 4.7.3). The answer goes
// by the event queue, as the events of those walks did: by then each can be read, or is lost as the architecture says (7.2).

/// <summary>The SMMU makes itself known to a queue of its own, before anything else and after each restart. Not answered.</summary>
public sealed record SmmuAttached : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static SmmuAttached Instance { get; } = new();
}

/// <summary>Starts or stops a command queue. Answered by <see cref="QueueConfigured"/>, when no CMD_SYNC is waiting any more.</summary>
/// <param name="Base">CMDQ_BASE; it counts when the queue starts.</param>
/// <param name="Enabled">CR0.CMDQEN.</param>
public sealed record ConfigureCommandQueue(QueueBase Base, bool Enabled) : IIommuProtocol;

/// <summary>A queue took a new enable into force: the SMMU shows it in CR0ACK.</summary>
/// <param name="Owner">Which queue.</param>
/// <param name="Enabled">What is in force.</param>
public sealed record QueueConfigured(RegisterOwner Owner, bool Enabled) : IIommuProtocol;

/// <summary>
/// A consumed command takes effect on the SMMU: on its caches, or on the DMAs that are stalled there. Not answered; CMD_RESUME with
/// retry has the SMMU begin the walk anew.
/// </summary>
/// <param name="Command">Any legal command but CMD_SYNC, CMD_ATC_INV and CMD_PRI_RESP.</param>
/// <param name="Slot">Its slot, index and wrap bit: what the history calls it.</param>
/// <param name="Queue">Which of the SMMU's queues it comes from; 0 is the CMDQ.</param>
public sealed record TakeEffect(Command Command, uint Slot = 0, int Queue = 0) : IIommuProtocol;

/// <summary>Asks for <see cref="WalksDrained"/> once every walk that is in flight on arrival has ended.</summary>
/// <param name="Ticket">Returned with the answer.</param>
public sealed record DrainWalks(DrainTicket Ticket) : IIommuProtocol;

/// <summary>The answer to <see cref="DrainWalks"/>; the event queue passes it on.</summary>
/// <param name="Ticket">Of the question.</param>
public sealed record WalksDrained(DrainTicket Ticket) : IIommuProtocol;

/// <summary>A queue met a global error: the SMMU toggles GERROR and interrupts software. Not answered.</summary>
/// <param name="Errors">The errors to activate.</param>
public sealed record RaiseGlobalErrors(Gerror Errors) : IIommuProtocol;

/// <summary>Software acknowledged GERROR.CMDQ_ERR: consumption goes on at CONS. From the SMMU, not answered.</summary>
public sealed record AcknowledgeCommandError : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static AcknowledgeCommandError Instance { get; } = new();
}

/// <summary>
/// A producer asks to be told when the command queue has nothing that it may consume and all that it consumed took effect.
/// Passed on by the SMMU, so it arrives behind the register writes that the producer sent before. A question of simulations,
/// where a driver would poll. Answered by <see cref="CommandQueueIdle"/>.
/// </summary>
/// <param name="Smmu">Whose queue.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record AwaitCommandQueueIdle(SmmuId Smmu, RequestId Request) : ISmmuRequest, IRequest;

/// <summary>The answer to <see cref="AwaitCommandQueueIdle"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Consumer">CMDQ_CONS: where it stopped, and the error if there is one.</param>
public sealed record CommandQueueIdle(RequestId Request, CmdqCons Consumer) : IAnswer;

/// <summary>
/// The command queue to itself: signal the CMD_SYNC that CONS has passed. Only where hardware chooses to signal after CONS; it is
/// done before the next CMD_SYNC completes.
/// </summary>
public sealed record SignalSync : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static SignalSync Instance { get; } = new();
}

/// <summary>
/// The command queue to itself: consume the next command. One command is one message, so other things may come in between.
/// </summary>
public sealed record ConsumeCommand : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static ConsumeCommand Instance { get; } = new();
}
