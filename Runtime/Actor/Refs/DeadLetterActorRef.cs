using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Where messages to actors that are not there end: they are published on the event stream.</summary>
public class DeadLetterActorRef : EmptyLocalActorRef
{
    /// <summary>Creates the reference.</summary>
    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream)
    {
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new InvalidMessageException("Message is null");
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, ActorRefs.Nobody));
                break;
            case DeadLetter d:
                if (!SpecialHandle(d.Message, d.Sender)) Publish(d);
                break;
            default:
                if (!SpecialHandle(message, sender)) PublishDeadLetter(message, sender);
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is not Watch watch) return base.SpecialHandle(message, sender);
        if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this)) NotifyOfAbsence(watch);
        return true;
    }
}
