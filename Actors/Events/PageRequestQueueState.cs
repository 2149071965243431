using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Events;

/// <summary>The PRI queue and what it knows of its SMMU. It outlives the actor.</summary>
/// <typeparam name="TSmmu">How to reach the SMMU.</typeparam>
internal sealed class PageRequestQueueState<TSmmu>(PageRequestQueue queue, IPhysicalMemory memory, EventQueueId id, IHistory history)
{
    private long _number;
    private bool _interruptEnabled;

    /// <summary>The global error of a request that could not be written (IHI 0070 8.2).</summary>
    public static Gerror WriteAborted => default(Gerror) with { PriqAbtErr = true };

    /// <summary>The SMMU, once it has attached itself.</summary>
    public TSmmu? Smmu { get; set; }

    /// <summary>Where its interrupt goes.</summary>
    public MsiTarget Msi { get; private set; }

    /// <summary>
    /// Software is to be interrupted for the last request; cleared by who did it. While it is set a request is one that came back
    /// after a crash, and already in the queue.
    /// </summary>
    public bool OwesInterrupt { get; set; }

    public void Configure(ConfigurePageRequestQueue configure)
    {
        if (configure.Enabled && !queue.Enabled && history.IsOn) history.Record(new EventQueueStarted(id));
        queue.Configure(configure.Base, configure.Enabled);
        (queue.IsSmmuEnabled, queue.LastOnly) = (configure.SmmuEnabled, configure.LastOnly);
        (_interruptEnabled, Msi) = (configure.InterruptEnabled, configure.Msi);
    }

    /// <summary>Records a page request, or says who answers it; false if the write met an external abort.</summary>
    public bool TryRecord(in PageRequest request, out RespondToPages? response)
    {
        response = null;
        if (OwesInterrupt) return true;
        var normal = queue.Normalise(request);
        var wasOverflowed = queue.IsOverflowed;
        var (effects, automatic) = queue.Record(normal);
        var detected = Detected(normal);
        if (queue.IsOverflowed && !wasOverflowed && history.IsOn) history.Record(new OverflowRaised(id));
        if (!effects.HasFlag(PageRequestEffects.Write)) Lost(detected);
        if (effects.HasFlag(PageRequestEffects.Answer))
        {
            var source = effects.HasFlag(PageRequestEffects.CheckStream) ? PageResponseSource.QueueAfterCheck : PageResponseSource.Queue;
            response = new RespondToPages(automatic, source);
        }

        if (effects.HasFlag(PageRequestEffects.Write) && !TryWrite(normal, detected, ref effects))
        {
            Lost(detected);
            if (!PageRequestQueue.IsStopMarker(normal))
                response = new RespondToPages(PageRequestQueue.Failure(normal), PageResponseSource.Queue);
            return false;
        }

        OwesInterrupt = effects.HasFlag(PageRequestEffects.Interrupt) && _interruptEnabled;
        return true;
    }

    public void AcknowledgeAbort() => queue.AcknowledgeAbort();

    public ulong ReadRegister(int offset, int sizeBytes) => (offset, sizeBytes) switch
    {
        (RegisterOffset.PriqProd, 4) => queue.ProducerRegister,
        (RegisterOffset.PriqCons, 4) => queue.ConsumerRegister,
        _ => 0,
    };

    public void WriteRegister(int offset, int sizeBytes, ulong value)
    {
        if (sizeBytes != 4) return;
        if (offset == RegisterOffset.PriqProd) queue.WriteProducer((uint)value);
        else if (offset == RegisterOffset.PriqCons) WriteConsumer((uint)value);
    }

    private void WriteConsumer(uint value)
    {
        var wasOverflowed = queue.IsOverflowed;
        queue.WriteConsumer(value);
        // What software writes while the queue is off is where it begins (3.5.2).
        if (queue.Enabled && wasOverflowed && !queue.IsOverflowed && history.IsOn) history.Record(new OverflowAcknowledged(id));
    }

    // Beside the numbers that the SMMU gives to its own events.
    private DetectedEventId Detected(in PageRequest request)
    {
        var detected = new DetectedEventId(((long)id.Index << 48) | (1L << 47) | ++_number);
        if (history.IsOn) history.Record(new EventDetected(detected, id, default, request.StreamID, IsStall: false));
        return detected;
    }

    private void Lost(DetectedEventId detected)
    {
        if (history.IsOn) history.Record(new EventLost(detected, id, queue.ShowsLoss || !queue.IsSmmuEnabled));
    }

    private bool TryWrite(in PageRequest request, DetectedEventId detected, ref PageRequestEffects effects)
    {
        if (memory.TryWrite(queue.WriteAddress, [request.D0, request.D1]))
        {
            if (history.IsOn) history.Record(new EventRecorded(detected, id, _number, queue.Producer.Raw));
            effects |= queue.Written(request);
            return true;
        }

        queue.WriteAborted();
        return false;
    }
}
