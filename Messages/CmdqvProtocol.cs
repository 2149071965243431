namespace ActorIommu.Messages;

// Conversation: a CPU and the CMDQV unit beside one SMMU (NVIDIA Tegra241), whose queues are consumed beside the CMDQ.
//   CPU -> Machine -> Cmdqv: ReadCmdqvRegister, WriteCmdqvRegister      Cmdqv -> CPU: RegisterRead, RegisterWritten
//   Cmdqv -> Smmu, Smmu -> Cmdqv: as a command queue (CommandQueueProtocol, AtsProtocol)
//   Cmdqv -> CommandQueue: CmdqvAttached      CommandQueue -> Cmdqv: SyncEnds      Cmdqv -> CommandQueue: SyncMayEnd
//   Cmdqv -> Doorbell: RaiseInterrupt, when a queue stops with an error
// Order: accesses of one CPU take effect in the order sent; between this unit and the SMMU's own registers there is none but that an answer
// says that the access is in force. Commands of one queue take effect in order; of two queues in any.

/// <summary>A message that the machine passes on, sender kept, to the CMDQV unit beside the SMMU that it names.</summary>
public interface ICmdqvRequest : IRequest
{
    /// <summary>The SMMU.</summary>
    SmmuId Smmu { get; }
}

/// <summary>A CPU reads a register of the CMDQV unit. Answered by <see cref="RegisterRead"/>, where there is a unit.</summary>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Offset">Bytes from CMDQV_CONFIG.</param>
/// <param name="SizeBytes">4 or 8; anything else reads as zero.</param>
public sealed record ReadCmdqvRegister(SmmuId Smmu, RequestId Request, int Offset, int SizeBytes) : ICmdqvRequest;

/// <summary>A CPU writes a register of the CMDQV unit. Answered by <see cref="RegisterWritten"/>.</summary>
/// <param name="Smmu">Beside which SMMU.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Offset">Bytes from CMDQV_CONFIG.</param>
/// <param name="SizeBytes">4 or 8; anything else is ignored.</param>
/// <param name="Value">What is written.</param>
public sealed record WriteCmdqvRegister(SmmuId Smmu, RequestId Request, int Offset, int SizeBytes, ulong Value) : ICmdqvRequest;

/// <summary>The CMDQV unit to itself: consume the next command of one of its queues.</summary>
/// <param name="Queue">Its number among the queues of the SMMU, from 1.</param>
public sealed record ConsumeVirtualCommand(int Queue) : IIommuProtocol;

/// <summary>
/// There is a CMDQV unit beside the SMMU, which is to know of CMD_SYNCs; from it to the command queue, whenever it starts. Not answered.
/// </summary>
public sealed record CmdqvAttached : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static CmdqvAttached Instance { get; } = new();
}

/// <summary>
/// A CMD_SYNC of the command queue is about to complete, and clears what stopped VCMDQs have not told of device caches; from the command
/// queue. Answered by <see cref="SyncMayEnd"/>.
/// </summary>
public sealed record SyncEnds : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static SyncEnds Instance { get; } = new();
}

/// <summary>The answer to <see cref="SyncEnds"/>: no owner of a VCMDQ is told of what another one's device did not answer.</summary>
public sealed record SyncMayEnd : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static SyncMayEnd Instance { get; } = new();
}
