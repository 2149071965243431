namespace Akka.Actor;

/// <summary>References that exist in every system.</summary>
public static class ActorRefs
{
    /// <summary>The absent reference, which receives nothing and hides nothing.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>No sender: dead letters will be the sender that the receiver sees.</summary>
    public static readonly IActorRef NoSender = null!;
}
