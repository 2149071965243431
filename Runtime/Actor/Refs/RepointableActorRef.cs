using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>
/// A top-level actor: it is started by its guardian, not by the thread that creates it. Whatever it is sent until then waits
/// in its mailbox, in order.
/// </summary>
public class RepointableActorRef : ActorRefWithCell, IRepointableRef
{
    /// <summary>Creates the reference; see <see cref="Initialize"/>.</summary>
    public RepointableActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
    }

    /// <inheritdoc/>
    public bool IsStarted => Cell.Mailbox.IsStarted;

    /// <summary>Creates the cell and asks the guardian to start it, or starts it at once.</summary>
    public RepointableActorRef Initialize(bool async)
    {
        Cell = NewCell();
        Cell.Init(MailboxType, started: !async);
        if (!async) Cell.Start();
        return this;
    }

    /// <summary>Lets the actor run.</summary>
    public void Point() => Cell.StartUnstarted();

    /// <summary>Does nothing: starting is up to the guardian.</summary>
    public override void Start()
    {
    }

    /// <summary>Creates the cell that runs the actor.</summary>
    protected virtual ActorCell NewCell() => new((ActorSystemImpl)System, this, Props, Dispatcher, Supervisor);
}
