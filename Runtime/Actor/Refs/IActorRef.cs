using Akka.Util;

namespace Akka.Actor;

/// <summary>Something that takes messages.</summary>
public interface ICanTell
{
    /// <summary>Sends <paramref name="message"/>; throws <see cref="ArgumentNullException"/> if it is null.</summary>
    void Tell(object message, IActorRef sender);
}

/// <summary>Handle of an actor. Equality is by path and uid.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable, ISurrogated
{
    /// <summary>Where the actor lives.</summary>
    ActorPath Path { get; }
}

/// <summary>Tells local references from remote ones.</summary>
public interface IActorRefScope
{
    /// <summary>Whether the actor lives in this process.</summary>
    bool IsLocal { get; }
}

/// <summary>A reference whose actor may not have been started yet.</summary>
public interface IRepointableRef : IActorRefScope
{
    /// <summary>Whether the actor has been started.</summary>
    bool IsStarted { get; }
}
