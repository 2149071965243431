using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Creates routees and sends by key.</summary>
public sealed class ConsistentHashingPool : Pool
{
    private readonly ConsistentHashMapping? _mapping;

    /// <summary>With a number of routees, supervised by <see cref="Pool.DefaultSupervisorStrategy"/>.</summary>
    public ConsistentHashingPool(int nrOfInstances)
        : this(nrOfInstances, null, 0, null, Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>With a number of routees and the keys of messages that have none themselves.</summary>
    public ConsistentHashingPool(int nrOfInstances, ConsistentHashMapping hashMapping)
        : this(nrOfInstances, hashMapping, 0, null, Dispatchers.DefaultDispatcherId)
    {
    }

    private ConsistentHashingPool(
        int nrOfInstances, ConsistentHashMapping? hashMapping, int virtualNodesFactor, SupervisorStrategy? supervisorStrategy,
        string routerDispatcher)
        : base(nrOfInstances, supervisorStrategy, routerDispatcher)
    {
        VirtualNodesFactor = virtualNodesFactor;
        _mapping = hashMapping;
    }

    /// <summary>Reads a deployment.</summary>
    public ConsistentHashingPool(Config config)
        : this(config.GetInt("nr-of-instances", 0), null, config.GetInt("virtual-nodes-factor", 0), null, Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>Places of each routee on the ring, 0 for the configured number.</summary>
    public int VirtualNodesFactor { get; }

    /// <summary>The same with another number of places.</summary>
    public ConsistentHashingPool WithVirtualNodesFactor(int vnodes) =>
        new(NrOfInstances, _mapping, vnodes, SupervisorStrategy, RouterDispatcher);

    /// <summary>The same with a mapping.</summary>
    public ConsistentHashingPool WithHashMapping(ConsistentHashMapping mapping) =>
        new(NrOfInstances, mapping, VirtualNodesFactor, SupervisorStrategy, RouterDispatcher);

    /// <summary>The same with another strategy for failures of routees.</summary>
    public ConsistentHashingPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, _mapping, VirtualNodesFactor, strategy, RouterDispatcher);

    /// <summary>The same with another dispatcher of the router.</summary>
    public ConsistentHashingPool WithDispatcher(string dispatcher) =>
        new(NrOfInstances, _mapping, VirtualNodesFactor, SupervisorStrategy, dispatcher);

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) =>
        new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _mapping ?? (static _ => null!)));
}

/// <summary>Finds routees by path and sends by key.</summary>
public sealed class ConsistentHashingGroup : Group
{
    private readonly ConsistentHashMapping? _mapping;

    /// <summary>Creates the configuration.</summary>
    public ConsistentHashingGroup(params string[] paths)
        : this(paths, null)
    {
    }

    /// <summary>Creates the configuration.</summary>
    public ConsistentHashingGroup(
        IEnumerable<string> paths, ConsistentHashMapping? hashMapping, int virtualNodesFactor = 0,
        string routerDispatcher = Dispatchers.DefaultDispatcherId)
        : base(paths, routerDispatcher)
    {
        VirtualNodesFactor = virtualNodesFactor;
        _mapping = hashMapping;
    }

    /// <summary>Reads a deployment.</summary>
    public ConsistentHashingGroup(Config config)
        : this(config.GetStringList("routees.paths"), null, config.GetInt("virtual-nodes-factor", 0))
    {
    }

    /// <summary>Places of each routee on the ring, 0 for the configured number.</summary>
    public int VirtualNodesFactor { get; }

    /// <summary>The same with another number of places.</summary>
    public ConsistentHashingGroup WithVirtualNodesFactor(int vnodes) => new(Paths, _mapping, vnodes, RouterDispatcher);

    /// <summary>The same with a mapping.</summary>
    public ConsistentHashingGroup WithHashMapping(ConsistentHashMapping mapping) =>
        new(Paths, mapping, VirtualNodesFactor, RouterDispatcher);

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) =>
        new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _mapping ?? (static _ => null!)));
}
