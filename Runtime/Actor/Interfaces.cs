using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Creates actors and finds them.</summary>
public interface IActorRefFactory
{
    /// <summary>
    /// Creates an actor. Throws <see cref="InvalidActorNameException"/> if the name is taken or illegal.
    /// </summary>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>A selection of actors by path.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>A selection of actors by path, which may be relative and contain wildcards.</summary>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Watches the death of actors.</summary>
public interface ICanWatch
{
    /// <summary>Asks for a <see cref="Terminated"/> when <paramref name="subject"/> stops.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Asks for <paramref name="message"/> when <paramref name="subject"/> stops.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Asks for nothing any more, even if a <see cref="Terminated"/> already waits.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>An actor's access to the runtime. Only valid in the turn of the actor.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>The actor.</summary>
    IActorRef Self { get; }

    /// <summary>What the actor was made from.</summary>
    Props Props { get; }

    /// <summary>Who sent the current message; dead letters if nobody did.</summary>
    IActorRef Sender { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>The supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>The dispatcher that runs the actor.</summary>
    MessageDispatcher Dispatcher { get; }

    /// <summary>Time without messages after which the actor gets a <see cref="Akka.Actor.ReceiveTimeout"/>, or null.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Replaces the behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Replaces the behaviour until <see cref="UnbecomeStacked"/>.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour before the last <see cref="BecomeStacked"/>; the first one stays.</summary>
    void UnbecomeStacked();

    /// <summary>The child of a name, or nobody.</summary>
    IActorRef Child(string name);

    /// <summary>Children in the order of their creation.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Sets the receive timeout; null turns it off.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Stops an actor after its current message.</summary>
    void Stop(IActorRef child);
}

/// <summary>The context of an <see cref="UntypedActor"/>.</summary>
public interface IUntypedActorContext : IActorContext
{
    /// <summary>Replaces the behaviour.</summary>
    void Become(UntypedReceive receive);

    /// <summary>Replaces the behaviour until <see cref="IActorContext.UnbecomeStacked"/>.</summary>
    void BecomeStacked(UntypedReceive receive);
}

/// <summary>A behaviour; returns whether it handled the message.</summary>
public delegate bool Receive(object message);

/// <summary>A behaviour that handles every message.</summary>
public delegate void UntypedReceive(object message);

/// <summary>An actor, as the runtime sees it.</summary>
public interface IInternalActor
{
    /// <summary>The context.</summary>
    IActorContext ActorContext { get; }
}

/// <summary>Shortcuts of <see cref="IActorRefFactory"/>.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Creates an actor with the default constructor.</summary>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new()
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.ActorOf(Props.Create(static () => new TActor()), name);
    }

    /// <summary>A selection relative to an actor.</summary>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) =>
        factory is null ? throw new ArgumentNullException(nameof(factory)) : ActorRefFactoryShared.ActorSelection(anchorRef, actorPath);
}
