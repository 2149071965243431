using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.MessageQueues;

/// <summary>A queue of limited length. A message that finds no room within the push timeout becomes a dead letter.</summary>
public class BoundedMessageQueue : IMessageQueue, IBoundedMessageQueueSemantics
{
    private readonly BlockingCollection<Envelope> _queue;

    /// <summary>Creates an empty queue.</summary>
    public BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
    {
        PushTimeOut = pushTimeOut;
        _queue = boundedCapacity > 0 ? new BlockingCollection<Envelope>(boundedCapacity) : [];
    }

    /// <inheritdoc/>
    public TimeSpan PushTimeOut { get; }

    /// <inheritdoc/>
    public bool HasMessages => _queue.Count > 0;

    /// <inheritdoc/>
    public int Count => _queue.Count;

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (_queue.TryAdd(envelope, PushTimeOut >= TimeSpan.Zero ? PushTimeOut : Timeout.InfiniteTimeSpan)) return;
        if (receiver is not IInternalActorRef { Provider.DeadLetters: var deadLetters }) return;
        var sender = envelope.Sender ?? deadLetters;
        deadLetters.Tell(new DeadLetter(envelope.Message, sender, receiver), sender);
    }

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope) => _queue.TryTake(out envelope);

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        ArgumentNullException.ThrowIfNull(deadletters);
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }
}
