// Not modelled here: ECMDQ, Secure and Realm queues, the MSI and SEV signals of CMD_SYNC (the driver of this machine sends them).
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>
/// The consumer side of the command queue (IHI 0070 3.5, 4.1, 7.1) as a machine: it says which entry to read, is told the
/// entry, says whether to execute it, and moves CONS when told that it was consumed. On an error CONS stays at the offender.
/// </summary>
public sealed class CommandQueue(SmmuCapabilities capabilities, BugSet? bugs = null) : ICommandConsumer
{
    private QueueBase _base;
    private uint _producer;
    private QueuePointer _consumer;

    /// <summary>The CMD_ATC_INVs that were consumed and not answered.</summary>
    public OutstandingInvalidations AtcInvalidations { get; } = new();

    /// <summary>CR0.CMDQEN in force.</summary>
    public bool Enabled { get; private set; }

    /// <summary>CMDQ_CONS.ERR; stays after the acknowledgement until the next error (6.3.28).</summary>
    public CommandError Error { get; private set; }

    /// <summary>An error is active: nothing is consumed until software acknowledges it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>CMDQ_PROD.</summary>
    public uint ProducerRegister => _producer;

    /// <summary>CMDQ_CONS: RD and ERR.</summary>
    public uint ConsumerRegister => (default(CmdqCons) with { RD = _consumer.Raw, ERR = Error }).Raw;

    /// <summary>The pointer of the entry that is consumed next.</summary>
    public QueuePointer Consumer => _consumer;

    /// <summary>True if an entry can be fetched now.</summary>
    public bool CanFetch => Enabled && !IsStopped && !IsEmpty;

    /// <summary>True if an error keeps commands that were submitted from being consumed, or nothing is left to consume.</summary>
    public bool IsIdle => !CanFetch;

    /// <summary>Where the next entry is; 16 bytes. The base is aligned to the size of the queue (6.3.26).</summary>
    public Pa FetchAddress => AddressOf(_consumer);

    /// <summary>Where an entry is.</summary>
    public Pa AddressOf(QueuePointer entry) => new((_base.ADDR & ~((16UL << Log2Size) - 1)) + (16UL * entry.Index));

    /// <summary>log2 of its entries. 6.3.26: LOG2SIZE is capped at IDR1.CMDQS.</summary>
    public int Log2Size => Math.Min((int)_base.LOG2SIZE, Math.Min((int)capabilities.Idr1.CMDQS, 19));

    // 3.5.1: the same index with the other wrap bit is a full queue.
    private bool IsEmpty =>
        bugs?.Has(Bug.WrapBitDropped) == true ? Producer.Index == _consumer.Index : Producer.IsEmpty(_consumer);

    private QueuePointer Producer => QueuePointer.From(_producer, Log2Size);

    /// <summary>CR0.CMDQEN changed; the base counts only when the queue starts.</summary>
    public void Configure(QueueBase queueBase, bool enabled)
    {
        if (enabled && !Enabled)
        {
            _base = queueBase;
            _consumer = QueuePointer.From(_consumer.Raw, Log2Size);
        }

        Enabled = enabled;
    }

    /// <summary>Software wrote CMDQ_PROD.</summary>
    public void WriteProducer(uint value) => _producer = new CmdqProd(value).WR;

    /// <summary>Software wrote CMDQ_CONS: only while the queue is disabled (6.3.28).</summary>
    public void WriteConsumer(uint value)
    {
        if (Enabled) return;
        _consumer = new QueuePointer(new CmdqCons(value).RD, 19);
        Error = new CmdqCons(value).ERR;
    }

    /// <summary>The entry at <see cref="FetchAddress"/>: what to do with it. An illegal one stops the queue.</summary>
    public CommandError Fetched(in Command command)
    {
        var error = CommandLegality.Check(command, capabilities);
        if (error != CommandError.None) Stop(error);
        return error;
    }

    /// <summary>The entry is not allowed to whoever owns this queue (a guest's CMDQV queue): CERROR_ILL.</summary>
    public void Refused() => Stop(CommandError.Ill);

    /// <summary>The read of the entry was aborted: CERROR_ABT.</summary>
    public void FetchAborted() => Stop(CommandError.Abt);

    /// <summary>The entry was consumed: CONS passes it.</summary>
    public void Consumed() => _consumer = _consumer.Next;

    /// <summary>
    /// A CMD_SYNC is over, and no CMD_ATC_INV before it is pending: it is consumed, or the queue stops at it with
    /// CERROR_ATC_INV_SYNC because one was never answered (3.9.1.4, 4.7.3). Those are forgotten then.
    /// </summary>
    public CommandError CompleteSync()
    {
        var error = AtcInvalidations.TakeResult();
        if (error != CommandError.None) Stop(error);
        else Consumed();
        return error;
    }

    /// <summary>Software acknowledged GERROR.CMDQ_ERR: consumption goes on at CONS (7.1).</summary>
    public void AcknowledgeError() => IsStopped = false;

    uint ICommandConsumer.Slot => _consumer.Raw;

    Command? ICommandConsumer.Accept(in Command entry) => Fetched(entry) == CommandError.None ? entry : null;

    bool ICommandConsumer.TryCompleteSync() => CompleteSync() == CommandError.None;

    private void Stop(CommandError error)
    {
        Error = error;
        IsStopped = true;
    }
}
