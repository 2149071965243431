using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Captures;

/// <summary>What a recorded event says about the DMA that caused it, and where it must be found.</summary>
internal static class ReplayTransactions
{
    /// <summary>The DMA: the recorder names stream, address and direction only in the event itself.</summary>
    public static Transaction OfEvent(in CapturedEvent expected)
    {
        var record = EventRecord.Read(expected.Dwords);
        return new Transaction(
            record.StreamID,
            record.InputAddr,
            new AccessAttributes(!record.RnW, record.InD, record.PnU),
            record.SSV ? record.SubstreamID : null);
    }

    /// <summary>
    /// True if the architecture asks for an interrupt: of the event queue only when the last record found it empty (IHI 0070 3.18).
    /// </summary>
    public static bool IsRequired(InterruptSource source, uint eventqProd, uint eventqCons) =>
        source != InterruptSource.EventQueue || new EventqProd(eventqProd).WR == new EventqCons(eventqCons).RD + 1;

    /// <summary>The address of an entry of the event queue.</summary>
    public static Pa EventSlot(QueueBase queue, uint index) => new((queue.ADDR & ~((32UL << queue.LOG2SIZE) - 1)) + (32UL * index));
}
