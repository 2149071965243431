using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// Command queues. CommandWritten, ProducerPublished and SyncReleased are software's; the others are the hardware's.
// Slots are written as CMDQ_PROD and CMDQ_CONS have them: index and wrap bit, bits [log2Entries:0].

/// <summary>A queue runs, empty. From the queue, when CMDQEN is acknowledged.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Log2Entries">How long it is.</param>
/// <param name="Slot">Where producer and consumer stand.</param>
public sealed record CommandQueueStarted(QueueId Queue, int Log2Entries, uint Slot) : IHistoryEvent;

/// <summary>A queue of the CMDQV unit was stopped: nothing more is read from its memory. From the unit.</summary>
/// <param name="Queue">Which.</param>
public sealed record CommandQueueStopped(QueueId Queue) : IHistoryEvent;

/// <summary>A queue stands still for good, and its memory may be freed. From who releases it.</summary>
/// <param name="Queue">Which.</param>
public sealed record CommandQueueReleased(QueueId Queue) : IHistoryEvent;

/// <summary>Software wrote a command into its slot; hardware need not know yet.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Slot">Index and wrap bit.</param>
/// <param name="Command">What was written.</param>
/// <param name="Operation">On whose behalf; 0 for a replacement after an error.</param>
/// <param name="Batch">The call that wrote it: its commands stand together.</param>
public sealed record CommandWritten(QueueId Queue, uint Slot, Command Command, OperationId Operation, BatchId Batch) : IHistoryEvent;

/// <summary>Software wrote CMDQ_PROD: recorded before hardware can see it.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Slot">The first slot that is not published.</param>
public sealed record ProducerPublished(QueueId Queue, uint Slot) : IHistoryEvent;

/// <summary>Hardware read a command and CONS passed it, which for anything but CMD_SYNC says nothing of its effect.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Slot">Of the command.</param>
/// <param name="Command">As hardware does it.</param>
public sealed record CommandConsumed(QueueId Queue, uint Slot, Command Command) : IHistoryEvent
{
    /// <summary>As hardware read it, where that is another: what a guest wrote into its VCMDQ.</summary>
    public Command? Entry { get; init; }
}

/// <summary>What a command covers left the caches. From the SMMU, at that instant, which may be long after it was consumed.</summary>
/// <param name="Queue">From which queue.</param>
/// <param name="Slot">Of the command.</param>
public sealed record CommandTookEffect(QueueId Queue, uint Slot) : IHistoryEvent;

/// <summary>A queue stopped at a command: CMDQ_CONS.ERR, GERROR.CMDQ_ERR (or those of the VCMDQ).</summary>
/// <param name="Queue">Which.</param>
/// <param name="Slot">CONS: the command that was not done.</param>
/// <param name="Error">Why.</param>
public sealed record CommandErrored(QueueId Queue, uint Slot, CommandError Error) : IHistoryEvent;

/// <summary>Software acknowledged the error (GERRORN). Recorded before the queue goes on.</summary>
/// <param name="Queue">Which.</param>
public sealed record CommandErrorAcknowledged(QueueId Queue) : IHistoryEvent;

/// <summary>A CMD_SYNC completed: everything before it in its queue is done. Before CONS moves and before it is signalled.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Slot">Of the CMD_SYNC.</param>
/// <param name="Signal">How it is signalled.</param>
public sealed record SyncCompleted(QueueId Queue, uint Slot, SyncSignal Signal) : IHistoryEvent;

/// <summary>Why a wait for a CMD_SYNC was over.</summary>
public enum SyncOutcome : byte
{
    /// <summary>The CMD_SYNC completed.</summary>
    Completed,

    /// <summary>The time was up.</summary>
    TimedOut,

    /// <summary>The queue was reset or stopped, or an error met commands that this wait was for.</summary>
    Failed,
}

/// <summary>Who waited for a CMD_SYNC no longer does. From the waiter's side, when it goes on.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Slot">Of the CMD_SYNC that was waited for.</param>
/// <param name="Operation">Who waited.</param>
/// <param name="Outcome">Why it goes on.</param>
public sealed record SyncReleased(QueueId Queue, uint Slot, OperationId Operation, SyncOutcome Outcome) : IHistoryEvent;
