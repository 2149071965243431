using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Creates routees and sends to one after the other.</summary>
public sealed class RoundRobinPool : Pool
{
    /// <summary>Creates the configuration.</summary>
    public RoundRobinPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy = null, string routerDispatcher = Dispatchers.DefaultDispatcherId)
        : base(nrOfInstances, supervisorStrategy, routerDispatcher)
    {
    }

    /// <summary>Reads a deployment.</summary>
    public RoundRobinPool(Config config)
        : this(config.GetInt("nr-of-instances", 0))
    {
    }

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());
}

/// <summary>Finds routees by path and sends to one after the other.</summary>
public sealed class RoundRobinGroup : Group
{
    /// <summary>Creates the configuration.</summary>
    public RoundRobinGroup(params string[] paths)
        : base(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>Creates the configuration.</summary>
    public RoundRobinGroup(IEnumerable<string> paths, string routerDispatcher = Dispatchers.DefaultDispatcherId)
        : base(paths, routerDispatcher)
    {
    }

    /// <summary>Reads a deployment.</summary>
    public RoundRobinGroup(Config config)
        : this(config.GetStringList("routees.paths"))
    {
    }

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());
}
