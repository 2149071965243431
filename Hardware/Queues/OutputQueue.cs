using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>What the event queue and the PRI queue have in common (IHI 0070 3.5, 7.4, 8.1): a ring that the SMMU writes.</summary>
/// <param name="log2EntryBytes">log2 of the bytes of an entry.</param>
/// <param name="log2Capacity">IDR1: log2 of the largest number of entries.</param>
public abstract class OutputQueue(int log2EntryBytes, int log2Capacity)
{
    private QueueBase _base;
    private uint _consumer;

    /// <summary>The enable of CR0 in force.</summary>
    public bool Enabled { get; private set; }

    /// <summary>PROD: WR and OVFLG.</summary>
    public uint ProducerRegister => (default(EventqProd) with { WR = Producer.Raw, OVFLG = OverflowFlag }).Raw;

    /// <summary>CONS: RD and OVACKFLG.</summary>
    public uint ConsumerRegister => (default(EventqCons) with { RD = _consumer, OVACKFLG = OverflowAcknowledged }).Raw;

    /// <summary>The pointer of the next record.</summary>
    public QueuePointer Producer { get; private set; }

    /// <summary>Where the next record goes. The base is aligned to the size of the queue, at least 32 bytes (6.3.29, 6.3.33).</summary>
    public Pa WriteAddress =>
        new((_base.ADDR & ~((1UL << (Log2Size + log2EntryBytes)) - 1)) + ((ulong)Producer.Index << log2EntryBytes));

    /// <summary>Records were lost and software has not acknowledged that (7.4, 8.1).</summary>
    public bool IsOverflowed => OverflowFlag != OverflowAcknowledged;

    /// <summary>Software can know that records without a place are lost: by OVFLG, by GERROR, or since it disabled the queue.</summary>
    public bool ShowsLoss => IsOverflowed || IsAborted || !Enabled;

    /// <summary>A write was aborted, and software has not acknowledged GERROR.</summary>
    protected bool IsAborted { get; private set; }

    /// <summary>How many records software has not consumed.</summary>
    protected int Unread => (int)((Producer.Raw - Consumer.Raw) & ((2u << Log2Size) - 1));

    /// <summary>There is no room.</summary>
    protected bool IsFull => Producer.IsFull(Consumer);

    private bool OverflowFlag { get; set; }

    private bool OverflowAcknowledged { get; set; }

    private int Log2Size => Math.Min((int)_base.LOG2SIZE, Math.Min(log2Capacity, 19));

    private QueuePointer Consumer => QueuePointer.From(_consumer, Log2Size);

    /// <summary>The enable of CR0 changed; the base counts only when the queue starts.</summary>
    public virtual void Configure(QueueBase queueBase, bool enabled)
    {
        if (enabled && !Enabled)
        {
            _base = queueBase;
            Producer = QueuePointer.From(Producer.Raw, Log2Size);
        }

        Enabled = enabled;
    }

    /// <summary>Software wrote CONS.</summary>
    public void WriteConsumer(uint value)
    {
        var register = new EventqCons(value);
        (_consumer, OverflowAcknowledged) = (register.RD, register.OVACKFLG);
    }

    /// <summary>Software wrote PROD: only while the queue is disabled (6.3.95, 6.3.97).</summary>
    public void WriteProducer(uint value)
    {
        if (Enabled) return;
        var register = new EventqProd(value);
        (Producer, OverflowFlag) = (new QueuePointer(register.WR, 19), register.OVFLG);
    }

    /// <summary>The write of the record was aborted: it is lost, and so is every later one until GERROR is acknowledged (7.2.1).</summary>
    public void WriteAborted() => IsAborted = true;

    /// <summary>Software acknowledged the abort in GERROR: the queue is writable again.</summary>
    public void AcknowledgeAbort() => IsAborted = false;

    /// <summary>7.4, 8.1: OVFLG toggles once; while software has not acknowledged it, further losses add nothing.</summary>
    protected bool TryOverflow()
    {
        if (IsOverflowed) return false;
        OverflowFlag = !OverflowFlag;
        return true;
    }

    /// <summary>The record is in memory: PROD passes it.</summary>
    /// <returns>True if the queue was empty before.</returns>
    protected bool Advance()
    {
        var wasEmpty = Producer.IsEmpty(Consumer);
        Producer = Producer.Next;
        return wasEmpty;
    }
}
