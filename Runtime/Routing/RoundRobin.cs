using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Creates routees and sends to one after the other.</summary>
public sealed class RoundRobinPool : Pool
{
    /// <summary>With a number of routees, supervised by <see cref="Pool.DefaultSupervisorStrategy"/>.</summary>
    public RoundRobinPool(int nrOfInstances)
        : this(nrOfInstances, null, Dispatchers.DefaultDispatcherId)
    {
    }

    private RoundRobinPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy, string routerDispatcher)
        : base(nrOfInstances, supervisorStrategy, routerDispatcher)
    {
    }

    /// <summary>Reads a deployment.</summary>
    public RoundRobinPool(Config config)
        : this(config.GetInt("nr-of-instances", 0))
    {
    }

    /// <summary>The same with another strategy for failures of routees.</summary>
    public RoundRobinPool WithSupervisorStrategy(SupervisorStrategy strategy) => new(NrOfInstances, strategy, RouterDispatcher);

    /// <summary>The same with another dispatcher of the router.</summary>
    public RoundRobinPool WithDispatcher(string dispatcher) => new(NrOfInstances, SupervisorStrategy, dispatcher);

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
    public RoundRobinGroup(IEnumerable<string> paths)
        : base(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>Creates the configuration.</summary>
    public RoundRobinGroup(IEnumerable<string> paths, string routerDispatcher)
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
