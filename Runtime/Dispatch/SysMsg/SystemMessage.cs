using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>Marks messages that go through an actor's system queue.</summary>
public interface ISystemMessage : INoSerializationVerificationNeeded;

/// <summary>
/// A message of the runtime to a cell. It is a link of the list that carries it, so one instance is sent once.
/// </summary>
public abstract class SystemMessage : ISystemMessage
{
    /// <summary>The next link of the list.</summary>
    internal SystemMessage? Next { get; set; }

    /// <summary>Whether it belongs to no list.</summary>
    public bool Unlinked => Next is null;

    /// <summary>Takes it out of its list.</summary>
    public void Unlink() => Next = null;
}

/// <summary>Marks messages that wait while the receiver has failed.</summary>
internal interface IStashWhenFailed;

/// <summary>Marks messages that wait while the receiver waits for its children to stop.</summary>
internal interface IStashWhenWaitingForChildren;
