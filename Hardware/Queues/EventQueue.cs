// Not modelled here: merging of events that are not the same in all their bytes (7.3.1 permits some).
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>What recording an event asks for.</summary>
[Flags]
public enum EventQueueEffects : byte
{
    /// <summary>Nothing: the queue is disabled, or full and known to be.</summary>
    None = 0,

    /// <summary>
    /// Write the record at <see cref="OutputQueue.WriteAddress"/>, then say <see cref="EventQueue.Written"/>; or, after an abort,
    /// <see cref="OutputQueue.WriteAborted"/> and raise GERROR.EVENTQ_ABT_ERR.
    /// </summary>
    Write = 1,

    /// <summary>The queue was full: the record is lost and OVFLG says so (IHI 0070 7.4).</summary>
    Overflow = 2,

    /// <summary>Interrupt software: the queue is no longer empty (3.18.2; an overflow has no interrupt of its own).</summary>
    Interrupt = 4,

    /// <summary>The record of a stall finds no room: it is not lost, the transaction is retried when there is (3.12.2, 7.2.1).</summary>
    RetryStall = 8,
}

/// <summary>The producer side of the event queue (IHI 0070 3.5, 7.2, 7.4).</summary>
/// <param name="capabilities">How large it may be.</param>
/// <param name="choices">Who decides whether records are merged; calm if null.</param>
public sealed class EventQueue(SmmuCapabilities capabilities, IChoices? choices = null) : OutputQueue(5, capabilities.Idr1.EVENTQS)
{
    private readonly IChoices _choices = choices ?? CalmChoices.Instance;

    // Oldest first. The last of them are those that software has not consumed; kept only by hardware that merges.
    private readonly Queue<EventRecord> _written = [];
    private bool _owesRetry;

    /// <summary>7.2.1: enabled, not full, and no abort that software has not acknowledged.</summary>
    public bool IsWritable => Enabled && !IsAborted && !IsFull;

    /// <summary>An event is to be recorded: whether there is room for it. A stall is never lost, nor an overflow (7.4).</summary>
    /// <param name="isStall">Its transaction is stalled.</param>
    /// <param name="isFull">There is none, whatever the pointers say.</param>
    public EventQueueEffects Record(bool isStall = false, bool isFull = false)
    {
        if (IsWritable && !isFull) return EventQueueEffects.Write;
        if (isStall)
        {
            _owesRetry = true;
            return EventQueueEffects.RetryStall;
        }

        if (!Enabled || IsAborted) return EventQueueEffects.None;
        return TryOverflow() ? EventQueueEffects.Overflow : EventQueueEffects.None;
    }

    /// <summary>
    /// A record is lost that this queue never saw, because the SMMU is made of more than hardware: to software it is as if there had been
    /// no room (7.4). Hardware overflows only behind a record that software is interrupted for; where software has taken them all it is
    /// interrupted here, and finds OVFLG.
    /// </summary>
    public EventQueueEffects Lose()
    {
        if (!Enabled || IsAborted || !TryOverflow()) return EventQueueEffects.None;
        return IsEmpty ? EventQueueEffects.Overflow | EventQueueEffects.Interrupt : EventQueueEffects.Overflow;
    }

    /// <summary>
    /// True if the event is told by an equal record that software has not consumed, so that nothing is to be recorded (7.3.1). Only for
    /// events that may be merged; the record of a stall never is.
    /// </summary>
    public bool TryMerge(in EventRecord record)
    {
        if (record.Stall || IsAborted) return false;
        while (_written.Count > Unread) _written.Dequeue();
        return _written.Contains(record) && _choices.Choose(Freedom.EventMerge, 2) != 0;
    }

    /// <inheritdoc/>
    public override void Configure(QueueBase queueBase, bool enabled)
    {
        base.Configure(queueBase, enabled);
        if (!enabled) _written.Clear();
    }

    /// <summary>True, once, when stalls that found no room are to be retried, because now there is some.</summary>
    public bool TryTakeRetry()
    {
        if (!_owesRetry || !IsWritable) return false;
        _owesRetry = false;
        return true;
    }

    /// <summary>The record is in memory: PROD passes it; software is interrupted when the queue was empty (3.18.2).</summary>
    /// <param name="record">What was written.</param>
    public EventQueueEffects Written(in EventRecord record)
    {
        if (_choices is not CalmChoices) Remember(record);
        return Advance() ? EventQueueEffects.Interrupt : EventQueueEffects.None;
    }

    private void Remember(in EventRecord record)
    {
        while (_written.Count > Unread) _written.Dequeue();
        _written.Enqueue(record);
    }
}
