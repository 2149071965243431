using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A path at which nobody lives: everything becomes a dead letter.</summary>
public class EmptyLocalActorRef : MinimalActorRef
{
    private readonly EventStream _eventStream;
    private readonly IActorRefProvider _provider;

    /// <summary>Creates the reference.</summary>
    public EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    {
        _provider = provider;
        _eventStream = eventStream;
        Path = path;
    }

    /// <inheritdoc/>
    public override ActorPath Path { get; }

    /// <inheritdoc/>
    public override IActorRefProvider Provider => _provider;

    /// <inheritdoc/>
    public override bool IsTerminated => true;

    /// <inheritdoc/>
    public override void SendSystemMessage(ISystemMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        SpecialHandle(message, _provider.DeadLetters);
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new InvalidMessageException("Message is null");
        if (message is DeadLetter d) SpecialHandle(d.Message, d.Sender);
        else if (!SpecialHandle(message, sender)) PublishDeadLetter(message, sender);
    }

    /// <summary>Handles what is not simply a dead letter.</summary>
    /// <returns>Whether nothing is left to do.</returns>
    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch watch:
                if (watch.Watchee.Equals(this) && !watch.Watcher.Equals(this)) NotifyOfAbsence(watch);
                return true;
            case Unwatch:
                return true;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null));
                return true;
            case ActorSelectionMessage { Message: Identify identify } selection:
                if (!selection.WildCardFanOut) sender?.Tell(new ActorIdentity(identify.MessageId, null));
                return true;
            case ActorSelectionMessage { Message: IDeadLetterSuppression suppressed }:
                PublishSuppressed(suppressed, sender);
                return true;
            case ActorSelectionMessage selection:
                PublishDeadLetter(selection.Message, sender);
                return true;
            case IDeadLetterSuppression suppressed:
                PublishSuppressed(suppressed, sender);
                return true;
            default:
                return false;
        }
    }

    private protected static void NotifyOfAbsence(Watch watch) =>
        watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));

    private protected void PublishDeadLetter(object message, IActorRef? sender) =>
        _eventStream.Publish(new DeadLetter(message, sender.IsNobody() ? _provider.DeadLetters : sender!, this));

    private protected void Publish(object deadLetter) => _eventStream.Publish(deadLetter);

    private void PublishSuppressed(IDeadLetterSuppression message, IActorRef? sender) =>
        _eventStream.Publish(new SuppressedDeadLetter(message, sender.IsNobody() ? _provider.DeadLetters : sender!, this));
}
