using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Keeps messages for later.</summary>
public interface IStash
{
    /// <summary>Number of messages.</summary>
    int Count { get; }

    /// <summary>Whether it is empty.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether it is not empty.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether it is full.</summary>
    bool IsFull { get; }

    /// <summary>Largest number of messages, -1 for no limit.</summary>
    int Capacity { get; }

    /// <summary>
    /// Keeps the current message. Throws <see cref="IllegalActorStateException"/> if that was done already and
    /// <see cref="StashOverflowException"/> if the stash is full.
    /// </summary>
    void Stash();

    /// <summary>Puts the oldest message back to the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all messages back to the front of the mailbox, in order.</summary>
    void UnstashAll();

    /// <summary>As <see cref="UnstashAll()"/>, but drops the messages that do not satisfy the predicate.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Empties the stash.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages before those in the stash.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>An actor that gets a stash.</summary>
public interface IActorStash
{
    /// <summary>The stash; set after construction.</summary>
    IStash Stash { get; set; }
}

/// <summary>An actor that gets a stash with the mailbox it is given.</summary>
public interface IWithUnrestrictedStash : IActorStash;

/// <summary>An actor that gets a stash.</summary>
public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

/// <summary>An actor that gets an unbounded stash.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

/// <summary>An actor that gets a bounded stash.</summary>
public interface IWithBoundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>;
