using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>A mailbox ordered by priority, smallest first, in any order among equals.</summary>
public abstract class UnboundedPriorityMailbox : MailboxType, IProducesMessageQueue<UnboundedPriorityMessageQueue>
{
    /// <summary>Initial capacity, if nothing else is configured.</summary>
    public const int DefaultCapacity = 11;

    /// <summary>Creates it.</summary>
    protected UnboundedPriorityMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <summary>Capacity to begin with.</summary>
    public int InitialCapacity { get; } = DefaultCapacity;

    /// <summary>Priority of a message, smallest first.</summary>
    protected abstract int PriorityGenerator(object message);

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new UnboundedPriorityMessageQueue(PriorityGenerator, InitialCapacity);
}

/// <summary>A mailbox ordered by priority, smallest first, in order of arrival among equals.</summary>
public abstract class UnboundedStablePriorityMailbox : MailboxType, IProducesMessageQueue<UnboundedStablePriorityMessageQueue>
{
    /// <summary>Initial capacity, if nothing else is configured.</summary>
    public const int DefaultCapacity = 11;

    /// <summary>Creates it.</summary>
    protected UnboundedStablePriorityMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <summary>Capacity to begin with.</summary>
    public int InitialCapacity { get; } = DefaultCapacity;

    /// <summary>Priority of a message, smallest first.</summary>
    protected abstract int PriorityGenerator(object message);

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new UnboundedStablePriorityMessageQueue(PriorityGenerator, InitialCapacity);
}
