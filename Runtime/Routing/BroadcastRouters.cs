using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Creates routees and sends to all of them.</summary>
public sealed class BroadcastPool : Pool
{
    /// <summary>With a number of routees, supervised by <see cref="Pool.DefaultSupervisorStrategy"/>.</summary>
    public BroadcastPool(int nrOfInstances)
        : this(nrOfInstances, null, Dispatchers.DefaultDispatcherId)
    {
    }

    private BroadcastPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy, string routerDispatcher)
        : base(nrOfInstances, supervisorStrategy, routerDispatcher)
    {
    }

    /// <summary>Reads a deployment.</summary>
    public BroadcastPool(Config config)
        : this(config.GetInt("nr-of-instances", 0))
    {
    }

    /// <summary>The same with another strategy for failures of routees.</summary>
    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) => new(NrOfInstances, strategy, RouterDispatcher);

    /// <summary>The same with another dispatcher of the router.</summary>
    public BroadcastPool WithDispatcher(string dispatcher) => new(NrOfInstances, SupervisorStrategy, dispatcher);

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());
}

/// <summary>Finds routees by path and sends to all of them.</summary>
public sealed class BroadcastGroup : Group
{
    /// <summary>Creates the configuration.</summary>
    public BroadcastGroup(params string[] paths)
        : base(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>Creates the configuration.</summary>
    public BroadcastGroup(IEnumerable<string> paths)
        : base(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>Creates the configuration.</summary>
    public BroadcastGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    /// <summary>Reads a deployment.</summary>
    public BroadcastGroup(Config config)
        : this(config.GetStringList("routees.paths"))
    {
    }

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());
}
