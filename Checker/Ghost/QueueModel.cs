using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <summary>One slot of a command queue, since its last writing.</summary>
internal struct CommandSlot
{
    /// <summary>Slots are counted from the start of the queue without wrapping; -1 for never written.</summary>
    public long Slot;

    /// <summary>What software wrote.</summary>
    public Command Command;

    /// <summary>Whose; null for a replacement.</summary>
    public OperationState? Operation;

    /// <summary>The call that wrote it.</summary>
    public BatchId Batch;

    /// <summary>When it was written.</summary>
    public long WrittenAt;

    /// <summary>When it was published; 0 for not yet.</summary>
    public long PublishedAt;

    /// <summary>CONS passed it.</summary>
    public bool IsConsumed;

    /// <summary>It took effect.</summary>
    public bool HasEffect;

    /// <summary>It was refused, or the device did not answer.</summary>
    public bool IsLost;
}

/// <summary>One command queue as its events tell it.</summary>
internal sealed class QueueModel
{
    /// <summary>Longer queues are not followed.</summary>
    public const int MaxLog2 = 16;

    // A CMD_SYNC may stand several turns of a short queue behind what it is for.
    private const int MinLog2Kept = 8;

    private CommandSlot[] _slots = [];

    /// <summary>Which.</summary>
    public QueueId Id { get; private set; }

    /// <summary>log2 of its length.</summary>
    public int Log2 { get; private set; }

    /// <summary>The first slot that was never written.</summary>
    public long Written { get; set; }

    /// <summary>The first slot that is not published.</summary>
    public long Published { get; set; }

    /// <summary>The first slot that CONS did not pass.</summary>
    public long Consumed { get; set; }

    /// <summary>The first slot after the last CMD_SYNC that completed.</summary>
    public long Synced { get; set; }

    /// <summary>Where it stands with an error; -1 for none.</summary>
    public long ErrorAt { get; set; }

    /// <summary>Its hardware tells of effects.</summary>
    public bool TellsEffects { get; set; }

    /// <summary>The first slot behind the last CMD_SYNC that its waiter has given up.</summary>
    public long GivenUp { get; set; }

    /// <summary>It is a guest's: who gives it away does not wait for what the guest has put there.</summary>
    public bool IsOfGuest { get; set; }

    /// <summary>Hardware has stopped it.</summary>
    public bool IsStopped { get; set; }

    /// <summary>It was released.</summary>
    public bool IsReleased { get; set; }

    internal QueueModel Start(CommandQueueStarted started)
    {
        (Id, Log2) = (started.Queue, Math.Min(started.Log2Entries, MaxLog2));
        // One turn is added so that no slot is negative when a wrap bit is looked back at.
        Written = Published = Consumed = Synced = started.Slot + (2L << Log2);
        (ErrorAt, TellsEffects, IsReleased, GivenUp) = (-1, false, false, 0);
        (IsOfGuest, IsStopped) = (false, false);
        var kept = 1 << Math.Max(Log2 + 1, MinLog2Kept);
        if (_slots.Length != kept) _slots = new CommandSlot[kept];
        for (var index = 0; index < _slots.Length; index++) _slots[index].Slot = -1;
        return this;
    }

    /// <summary>The slot that a register value means: the one nearest to CONS, within a turn.</summary>
    public long Unroll(uint slot)
    {
        var turn = 2L << Log2;
        var ahead = (slot - Consumed) & (turn - 1);
        return Consumed + (ahead > turn / 2 ? ahead - turn : ahead);
    }

    /// <summary>
    /// The last slot of this register value that was written. A waiter names one, and may say so late: CONS may be a turn further.
    /// </summary>
    public long LastWritten(uint slot) => Written - 1 - ((Written - 1 - slot) & ((2L << Log2) - 1));

    /// <summary>How a slot is written in explanations: as the registers have it.</summary>
    public long Shown(long slot) => slot & ((2L << Log2) - 1);

    /// <summary>The slot's memory.</summary>
    public ref CommandSlot At(long slot) => ref _slots[slot & (_slots.Length - 1)];

    /// <summary>True if the slot was written in this turn of the queue.</summary>
    public bool IsWritten(long slot) => At(slot).Slot == slot;
}
