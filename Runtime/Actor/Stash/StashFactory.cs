using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Creates stashes.</summary>
public static class StashFactory
{
    /// <summary>The stash of an actor type; throws <see cref="NotSupportedException"/> if the mailbox has no front.</summary>
    public static IStash CreateStash(this IActorContext context, Type actorType)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(actorType);
        var cell = (ActorCell)context;
        if (cell.Mailbox.MessageQueue is not IDequeBasedMessageQueueSemantics queue)
        {
            throw new NotSupportedException(
                $"DequeBasedMailbox required, got: {cell.Mailbox.MessageQueue.GetType().Name}. "
                + "An (unbounded) deque-based mailbox can be configured as follows: "
                + "my-custom-mailbox {mailbox-type = \"Akka.Dispatch.UnboundedDequeBasedMailbox\"}");
        }

        var capacity = cell.Props.Deploy.StashCapacity;
        if (capacity == Deploy.NoStashSize)
            capacity = cell.SystemImpl.Mailboxes.StashCapacity(cell.Props.Deploy.Dispatcher, cell.Props.Deploy.Mailbox);
        // A bounded stash without a number is as large as its mailbox.
        if (capacity < 0 && typeof(IWithBoundedStash).IsAssignableFrom(actorType))
            capacity = cell.System.Settings.Config.GetInt("akka.actor.mailbox.bounded-deque-based.mailbox-capacity", 1000);
        return new ActorStash(cell, queue, capacity);
    }

    /// <inheritdoc cref="CreateStash(IActorContext, Type)"/>
    public static IStash CreateStash(this IActorContext context, IActorStash actorInstance)
    {
        ArgumentNullException.ThrowIfNull(actorInstance);
        return CreateStash(context, actorInstance.GetType());
    }

    /// <inheritdoc cref="CreateStash(IActorContext, Type)"/>
    public static IStash CreateStash<T>(this IActorContext context)
        where T : ActorBase => CreateStash(context, typeof(T));
}
