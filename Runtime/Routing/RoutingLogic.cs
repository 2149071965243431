using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Routing;

/// <summary>Chooses a routee. Called by senders, on any thread.</summary>
public abstract class RoutingLogic : INoSerializationVerificationNeeded
{
    /// <summary>The routee for a message.</summary>
    public abstract Routee Select(object message, Routee[] routees);
}

/// <summary>One after the other.</summary>
public sealed class RoundRobinRoutingLogic : RoutingLogic
{
    private int _next;

    /// <summary>Begins with the first routee.</summary>
    public RoundRobinRoutingLogic()
        : this(-1)
    {
    }

    /// <summary>Begins behind a routee.</summary>
    public RoundRobinRoutingLogic(int next) => _next = next;

    /// <inheritdoc/>
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        return routees.Length == 0 ? Routee.NoRoutee : routees[(uint)Interlocked.Increment(ref _next) % (uint)routees.Length];
    }
}

/// <summary>All of them.</summary>
public sealed class BroadcastRoutingLogic : RoutingLogic
{
    /// <inheritdoc/>
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        return routees.Length == 0 ? Routee.NoRoutee : new SeveralRoutees(routees);
    }
}

/// <summary>Routees and how one is chosen.</summary>
public class Router
{
    private readonly Routee[] _routees;

    /// <summary>Creates a router.</summary>
    public Router(RoutingLogic logic, params Routee[] routees)
    {
        RoutingLogic = logic;
        _routees = routees;
    }

    /// <summary>How one is chosen.</summary>
    public RoutingLogic RoutingLogic { get; }

    /// <summary>The routees.</summary>
    public IEnumerable<Routee> Routees => _routees;

    /// <summary>Sends a message on.</summary>
    public virtual void Route(object message, IActorRef sender)
    {
        var routee = message is Broadcast ? new SeveralRoutees(_routees) : RoutingLogic.Select(message, _routees);
        if (_routees.Length == 0 && InternalCurrentActorCellKeeper.Current is { } cell)
            cell.System.DeadLetters.Tell(Unwrap(message), sender);
        else routee.Send(Unwrap(message), sender);
    }

    /// <summary>The same with one routee more.</summary>
    public virtual Router AddRoutee(Routee routee) => new(RoutingLogic, [.. _routees, routee]);

    /// <summary>The same with one routee more.</summary>
    public Router AddRoutee(IActorRef routee) => AddRoutee(new ActorRefRoutee(routee));

    /// <summary>The same with one routee less.</summary>
    public virtual Router RemoveRoutee(Routee routee) => new(RoutingLogic, [.. _routees.Where(each => !each.Equals(routee))]);

    /// <summary>The same with one routee less.</summary>
    public Router RemoveRoutee(IActorRef routee) => RemoveRoutee(new ActorRefRoutee(routee));

    /// <summary>The same with other routees.</summary>
    public Router WithRoutees(params Routee[] routees) => new(RoutingLogic, routees);

    private static object Unwrap(object message) => message is RouterEnvelope envelope ? envelope.Message : message;
}
