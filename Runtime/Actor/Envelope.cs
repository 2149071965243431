namespace Akka.Actor;

/// <summary>A message and who sent it.</summary>
public readonly struct Envelope
{
    /// <summary>Wraps a message; the sender may be missing.</summary>
    public Envelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    /// <summary>Wraps a message; a missing sender is replaced by dead letters.</summary>
    public Envelope(object message, IActorRef sender, ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Message = message;
        Sender = sender ?? system.DeadLetters;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>The sender; null if there is none.</summary>
    public IActorRef Sender { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<{Message ?? "null"}> from {(Sender is null ? "NoSender" : Sender.ToString())}";
}
