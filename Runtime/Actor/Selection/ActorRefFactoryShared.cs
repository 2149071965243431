namespace Akka.Actor;

/// <summary>Creates selections.</summary>
public static class ActorRefFactoryShared
{
    /// <summary>By an absolute path.</summary>
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        var provider = ((ExtendedActorSystem)system).Provider;
        return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
    }

    /// <summary>
    /// By a path as text: with an address, from the root if it begins with a slash, or else from <paramref name="lookupRoot"/>.
    /// Without a path it is the dead letters.
    /// </summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        ArgumentNullException.ThrowIfNull(system);
        var provider = ((ExtendedActorSystem)system).Provider;
        if (string.IsNullOrEmpty(path)) return new ActorSelection(provider.DeadLetters, "");
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return ActorPath.TryParse(path, out var parsed)
                ? ActorSelection(parsed, system)
                : new ActorSelection(provider.DeadLetters, "");
        }

        return path.StartsWith('/')
            ? new ActorSelection(provider.RootGuardian, path.Split('/'))
            : new ActorSelection(lookupRoot, path.Split('/'));
    }

    /// <summary>Relative to an actor.</summary>
    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}
