using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages;

// Conversation: interrupts.
//   Smmu, CommandQueue, EventQueue, PageRequestQueue -> Doorbell: RaiseInterrupt      Device -> Doorbell: WriteDoorbell
//   software -> Machine -> Smmu -> EventQueue -> Doorbell: ReadInterrupts      Doorbell -> software: InterruptsRead
//   software -> Machine -> Smmu -> EventQueue -> Doorbell: HandleInterrupts    Doorbell -> software: InterruptArrived
// Order: ReadInterrupts goes the way of an event's interrupt, so its answer includes the interrupts of all events that the SMMU
// had sent to its queue before.

/// <summary>Who interrupts (IHI 0070 3.18).</summary>
public enum InterruptSource : byte
{
    /// <summary>The event queue is no longer empty, or overflowed.</summary>
    EventQueue,

    /// <summary>A CMD_SYNC completed.</summary>
    CommandSync,

    /// <summary>A global error became active.</summary>
    GlobalError,

    /// <summary>The PRI queue is no longer empty, or has the last request of a group.</summary>
    PageRequestQueue,

    /// <summary>A CMD_SYNC completed, and wakes CPUs that wait for an event (CS = SIG_SEV, 4.7.3). A hint, no interrupt.</summary>
    WakeUp,

    /// <summary>A queue of the CMDQV unit stopped with an error.</summary>
    VirtualQueues,
}

/// <summary>A wired interrupt of an SMMU, or its event to the CPUs. Not answered.</summary>
/// <param name="Smmu">Whose wire.</param>
/// <param name="Source">Which wire.</param>
public sealed record RaiseInterrupt(SmmuId Smmu, InterruptSource Source) : IIommuProtocol;

/// <summary>A memory write that reached the doorbell's addresses: an MSI. Not answered.</summary>
/// <param name="Address">Which doorbell register.</param>
/// <param name="Data">The event id that was written.</param>
public sealed record WriteDoorbell(Pa Address, uint Data) : IIommuProtocol;

/// <summary>Asks how many interrupts came. Answered by <see cref="InterruptsRead"/>.</summary>
/// <param name="Smmu">Whose interrupts, and by whose way the question goes.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record ReadInterrupts(SmmuId Smmu, RequestId Request) : ISmmuRequest, IRequest;

/// <summary>The answer to <see cref="ReadInterrupts"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="EventQueue">Wired interrupts of the event queue since the machine began.</param>
/// <param name="CommandSync">Wired interrupts of CMD_SYNC.</param>
/// <param name="GlobalError">Wired interrupts of GERROR.</param>
/// <param name="Messages">MSIs that reached the doorbell, of any device or SMMU.</param>
/// <param name="PageRequestQueue">Wired interrupts of the PRI queue.</param>
/// <param name="WakeUps">Events of CMD_SYNC to the CPUs.</param>
public sealed record InterruptsRead(
    RequestId Request, long EventQueue, long CommandSync, long GlobalError, long Messages, long PageRequestQueue = 0, long WakeUps = 0)
    : IAnswer;

/// <summary>The sender handles the wired interrupts of an SMMU, instead of who did before. Not answered.</summary>
/// <param name="Smmu">Whose.</param>
public sealed record HandleInterrupts(SmmuId Smmu) : ISmmuRequest;

/// <summary>A wired interrupt arrived; for who handles it.</summary>
/// <param name="Smmu">Whose wire.</param>
/// <param name="Source">Which wire.</param>
public sealed record InterruptArrived(SmmuId Smmu, InterruptSource Source) : IIommuProtocol;
