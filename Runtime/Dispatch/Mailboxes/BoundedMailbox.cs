using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>A mailbox of limited length.</summary>
public sealed class BoundedMailbox : MailboxType, IProducesMessageQueue<BoundedMessageQueue>
{
    /// <summary>
    /// Reads <c>mailbox-capacity</c> and <c>mailbox-push-timeout-time</c>; throws <see cref="ArgumentException"/> if they are negative.
    /// </summary>
    public BoundedMailbox(Settings settings, Config config)
        : base(settings, config) => (Capacity, PushTimeout) = BoundedMailboxSettings.Read(config);

    /// <summary>Largest number of messages.</summary>
    public int Capacity { get; }

    /// <summary>How long a sender waits for room.</summary>
    public TimeSpan PushTimeout { get; }

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new BoundedMessageQueue(Capacity, PushTimeout);
}

/// <summary>A mailbox of limited length for actors that stash.</summary>
public sealed class BoundedDequeBasedMailbox : MailboxType, IProducesMessageQueue<BoundedDequeMessageQueue>
{
    /// <summary>
    /// Reads <c>mailbox-capacity</c> and <c>mailbox-push-timeout-time</c>; throws <see cref="ArgumentException"/> if they are negative.
    /// </summary>
    public BoundedDequeBasedMailbox(Settings settings, Config config)
        : base(settings, config) => (Capacity, PushTimeout) = BoundedMailboxSettings.Read(config);

    /// <summary>Largest number of messages.</summary>
    public int Capacity { get; }

    /// <summary>How long a sender waits for room.</summary>
    public TimeSpan PushTimeout { get; }

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new BoundedDequeMessageQueue(Capacity, PushTimeout);
}

/// <summary>The two settings that bounded mailboxes share.</summary>
internal static class BoundedMailboxSettings
{
    public static (int Capacity, TimeSpan PushTimeout) Read(Config config)
    {
        var capacity = config.GetInt("mailbox-capacity", 0);
        var pushTimeout = config.GetTimeSpan("mailbox-push-timeout-time", TimeSpan.FromSeconds(-1));
        if (capacity < 0) throw new ArgumentException("The capacity for BoundedMailbox cannot be negative", nameof(config));
        if (pushTimeout < TimeSpan.Zero) throw new ArgumentException("The push time-out for BoundedMailbox cannot be null", nameof(config));
        return (capacity, pushTimeout);
    }
}
