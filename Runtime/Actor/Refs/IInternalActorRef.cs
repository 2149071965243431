using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What the runtime itself may do with a reference.</summary>
public interface IInternalActorRef : IActorRef, IActorRefScope
{
    /// <summary>The supervisor.</summary>
    IInternalActorRef Parent { get; }

    /// <summary>The provider of the system.</summary>
    IActorRefProvider Provider { get; }

    /// <summary>Whether the actor has stopped.</summary>
    bool IsTerminated { get; }

    /// <summary>The descendant at relative path elements, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef GetChild(IReadOnlyList<string> name);

    /// <summary>Resumes after a failure.</summary>
    void Resume(Exception? causedByFailure = null);

    /// <summary>Starts processing.</summary>
    void Start();

    /// <summary>Stops the actor after its current message.</summary>
    void Stop();

    /// <summary>Restarts the actor.</summary>
    void Restart(Exception cause);

    /// <summary>Suspends user messages.</summary>
    void Suspend();

    /// <summary>Sends a system message.</summary>
    void SendSystemMessage(ISystemMessage message);
}
