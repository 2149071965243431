using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Creates routees and sends to all of them.</summary>
public sealed class BroadcastPool : Pool
{
    /// <summary>Creates the configuration.</summary>
    public BroadcastPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy = null, string routerDispatcher = Dispatchers.DefaultDispatcherId)
        : base(nrOfInstances, supervisorStrategy, routerDispatcher)
    {
    }

    /// <summary>Reads a deployment.</summary>
    public BroadcastPool(Config config)
        : this(config.GetInt("nr-of-instances", 0))
    {
    }

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
    public BroadcastGroup(IEnumerable<string> paths, string routerDispatcher = Dispatchers.DefaultDispatcherId)
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
