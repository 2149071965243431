using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Events;

/// <summary>What recording an event came to.</summary>
/// <param name="Interrupts">Software is to be interrupted.</param>
/// <param name="IsAborted">The write met an external abort; the record is lost.</param>
internal readonly record struct RecordedEvent(bool Interrupts, bool IsAborted);

/// <summary>The event queue and what it knows of its SMMU. It outlives the actor.</summary>
/// <typeparam name="TSmmu">How to reach the SMMU.</typeparam>
internal sealed class EventQueueState<TSmmu>(EventQueue queue, IPhysicalMemory memory)
{
    private bool _interruptEnabled;

    /// <summary>The global error of a record that could not be written (IHI 0070 7.2).</summary>
    public static Gerror WriteAborted => default(Gerror) with { EventqAbtErr = true };

    /// <summary>The SMMU, once it has attached itself.</summary>
    public TSmmu? Smmu { get; set; }

    /// <summary>Where its interrupt goes.</summary>
    public MsiTarget Msi { get; private set; }

    public void Configure(ConfigureEventQueue configure)
    {
        queue.Configure(configure.Base, configure.Enabled);
        (_interruptEnabled, Msi) = (configure.InterruptEnabled, configure.Msi);
    }

    public RecordedEvent Record(in EventRecord record)
    {
        var effects = queue.Record();
        if (effects.HasFlag(EventQueueEffects.Write))
        {
            if (!memory.TryWrite(queue.WriteAddress, [record.D0, record.D1, record.D2, record.D3]))
            {
                queue.WriteAborted();
                return new RecordedEvent(false, true);
            }

            effects = queue.Written();
        }

        return new RecordedEvent(effects.HasFlag(EventQueueEffects.Interrupt) && _interruptEnabled, false);
    }

    public void AcknowledgeAbort() => queue.AcknowledgeAbort();

    public ulong ReadRegister(int offset, int sizeBytes) =>
        sizeBytes != 4 ? 0 : offset == RegisterOffset.EventqProd ? queue.ProducerRegister : queue.ConsumerRegister;

    public void WriteRegister(int offset, int sizeBytes, ulong value)
    {
        if (sizeBytes != 4) return;
        if (offset == RegisterOffset.EventqProd) queue.WriteProducer((uint)value);
        else if (offset == RegisterOffset.EventqCons) queue.WriteConsumer((uint)value);
    }
}
