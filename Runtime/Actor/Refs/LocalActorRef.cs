using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>A local actor that starts as soon as it is created.</summary>
public class LocalActorRef : ActorRefWithCell
{
    /// <summary>Creates the cell; the actor itself is made in its first mailbox turn.</summary>
    public LocalActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
        // A subclass may choose its own kind of cell; it must not rely on its constructor having run.
#pragma warning disable CA2214
        Cell = NewActorCell(system, this, props, dispatcher, supervisor);
#pragma warning restore CA2214
        Cell.Init(mailboxType, started: true);
    }

    /// <summary>Creates the cell that runs the actor.</summary>
    protected virtual ActorCell NewActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new(system, self, props, dispatcher, supervisor);
}
