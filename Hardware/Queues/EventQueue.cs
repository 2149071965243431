// Not modelled here: event merging (7.3.1 permits none), stall records that wait for room (stalls are not offered).
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>What recording an event asks for.</summary>
[Flags]
public enum EventQueueEffects : byte
{
    /// <summary>Nothing: the queue is disabled, or full and known to be.</summary>
    None = 0,

    /// <summary>
    /// Write the record at <see cref="EventQueue.WriteAddress"/>, then say <see cref="EventQueue.Written"/>; or, after an abort,
    /// <see cref="EventQueue.WriteAborted"/> and raise GERROR.EVENTQ_ABT_ERR.
    /// </summary>
    Write = 1,

    /// <summary>The queue was full: the record is lost and OVFLG says so (IHI 0070 7.4).</summary>
    Overflow = 2,

    /// <summary>Interrupt software: the queue is no longer empty (3.18.2; an overflow has no interrupt of its own).</summary>
    Interrupt = 4,
}

/// <summary>The producer side of the event queue (IHI 0070 3.5, 7.2, 7.4).</summary>
public sealed class EventQueue(SmmuCapabilities capabilities)
{
    private QueueBase _base;
    private QueuePointer _producer;
    private uint _consumer;
    private bool _overflow;
    private bool _overflowAcknowledged;
    private bool _isAborted;

    /// <summary>CR0.EVENTQEN in force.</summary>
    public bool Enabled { get; private set; }

    /// <summary>EVENTQ_PROD: WR and OVFLG.</summary>
    public uint ProducerRegister => (default(EventqProd) with { WR = _producer.Raw, OVFLG = _overflow }).Raw;

    /// <summary>EVENTQ_CONS: RD and OVACKFLG.</summary>
    public uint ConsumerRegister => (default(EventqCons) with { RD = _consumer, OVACKFLG = _overflowAcknowledged }).Raw;

    /// <summary>The pointer of the next record.</summary>
    public QueuePointer Producer => _producer;

    /// <summary>Records were lost and software has not acknowledged that (7.4).</summary>
    public bool IsOverflowed => _overflow != _overflowAcknowledged;

    /// <summary>Software can know that records without a place are lost: by OVFLG, by GERROR, or since it disabled the queue.</summary>
    public bool ShowsLoss => IsOverflowed || _isAborted || !Enabled;

    /// <summary>Where the next record goes; 32 bytes. The base is aligned to the size of the queue (6.3.29).</summary>
    public Pa WriteAddress => new((_base.ADDR & ~((32UL << Log2Size) - 1)) + (32UL * _producer.Index));

    private int Log2Size => Math.Min((int)_base.LOG2SIZE, Math.Min((int)capabilities.Idr1.EVENTQS, 19));

    private QueuePointer Consumer => QueuePointer.From(_consumer, Log2Size);

    /// <summary>CR0.EVENTQEN changed; the base counts only when the queue starts.</summary>
    public void Configure(QueueBase queueBase, bool enabled)
    {
        if (enabled && !Enabled)
        {
            _base = queueBase;
            _producer = QueuePointer.From(_producer.Raw, Log2Size);
        }

        Enabled = enabled;
    }

    /// <summary>Software wrote EVENTQ_CONS.</summary>
    public void WriteConsumer(uint value)
    {
        var register = new EventqCons(value);
        (_consumer, _overflowAcknowledged) = (register.RD, register.OVACKFLG);
    }

    /// <summary>Software wrote EVENTQ_PROD: only while the queue is disabled (6.3.95).</summary>
    public void WriteProducer(uint value)
    {
        if (Enabled) return;
        var register = new EventqProd(value);
        (_producer, _overflow) = (new QueuePointer(register.WR, 19), register.OVFLG);
    }

    /// <summary>An event is to be recorded: whether there is room for it.</summary>
    /// <param name="isFull">There is none, whatever the pointers say.</param>
    public EventQueueEffects Record(bool isFull = false)
    {
        if (!Enabled || _isAborted) return EventQueueEffects.None;
        if (!isFull && !_producer.IsFull(Consumer)) return EventQueueEffects.Write;
        // 7.4: OVFLG toggles once; while software has not acknowledged it, further losses add nothing.
        if (IsOverflowed) return EventQueueEffects.None;
        _overflow = !_overflow;
        return EventQueueEffects.Overflow;
    }

    /// <summary>The write of the record was aborted: it is lost, and so is every later one until GERROR is acknowledged (7.2.1).</summary>
    public void WriteAborted() => _isAborted = true;

    /// <summary>Software acknowledged GERROR.EVENTQ_ABT_ERR: the queue is writable again.</summary>
    public void AcknowledgeAbort() => _isAborted = false;

    /// <summary>The record is in memory: PROD passes it; software is interrupted when the queue was empty (3.18.2).</summary>
    public EventQueueEffects Written()
    {
        var wasEmpty = _producer.IsEmpty(Consumer);
        _producer = _producer.Next;
        return wasEmpty ? EventQueueEffects.Interrupt : EventQueueEffects.None;
    }
}
