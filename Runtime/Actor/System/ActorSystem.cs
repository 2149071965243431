using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A hierarchy of actors and what they share. Creating and terminating one is cheap.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private readonly long _created = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Name.</summary>
    public abstract string Name { get; }

    /// <summary>Settings.</summary>
    public abstract Settings Settings { get; }

    /// <summary>Dispatchers.</summary>
    public abstract Dispatchers Dispatchers { get; }

    /// <summary>Mailboxes.</summary>
    public abstract Mailboxes Mailboxes { get; }

    /// <summary>Scheduler; made when it is first needed.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>Event stream.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Where undeliverable messages go.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>Swallows messages.</summary>
    public abstract IActorRef IgnoreRef { get; }

    /// <summary>Serializers; made when they are first needed.</summary>
    public abstract Akka.Serialization.Serialization Serialization { get; }

    /// <summary>Log of the system itself.</summary>
    public abstract ILoggingAdapter Log { get; }

    /// <summary>Completes when the system has terminated.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>Time since the creation of the system.</summary>
    public TimeSpan Uptime => System.Diagnostics.Stopwatch.GetElapsedTime(_created);

    /// <summary>
    /// Creates and starts a system with the default configuration. Throws <see cref="ArgumentException"/> if the name is
    /// illegal.
    /// </summary>
    public static ActorSystem Create(string name) => Create(name, ActorSystemSetup.Empty);

    /// <summary>Creates and starts a system with a configuration, completed by the default one.</summary>
    public static ActorSystem Create(string name, Config config) => CreateAndStart(name, config, ActorSystemSetup.Empty);

    /// <summary>Creates and starts a system.</summary>
    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    /// <summary>Creates and starts a system.</summary>
    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var bootstrap = setup.Get<BootstrapSetup>();
        var config = bootstrap.HasValue && bootstrap.Value.Config.HasValue ? bootstrap.Value.Config.Value : ConfigurationFactory.Load();
        return CreateAndStart(name, config, setup);
    }

    /// <summary>The extension of a class, or null.</summary>
    public abstract T? GetExtension<T>()
        where T : class, IExtension;

    /// <summary>The extension of an id; throws <see cref="KeyNotFoundException"/> if it is not registered.</summary>
    public abstract object GetExtension(IExtensionId extensionId);

    /// <summary>Whether an extension is registered.</summary>
    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    /// <summary>Whether an extension is registered.</summary>
    public abstract bool HasExtension(Type type);

    /// <summary>Looks an extension up.</summary>
    public abstract bool TryGetExtension(Type extensionType, out object extension);

    /// <summary>Looks an extension up.</summary>
    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    /// <summary>Registers an extension, or returns the one that is registered.</summary>
    public abstract object RegisterExtension(IExtensionId extension);

    /// <summary>Runs an action when the system has terminated, after those registered later.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>Stops an actor after its current message.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors.</summary>
    public abstract Task Terminate();

    /// <inheritdoc/>
    public abstract IActorRef ActorOf(Props props, string? name = null);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(string actorPath);

    /// <summary>Terminates the system and waits for it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Terminates the system and waits for it.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Terminate().Wait(Settings.CreationTimeout);
    }

    private static ActorSystemImpl CreateAndStart(string name, Config config, ActorSystemSetup setup)
    {
        var system = new ActorSystemImpl(name, config, setup);
        system.Start();
        return system;
    }
}

/// <summary>The part of a system that extensions use.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    /// <summary>Makes references.</summary>
    public abstract IActorRefProvider Provider { get; }

    /// <summary>Parent of the actors that users create.</summary>
    public abstract IInternalActorRef Guardian { get; }

    /// <summary>Parent of the system's own actors.</summary>
    public abstract IInternalActorRef SystemGuardian { get; }

    /// <summary>Where selections begin.</summary>
    public abstract IInternalActorRef LookupRoot { get; }

    /// <summary>Creates an actor of the system.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    /// <summary>Creates an actor of the system.</summary>
    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();

    /// <summary>Terminates without waiting for actors in their order.</summary>
    public abstract void Abort();

    /// <summary>The tree of actors as text.</summary>
    public abstract string PrintTree();
}
