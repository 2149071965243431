namespace Akka.Actor;

/// <summary>Swallows messages.</summary>
internal sealed class IgnoreActorRef(IActorRefProvider provider) : MinimalActorRef
{
    private readonly ActorPath _path = new RootActorPath(new Address("akka", "all-systems")) / "ignore";

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => provider;
}
