using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>What a script drives: each call is over, with all that it causes, on return.</summary>
internal interface ISmmuUnderTest
{
    ulong Read(int offset, int sizeBytes);

    void Write(int offset, ulong value, int sizeBytes);

    /// <summary>Null for a DMA that stalls: <see cref="TakeAnswers"/> has its answer once there is one.</summary>
    (DmaOutcome Outcome, ulong Address, ulong Data)? Dma(uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data);

    /// <summary>The answers that came to stalled DMAs since the last call, ordered by DMA.</summary>
    IReadOnlyList<string> TakeAnswers();

    /// <summary>Wired interrupts so far: event queue, CMD_SYNC, global errors; and events to the CPUs.</summary>
    (long EventQueue, long CommandSync, long GlobalError, long WakeUps) Interrupts();
}
