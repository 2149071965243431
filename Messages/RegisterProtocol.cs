namespace ActorIommu.Messages;

// Conversation: a CPU (driver, VMM, replay) and one SMMU's registers.
//   CPU -> Machine -> Smmu -> (CommandQueue | EventQueue | PageRequestQueue, for the indexes that they own) -> CPU
// Order: accesses of one CPU to one SMMU take effect in the order sent as far as they have the same owner. A RegisterWritten says that
// the write was made, so a CPU that waits for it orders everything; but where a register has an acknowledgement (CR0, IRQ_CTRL, GBPA) the
// write is in force only when that shows it, and hardware may take its time.

/// <summary>A CPU reads a register. Answered by <see cref="RegisterRead"/> from whoever owns it.</summary>
/// <param name="Smmu">Whose register.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Offset">Bytes from page 0; page 1 begins at 0x10000.</param>
/// <param name="SizeBytes">4 or 8; anything else reads as zero.</param>
public sealed record ReadRegister(SmmuId Smmu, RequestId Request, int Offset, int SizeBytes) : ISmmuRequest, IRequest;

/// <summary>The answer to <see cref="ReadRegister"/>.</summary>
/// <param name="Request">Of the read.</param>
/// <param name="Value">What the register held; zero where there is none.</param>
public sealed record RegisterRead(RequestId Request, ulong Value) : IAnswer;

/// <summary>
/// A CPU writes a register. Answered by <see cref="RegisterWritten"/>; a write of CR0 that starts or stops queues, and takes effect at
/// once, only when they have acknowledged, that is when CR0ACK shows it. A write of CMDQ_PROD does not wait for the commands: see
/// <see cref="AwaitCommandQueueIdle"/>.
/// </summary>
/// <param name="Smmu">Whose register.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Offset">Bytes from page 0; page 1 begins at 0x10000.</param>
/// <param name="SizeBytes">4 or 8; anything else is ignored.</param>
/// <param name="Value">What is written.</param>
public sealed record WriteRegister(SmmuId Smmu, RequestId Request, int Offset, int SizeBytes, ulong Value) : ISmmuRequest, IRequest;

/// <summary>The answer to <see cref="WriteRegister"/>: the register holds the value.</summary>
/// <param name="Request">Of the write.</param>
public sealed record RegisterWritten(RequestId Request) : IAnswer;

/// <summary>
/// The SMMU to itself: the update of what was written is to go on, and perhaps to end (IHI 0070 6.3.9). Only where hardware chooses to
/// take its time.
/// </summary>
public sealed record ContinueUpdate : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static ContinueUpdate Instance { get; } = new();
}
