using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <summary>What an operation did to one command queue.</summary>
internal struct QueueUse
{
    /// <summary>Which queue.</summary>
    public QueueId Queue;

    /// <summary>Last slot of it whose completion the operation relies on; -1 for none.</summary>
    public long LastNeeded;

    /// <summary>Last CMD_SYNC that it waited for with success; -1 for none.</summary>
    public long Released;

    /// <summary>Last CMD_SYNC whose wait failed; -1 for none.</summary>
    public long Failed;

    /// <summary>The failed wait ran out of time: the commands are still in the queue.</summary>
    public bool TimedOut;

    /// <summary>Last slot of a TLB invalidation of its; -1 for none.</summary>
    public long LastTlbi;
}

/// <summary>One operation, from its beginning.</summary>
internal sealed class OperationState
{
    /// <summary>Its beginning.</summary>
    public OperationBegan Began { get; private set; } = null!;

    /// <summary>When it began.</summary>
    public long BeganAt { get; private set; }

    /// <summary>Step at which it began.</summary>
    public long BeganTime { get; private set; }

    /// <summary>When it ended; 0 while it runs.</summary>
    public long EndedAt { get; private set; }

    /// <summary>Step at which it ended.</summary>
    public long EndedTime { get; private set; }

    /// <summary>How it ended.</summary>
    public OperationStatus Status { get; private set; }

    /// <summary>Since when its promise holds that what it removed is not used: its end, or that of the flush; 0 for not (yet).</summary>
    public long PromisedAt { get; set; }

    /// <summary>Step of <see cref="PromisedAt"/>.</summary>
    public long PromisedTime { get; set; }

    /// <summary>Versions that it revoked: head of a chain, -1 for none.</summary>
    public int FirstRevoked { get; set; }

    /// <summary>An ATC did not answer an invalidation of its, or a command of its was skipped as illegal.</summary>
    public bool LostCommand { get; set; }

    /// <summary>What it did to queues.</summary>
    public List<QueueUse> Queues { get; } = [];

    internal OperationState Start(OperationBegan began, in StampedEvent at)
    {
        (Began, BeganAt, BeganTime) = (began, at.Sequence, at.Time);
        (EndedAt, EndedTime, PromisedAt, PromisedTime) = (0, 0, 0, 0);
        (FirstRevoked, LostCommand) = (-1, false);
        Queues.Clear();
        return this;
    }

    internal void End(OperationEnded ended, in StampedEvent at)
    {
        (EndedAt, EndedTime, Status) = (at.Sequence, at.Time, ended.Status);
        if (ended.Status == OperationStatus.Success && !Began.IsDeferred) (PromisedAt, PromisedTime) = (at.Sequence, at.Time);
    }

    /// <summary>What it did to a queue, to be read and changed.</summary>
    internal ref QueueUse UseOf(QueueId queue)
    {
        var uses = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Queues);
        for (var index = 0; index < uses.Length; index++)
        {
            if (uses[index].Queue == queue) return ref uses[index];
        }

        Queues.Add(new QueueUse { Queue = queue, LastNeeded = -1, Released = -1, Failed = -1, LastTlbi = -1 });
        return ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Queues)[^1];
    }
}
