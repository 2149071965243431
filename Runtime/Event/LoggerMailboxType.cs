using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Akka.Event;

/// <summary>The mailbox of loggers.</summary>
public sealed class LoggerMailboxType : MailboxType, IProducesMessageQueue<UnboundedMessageQueue>
{
    /// <summary>Creates it.</summary>
    public LoggerMailboxType(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new LoggerMessageQueue();

    private sealed class LoggerMessageQueue : UnboundedMessageQueue, ILoggerMessageQueueSemantics;
}
