using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Routing;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes references to actors of this process.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly EventStream _eventStream;
    private readonly ActorPath _tempNode;
    private readonly VirtualPathContainer _tempContainer;
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorSystemImpl _system = null!;
    private long _lastTemp;
    private bool _deploys;

    /// <summary>Creates the provider of a system.</summary>
    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        Settings = settings;
        _eventStream = eventStream;
        RootPath = new RootActorPath(new Address("akka", systemName));
        _tempNode = RootPath / "temp";
        DeadLetters = new DeadLetterActorRef(this, RootPath / "deadLetters", eventStream);
        IgnoreRef = new IgnoreActorRef(this);
        Deployer = new Deployer(settings);
        _tempContainer = new VirtualPathContainer(this, _tempNode);
        RootGuardian = null!;
        Guardian = null!;
        SystemGuardian = null!;
    }

    /// <inheritdoc/>
    public IInternalActorRef RootGuardian { get; private set; }

    /// <inheritdoc/>
    public LocalActorRef Guardian { get; private set; }

    /// <inheritdoc/>
    public LocalActorRef SystemGuardian { get; private set; }

    /// <inheritdoc/>
    public IActorRef DeadLetters { get; }

    /// <inheritdoc/>
    public IActorRef IgnoreRef { get; }

    /// <inheritdoc/>
    public ActorPath RootPath { get; }

    /// <inheritdoc/>
    public Settings Settings { get; }

    /// <inheritdoc/>
    public Deployer Deployer { get; }

    /// <inheritdoc/>
    public IInternalActorRef TempContainer => _tempContainer;

    /// <inheritdoc/>
    public Address DefaultAddress => RootPath.Address;

    /// <inheritdoc/>
    public Task TerminationTask => _terminated.Task;

    /// <inheritdoc/>
    public ActorPath TempPath() => TempPath(NextTemp());

    /// <inheritdoc/>
    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Parent != _tempNode)
            throw new InvalidOperationException("Cannot RegisterTempActor() with anything not obtained from TempPath()");
        _tempContainer.AddChild(path.Name, actorRef);
    }

    /// <inheritdoc/>
    public void UnregisterTempActor(ActorPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Parent != _tempNode)
            throw new InvalidOperationException("Cannot UnregisterTempActor() with anything not obtained from TempPath()");
        _tempContainer.RemoveChild(path.Name);
    }

    /// <inheritdoc/>
    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, this);

    /// <inheritdoc/>
    public IActorRef RootGuardianAt(Address address) => address == RootPath.Address ? RootGuardian : DeadLetters;

    /// <inheritdoc/>
    public Address? GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null;

    /// <inheritdoc/>
    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var parsed) && parsed.Address == RootPath.Address ? ResolveActorRef(parsed) : DeadLetters;

    /// <inheritdoc/>
    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        if (actorPath.Root != RootPath || actorPath.Elements.Count == 0) return DeadLetters;
        if (actorPath.Equals(DeadLetters.Path)) return DeadLetters;
        IInternalActorRef current = RootGuardian;
        var elements = actorPath.Elements;
        for (var i = 0; i < elements.Count; i++)
        {
            if (i == 0 && elements[0] == "temp") current = _tempContainer;
            else current = (IInternalActorRef)current.GetChild([elements[i]]);
        }

        // As in Akka.NET the incarnation that the path names is not asked for.
        return !current.IsNobody() ? current : new EmptyLocalActorRef(this, actorPath, _eventStream);
    }

    /// <inheritdoc/>
    public IInternalActorRef ActorOf(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy? deploy,
        bool lookupDeploy, bool async)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (lookupDeploy && _deploys && (deploy ?? Deployer.Lookup(path)) is { } found)
            props = props.WithDeploy(found.WithFallback(props.Deploy));
        else if (deploy is not null) props = props.WithDeploy(deploy);

        if (props.Deploy.Dispatcher != Deploy.NoDispatcherGiven && !system.Dispatchers.HasDispatcher(props.Dispatcher))
        {
            throw new ConfigurationException(
                $"Dispatcher [{props.Dispatcher}] not configured for {(props.RouterConfig is NoRouter ? "" : "routees of ")}"
                + $"path {(props.RouterConfig is NoRouter ? path : $"[{path}]")}");
        }

        try
        {
            return Make(system, props, supervisor, path, async);
        }
        catch (Exception e)
        {
            var with = props.RouterConfig is NoRouter
                ? $"dispatcher [{props.Dispatcher}] and mailbox [{props.Mailbox}]"
                : $"router dispatcher [{props.RouterConfig.RouterDispatcher}] and mailbox [] and "
                    + $"routee dispatcher [{props.Dispatcher}] and mailbox [{props.Mailbox}].";
            throw new ConfigurationException($"Configuration problem while creating [{path}] with {with}", e);
        }
    }

    private static IInternalActorRef Make(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool async)
    {
        var dispatcher = props.Deploy.Dispatcher == Deploy.NoDispatcherGiven
            ? system.Dispatchers.DefaultGlobalDispatcher
            : system.Dispatchers.Lookup(props.Deploy.Dispatcher);
        var mailboxType = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
        // Not replaced by what the configuration has.
        if (props.RouterConfig is FromConfig missing) missing.CreateRouter(system);
        if (props.RouterConfig is not NoRouter)
            return new RoutedActorRef(system, props, dispatcher, mailboxType, supervisor, path).Initialize(async);
        return async
            ? new RepointableActorRef(system, props, dispatcher, mailboxType, supervisor, path).Initialize(async: true)
            : new LocalActorRef(system, props, dispatcher, mailboxType, supervisor, path);
    }

    /// <summary>Creates the guardians.</summary>
    internal void Init(ActorSystemImpl system)
    {
        _system = system;
        _deploys = Settings.Config.GetConfig("akka.actor.deployment")?.AsEnumerable().Any(static pair => pair.Key != "default") ?? false;
        var dispatcher = system.Dispatchers.InternalDispatcher;
        var mailbox = new UnboundedMailbox();
        var top = new RootGuardianSupervisor(this, OnRootTerminated);
        var root = new RootGuardianActorRef(system, Guardians.RootProps(), dispatcher, mailbox, top, RootPath, this);
        RootGuardian = root;
        var strategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
        Guardian = Adopt(root, "user", Guardians.UserProps(strategy));
        SystemGuardian = Adopt(root, "system", Guardians.SystemProps());
        // The death of one guardian is what makes the next one stop.
        SystemGuardian.SendSystemMessage(new Watch(Guardian, SystemGuardian));
        root.SendSystemMessage(new Watch(SystemGuardian, root));
        root.Start();
        Guardian.Start();
        SystemGuardian.Start();

        LocalActorRef Adopt(LocalActorRef parent, string name, Props props)
        {
            var child = new LocalActorRef(
                system, props, dispatcher, mailbox, parent, new ChildActorPath(RootPath, name, 0));
            parent.Cell.InitChild(child);
            return child;
        }
    }

    internal long NextTemp() => Interlocked.Increment(ref _lastTemp);

    internal ActorPath TempPath(long number) => _tempNode / Base64Naming.Encode(number)[1..];

    private void OnRootTerminated(Exception? cause)
    {
        _terminated.TrySetResult();
        _system.OnRootTerminated(cause);
    }
}
