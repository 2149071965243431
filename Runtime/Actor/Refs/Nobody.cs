namespace Akka.Actor;

/// <summary>The reference to no actor: swallows everything.</summary>
public sealed class Nobody : MinimalActorRef
{
    /// <summary>The only instance.</summary>
    public static readonly Nobody Instance = new();

    private readonly ActorPath _path = new RootActorPath(Address.AllSystems, "/Nobody");

    private Nobody()
    {
    }

    /// <inheritdoc/>
    public override ActorPath Path => _path;

    /// <summary>Not available: nobody belongs to no system. Throws <see cref="NotSupportedException"/>.</summary>
    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody does not provide");
}
