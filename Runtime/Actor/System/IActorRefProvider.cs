using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Makes the references of a system and resolves paths.</summary>
public interface IActorRefProvider
{
    /// <summary>Top of the hierarchy.</summary>
    IInternalActorRef RootGuardian { get; }

    /// <summary>Parent of the actors that users create.</summary>
    LocalActorRef Guardian { get; }

    /// <summary>Parent of the system's own actors.</summary>
    LocalActorRef SystemGuardian { get; }

    /// <summary>Where undeliverable messages go.</summary>
    IActorRef DeadLetters { get; }

    /// <summary>Swallows messages.</summary>
    IActorRef IgnoreRef { get; }

    /// <summary>Path of the root.</summary>
    ActorPath RootPath { get; }

    /// <summary>Settings of the system.</summary>
    Settings Settings { get; }

    /// <summary>Deployments of the system.</summary>
    Deployer Deployer { get; }

    /// <summary>Parent of temporary references.</summary>
    IInternalActorRef TempContainer { get; }

    /// <summary>Address of the system.</summary>
    Address DefaultAddress { get; }

    /// <summary>Completes when the hierarchy is gone.</summary>
    Task TerminationTask { get; }

    /// <summary>A new path for a temporary reference.</summary>
    ActorPath TempPath();

    /// <summary>Makes a temporary reference resolvable.</summary>
    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    /// <summary>Forgets a temporary reference.</summary>
    void UnregisterTempActor(ActorPath path);

    /// <summary>Makes an actor; called by its parent.</summary>
    IInternalActorRef ActorOf(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy? deploy,
        bool lookupDeploy, bool async);

    /// <summary>The actor at a path, or a reference that makes dead letters.</summary>
    IActorRef ResolveActorRef(string path);

    /// <summary>The actor at a path, or a reference that makes dead letters.</summary>
    IActorRef ResolveActorRef(ActorPath actorPath);

    /// <summary>The root of the system at an address.</summary>
    IActorRef RootGuardianAt(Address address);

    /// <summary>Address by which another system reaches this one, or null.</summary>
    Address? GetExternalAddressFor(Address address);

    /// <summary>A reference that completes a task with the first message it gets.</summary>
    FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs);
}
