using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Runs a router: senders route messages themselves, only management goes through the mailbox.</summary>
internal sealed class RoutedActorCell(
    ActorSystemImpl system, IInternalActorRef self, Props headProps, Props routedProps, MessageDispatcher dispatcher,
    IInternalActorRef supervisor)
    : ActorCell(system, self, headProps, dispatcher, supervisor)
{
    private volatile Router? _router;

    public RouterConfig RouterConfig => routedProps.RouterConfig;

    public Router Router => _router!;

    // Before the start there are no routees: messages wait in the mailbox of the router and are routed from there.
    public override void SendMessage(IActorRef sender, object message)
    {
        if (_router is not { } router || RouterConfig.IsManagementMessage(message)) base.SendMessage(sender, message);
        else router.Route(message, sender);
    }

    public void AddRoutee(Routee routee)
    {
        Observe(routee);
        _router = Router.AddRoutee(routee);
    }

    public void RemoveRoutee(Routee routee, bool stop)
    {
        _router = Router.RemoveRoutee(routee);
        if (routee is ActorRefRoutee { Actor: var actor })
        {
            Unwatch(actor);
            // Later, so that what concurrent senders have chosen it for still arrives before the pill.
            if (stop && Child(actor.Path.Name).Equals(actor))
                System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), actor, PoisonPill.Instance, Self);
        }

        if (RouterConfig.StopRouterWhenAllRouteesRemoved && !Router.Routees.Any()) Stop();
    }

    public void Adjust(int change)
    {
        if (change > 0)
        {
            for (var i = 0; i < change; i++) AddRoutee(NewRoutee());
        }
        else
        {
            foreach (var routee in Router.Routees.Reverse().Take(-change).ToArray()) RemoveRoutee(routee, stop: true);
        }
    }

    protected override void PreStart()
    {
        var router = RouterConfig.CreateRouter(System);
        var routees = RouterConfig switch
        {
            Pool pool => Enumerable.Range(0, pool.NrOfInstances).Select(_ => NewRoutee()),
            Group group => group.GetPaths(System).Select(path => (Routee)new ActorSelectionRoutee(ActorSelection(path))),
            _ => [],
        };
        var all = routees.ToArray();
        foreach (var routee in all) Observe(routee);
        _router = router.WithRoutees(all);
    }

    private ActorRefRoutee NewRoutee() => new(ActorOf(routedProps.WithRouter(NoRouter.Instance)));

    private void Observe(Routee routee)
    {
        if (routee is ActorRefRoutee { Actor: var actor }) Watch(actor);
    }
}

/// <summary>Handles the management messages of a router.</summary>
internal sealed class RouterActor : UntypedActor
{
    private static RoutedActorCell Cell => (RoutedActorCell)CurrentCell;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetRoutees:
                Sender.Tell(new Routees([.. Cell.Router.Routees]), Self);
                break;
            case AddRoutee add:
                Cell.AddRoutee(add.Routee);
                break;
            case RemoveRoutee remove:
                Cell.RemoveRoutee(remove.Routee, stop: true);
                break;
            case AdjustPoolSize adjust when Cell.RouterConfig is Pool:
                Cell.Adjust(adjust.Change);
                break;
            case Terminated terminated:
                Cell.RemoveRoutee(new ActorRefRoutee(terminated.ActorRef), stop: false);
                break;
            default:
                Cell.Router.Route(message, Sender);
                break;
        }
    }

    // Routees survive the restart of their router.
    protected override void PreRestart(Exception reason, object message)
    {
    }
}
