using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Adds a front to another queue. Only the owner of the mailbox may use the front.</summary>
public class DequeWrapperMessageQueue : IMessageQueue, IDequeBasedMessageQueueSemantics
{
    private readonly Stack<Envelope> _front = new();

    // The usual case by its own type: calls through an interface cost as much as the queue itself.
    private readonly UnboundedMessageQueue? _unbounded;

    /// <summary>Wraps a queue.</summary>
    public DequeWrapperMessageQueue(IMessageQueue messageQueue)
    {
        MessageQueue = messageQueue;
        _unbounded = messageQueue as UnboundedMessageQueue;
    }

    /// <inheritdoc/>
    public bool HasMessages => _front.Count > 0 || (_unbounded?.HasMessages ?? MessageQueue.HasMessages);

    /// <inheritdoc/>
    public int Count => _front.Count + MessageQueue.Count;

    /// <summary>The wrapped queue.</summary>
    protected IMessageQueue MessageQueue { get; }

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (_unbounded is not null) _unbounded.Enqueue(receiver, envelope);
        else MessageQueue.Enqueue(receiver, envelope);
    }

    /// <inheritdoc/>
    public void EnqueueFirst(Envelope envelope) => _front.Push(envelope);

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        if (_front.Count > 0 && _front.TryPop(out envelope)) return true;
        return _unbounded is not null ? _unbounded.TryDequeue(out envelope) : MessageQueue.TryDequeue(out envelope);
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        ArgumentNullException.ThrowIfNull(deadletters);
        while (_front.TryPop(out var envelope)) deadletters.Enqueue(owner, envelope);
        MessageQueue.CleanUp(owner, deadletters);
    }
}

/// <summary>The default queue with a front, for stashing.</summary>
public sealed class UnboundedDequeMessageQueue : DequeWrapperMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    /// <summary>Creates an empty queue.</summary>
    public UnboundedDequeMessageQueue()
        : base(new UnboundedMessageQueue())
    {
    }
}

/// <summary>A bounded queue with a front, for stashing.</summary>
public sealed class BoundedDequeMessageQueue : DequeWrapperMessageQueue, IBoundedDequeBasedMessageQueueSemantics
{
    /// <summary>Creates an empty queue.</summary>
    public BoundedDequeMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
        : base(new BoundedMessageQueue(boundedCapacity, pushTimeOut)) => PushTimeOut = pushTimeOut;

    /// <inheritdoc/>
    public TimeSpan PushTimeOut { get; }
}
