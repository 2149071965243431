namespace Akka.Actor;

/// <summary>The top of an actor hierarchy.</summary>
public sealed class RootActorPath : ActorPath
{
    /// <summary>Creates the root at an address.</summary>
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}
