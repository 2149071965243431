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

    /// <summary>A DMA by ATS: by the device's translation cache or a Translation Request, then as a translated access.</summary>
    (DmaOutcome Outcome, ulong Address, ulong Data) AtsDma(uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data);

    /// <summary>A page request; the next DMA of the same stream comes behind it.</summary>
    void RequestPage(PageRequest page);

    /// <summary>Wired interrupts so far: event queue, CMD_SYNC, global errors, PRI queue; and events to the CPUs.</summary>
    (long EventQueue, long CommandSync, long GlobalError, long PageRequestQueue, long WakeUps) Interrupts();
}
