using Akka.Actor;

namespace Akka.Event;

/// <summary>Marks messages whose loss is not worth a dead letter.</summary>
public interface IDeadLetterSuppression;

/// <summary>A message that reached no actor.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    /// <summary>Creates it.</summary>
    protected AllDeadLetters(object message, IActorRef sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender;
        Recipient = recipient;
    }

    /// <inheritdoc/>
    public object Message { get; }

    /// <summary>Who sent it.</summary>
    public IActorRef Sender { get; }

    /// <summary>Who should have got it.</summary>
    public IActorRef Recipient { get; }

    /// <inheritdoc/>
    public override string ToString() => $"DeadLetter from {Sender} to {Recipient}: <{Message}>";

    private protected static void InsistOnBoth(string letter, IActorRef sender, IActorRef recipient)
    {
        if (sender is null) throw new ArgumentNullException(nameof(sender), $"{letter} sender may not be null");
        if (recipient is null) throw new ArgumentNullException(nameof(recipient), $"{letter} recipient may not be null");
    }
}

/// <summary>A message to an actor that is not there.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    /// <summary>Creates it; throws <see cref="ArgumentNullException"/> if there is no sender or no recipient.</summary>
    public DeadLetter(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient) => InsistOnBoth(nameof(DeadLetter), sender, recipient);
}

/// <summary>As <see cref="DeadLetter"/>, of a message whose loss is not worth one.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    /// <summary>Creates it; throws <see cref="ArgumentNullException"/> if there is no sender or no recipient.</summary>
    public SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient) => InsistOnBoth(nameof(SuppressedDeadLetter), sender, recipient);
}

/// <summary>A message that a component dropped on purpose.</summary>
public sealed class Dropped : AllDeadLetters
{
    /// <summary>Creates it.</summary>
    public Dropped(object message, string reason, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient) => Reason = reason;

    /// <summary>Creates it with the running actor as the sender.</summary>
    public Dropped(object message, string reason, IActorRef recipient)
        : this(message, reason, ActorCell.GetCurrentSelfOrNoSender(), recipient)
    {
    }

    /// <summary>Why.</summary>
    public string Reason { get; }
}

/// <summary>A message that no behaviour handled.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    /// <summary>Creates it.</summary>
    public UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}
