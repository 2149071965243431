using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>A queue of user messages with many producers and one consumer.</summary>
public interface IMessageQueue
{
    /// <summary>Whether a message waits.</summary>
    bool HasMessages { get; }

    /// <summary>Number of messages that wait.</summary>
    int Count { get; }

    /// <summary>Appends a message.</summary>
    void Enqueue(IActorRef receiver, Envelope envelope);

    /// <summary>Takes the first message.</summary>
    bool TryDequeue(out Envelope envelope);

    /// <summary>Moves what is left to dead letters.</summary>
    void CleanUp(IActorRef owner, IMessageQueue deadletters);
}
