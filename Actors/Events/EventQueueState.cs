using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Events;

/// <summary>What became of a record.</summary>
internal enum EventOutcome
{
    /// <summary>It is in the queue, or lost as the architecture says.</summary>
    Done,

    /// <summary>The write met an external abort, and the record is lost.</summary>
    Aborted,

    /// <summary>It is that of a stall, and there is no room for it.</summary>
    NoRoomForStall,
}

/// <summary>The event queue and what it knows of its SMMU. It outlives the actor.</summary>
/// <typeparam name="TSmmu">How to reach the SMMU.</typeparam>
internal sealed class EventQueueState<TSmmu>(EventQueue queue, IPhysicalMemory memory, EventQueueId id, Experiment experiment)
{
    private readonly IHistory _history = experiment.History;
    private readonly string _name = $"{id}";
    private bool _interruptEnabled;
    private long _number;

    /// <summary>The global error of a record that could not be written (IHI 0070 7.2).</summary>
    public static Gerror WriteAborted => default(Gerror) with { EventqAbtErr = true };

    /// <summary>The SMMU, once it has attached itself.</summary>
    public TSmmu? Smmu { get; set; }

    /// <summary>Where its interrupt goes.</summary>
    public MsiTarget Msi { get; private set; }

    public void Configure(ConfigureEventQueue configure)
    {
        if (configure.Enabled && !queue.Enabled && _history.IsOn) _history.Record(new EventQueueStarted(id));
        queue.Configure(configure.Base, configure.Enabled);
        (_interruptEnabled, Msi) = (configure.InterruptEnabled, configure.Msi);
    }

    /// <summary>
    /// Software is to be interrupted for the last record; cleared by who did it. While it is set a record is one that came back
    /// after a crash, and already in the queue.
    /// </summary>
    public bool OwesInterrupt { get; set; }

    /// <summary>Records an event; what it came to: <see cref="EventOutcome"/>.</summary>
    public EventOutcome Record(RecordEvent detected)
    {
        if (OwesInterrupt) return EventOutcome.Done;
        if (detected.MayMerge && queue.TryMerge(detected.Event))
        {
            if (_history.IsOn) _history.Record(new EventMerged(detected.Detected, id));
            return EventOutcome.Done;
        }

        var wasOverflowed = queue.IsOverflowed;
        // An empty queue that is full would never interrupt anybody who could acknowledge that (3.18.2).
        var isFull = !queue.IsEmpty && experiment.Fires(FaultSite.EventQueueFull, _name);
        var effects = queue.Record(detected.Stall is not null, isFull);
        if (effects.HasFlag(EventQueueEffects.RetryStall)) return EventOutcome.NoRoomForStall;
        var record = detected.Event;
        if (_history.IsOn && detected.Stall is not null)
            _history.Record(new EventDetected(detected.Detected, id, record.Id, record.StreamID, IsStall: true));
        _number++;
        if (!effects.HasFlag(EventQueueEffects.Write))
        {
            RecordLoss(detected.Detected, wasOverflowed);
            return EventOutcome.Done;
        }

        if (experiment.Fires(FaultSite.EventWriteAbort, _name)
            || !memory.TryWrite(queue.WriteAddress, [record.D0, record.D1, record.D2, record.D3]))
        {
            queue.WriteAborted();
            if (_history.IsOn) _history.Record(new EventLost(detected.Detected, id, queue.ShowsLoss));
            return EventOutcome.Aborted;
        }

        if (_history.IsOn) _history.Record(new EventRecorded(detected.Detected, id, _number, queue.Producer.Raw));
        OwesInterrupt = queue.Written(record).HasFlag(EventQueueEffects.Interrupt) && _interruptEnabled;
        return EventOutcome.Done;
    }

    /// <summary>An event was lost before it came here (<see cref="EventQueue.Lose"/>).</summary>
    public void Lose(DetectedEventId detected)
    {
        var wasOverflowed = queue.IsOverflowed;
        OwesInterrupt |= queue.Lose().HasFlag(EventQueueEffects.Interrupt) && _interruptEnabled;
        _number++;
        RecordLoss(detected, wasOverflowed);
    }

    /// <summary>True, once, when stalls that found no room are to be retried.</summary>
    public bool TryTakeRetry() => queue.TryTakeRetry();

    public void AcknowledgeAbort() => queue.AcknowledgeAbort();

    public ulong ReadRegister(int offset, int sizeBytes) => (offset, sizeBytes) switch
    {
        (RegisterOffset.EventqProd, 4) => queue.ProducerRegister,
        (RegisterOffset.EventqCons, 4) => queue.ConsumerRegister,
        _ => 0,
    };

    public void WriteRegister(int offset, int sizeBytes, ulong value)
    {
        if (sizeBytes != 4) return;
        if (offset == RegisterOffset.EventqProd) queue.WriteProducer((uint)value);
        else if (offset == RegisterOffset.EventqCons) WriteConsumer((uint)value);
    }

    private void RecordLoss(DetectedEventId detected, bool wasOverflowed)
    {
        if (!_history.IsOn) return;
        if (queue.IsOverflowed && !wasOverflowed) _history.Record(new OverflowRaised(id));
        _history.Record(new EventLost(detected, id, queue.ShowsLoss));
    }

    private void WriteConsumer(uint value)
    {
        var wasOverflowed = queue.IsOverflowed;
        queue.WriteConsumer(value);
        // What software writes while the queue is off is where it begins (3.5.2).
        if (queue.Enabled && wasOverflowed && !queue.IsOverflowed && _history.IsOn) _history.Record(new OverflowAcknowledged(id));
    }
}
