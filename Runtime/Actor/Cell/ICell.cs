using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>The runtime's view of an actor.</summary>
public interface ICell
{
    /// <summary>The reference to the actor.</summary>
    IActorRef Self { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>The system.</summary>
    ActorSystemImpl SystemImpl { get; }

    /// <summary>The supervisor.</summary>
    IInternalActorRef Parent { get; }

    /// <summary>What the actor was made from.</summary>
    Props Props { get; }

    /// <summary>Whether it runs in this process.</summary>
    bool IsLocal { get; }

    /// <summary>Whether the actor has stopped.</summary>
    bool IsTerminated { get; }

    /// <summary>Whether user messages wait.</summary>
    bool HasMessages { get; }

    /// <summary>Number of user messages that wait.</summary>
    int NumberOfMessages { get; }

    /// <summary>Children in the order of their creation.</summary>
    IEnumerable<IInternalActorRef> GetChildren();

    /// <summary>The child of a name, or nobody.</summary>
    IInternalActorRef GetSingleChild(string name);
}
