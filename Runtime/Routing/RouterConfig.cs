using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>How an actor is a router.</summary>
public abstract class RouterConfig : IEquatable<RouterConfig>
{
    /// <summary>Creates the configuration.</summary>
    protected RouterConfig(string routerDispatcher = Dispatchers.DefaultDispatcherId) => RouterDispatcher = routerDispatcher;

    /// <summary>Dispatcher of the router itself.</summary>
    public virtual string RouterDispatcher { get; }

    /// <summary>Whether a router without routees stops.</summary>
    public virtual bool StopRouterWhenAllRouteesRemoved => true;

    /// <summary>Creates the router, without routees.</summary>
    public abstract Router CreateRouter(ActorSystem system);

    /// <summary>Completes what is not given.</summary>
    public virtual RouterConfig WithFallback(RouterConfig routerConfig) => this;

    /// <summary>Whether a message is for the router itself.</summary>
    public virtual bool IsManagementMessage(object message) => message is IAutoReceivedMessage or RouterManagementMessage;

    /// <inheritdoc/>
    public virtual bool Equals(RouterConfig? other) =>
        other is not null && GetType() == other.GetType() && RouterDispatcher == other.RouterDispatcher;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RouterConfig);

    /// <inheritdoc/>
    public override int GetHashCode() => GetType().GetHashCode();
}

/// <summary>No router.</summary>
public sealed class NoRouter : RouterConfig
{
    /// <summary>The only instance.</summary>
    public static readonly NoRouter Instance = new();

    private NoRouter()
    {
    }

    /// <summary>Not available. Throws <see cref="NotSupportedException"/>.</summary>
    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("NoRouter has no Router");

    /// <inheritdoc/>
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig;
}

/// <summary>The router that the deployment configuration of the actor's path declares.</summary>
public sealed class FromConfig : RouterConfig
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly FromConfig Instance = new();

    /// <summary>Not available: the configuration has no router. Throws <see cref="ConfigurationException"/>.</summary>
    public override Router CreateRouter(ActorSystem system) =>
        throw new ConfigurationException("Configuration missing for router: no deployment of this path declares one");

    /// <inheritdoc/>
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is NoRouter ? this : routerConfig;
}

/// <summary>A router that creates its routees.</summary>
public abstract class Pool : RouterConfig
{
    /// <summary>Creates the configuration; throws <see cref="ArgumentException"/> if the number is negative.</summary>
    protected Pool(int nrOfInstances, SupervisorStrategy? supervisorStrategy, string routerDispatcher)
        : base(routerDispatcher)
    {
        if (nrOfInstances < 0) throw new ArgumentException("Number of instances must not be negative", nameof(nrOfInstances));
        NrOfInstances = nrOfInstances;
        SupervisorStrategy = supervisorStrategy ?? DefaultSupervisorStrategy;
    }

    /// <summary>Escalates every failure.</summary>
    public static SupervisorStrategy DefaultSupervisorStrategy => SupervisorStrategy.DefaultStrategy;

    /// <summary>Number of routees.</summary>
    public int NrOfInstances { get; }

    /// <summary>How the router handles failures of routees.</summary>
    public SupervisorStrategy SupervisorStrategy { get; }

    /// <inheritdoc/>
    public override bool Equals(RouterConfig? other) => base.Equals(other) && NrOfInstances == ((Pool)other!).NrOfInstances;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RouterConfig);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GetType(), NrOfInstances);
}

/// <summary>A router whose routees are found by path.</summary>
public abstract class Group : RouterConfig
{
    /// <summary>Creates the configuration.</summary>
    protected Group(IEnumerable<string> paths, string routerDispatcher)
        : base(routerDispatcher) => Paths = [.. paths];

    /// <summary>Paths of the routees.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Paths of the routees in a system.</summary>
    public virtual IEnumerable<string> GetPaths(ActorSystem system) => Paths;

    /// <summary>Props of a router.</summary>
    public Props Props() => Actor.Props.Empty.WithRouter(this);
}
