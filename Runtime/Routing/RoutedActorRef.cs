using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>The reference to a router.</summary>
internal sealed class RoutedActorRef(
    ActorSystemImpl system, Props routedProps, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
    ActorPath path)
    : RepointableActorRef(system, HeadProps(routedProps), dispatcher, mailboxType, supervisor, path)
{
    private readonly Props _routedProps = routedProps;

    protected override ActorCell NewCell() =>
        new RoutedActorCell((ActorSystemImpl)System, this, Props, _routedProps, Dispatcher, Supervisor);

    private static Props HeadProps(Props routed)
    {
        var props = Props.CreateBy(new FactoryProducer(typeof(RouterActor), static () => new RouterActor()));
        return routed.RouterConfig is Pool pool ? props.WithSupervisorStrategy(pool.SupervisorStrategy) : props;
    }
}
