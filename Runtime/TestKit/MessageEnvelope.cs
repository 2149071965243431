using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A message together with who sent it.</summary>
public abstract class MessageEnvelope
{
    /// <summary>The message.</summary>
    public abstract object Message { get; }

    /// <summary>The sender.</summary>
    public abstract IActorRef Sender { get; }
}

/// <summary>A message that was received.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">The sender.</param>
public class RealMessageEnvelope(object message, IActorRef sender) : MessageEnvelope
{
    /// <inheritdoc/>
    public override object Message => message;

    /// <inheritdoc/>
    public override IActorRef Sender => sender;

    /// <inheritdoc/>
    public override string ToString() =>
        $"<{message ?? "null"}> from {(ReferenceEquals(sender, ActorRefs.NoSender) ? "NoSender" : sender)}";
}

/// <summary>Stands for "no message has been received". Asking it for a message or a sender is an error of the test.</summary>
public sealed class NullMessageEnvelope : MessageEnvelope
{
    /// <summary>The only instance.</summary>
#pragma warning disable CA2211 // A writable field in Akka.NET; sources compiled against either see the same member.
    public static NullMessageEnvelope Instance = new();
#pragma warning restore CA2211

    private NullMessageEnvelope()
    {
    }

    /// <summary>There is none.</summary>
    /// <exception cref="IllegalActorStateException">Always.</exception>
    public override object Message => throw new IllegalActorStateException("last receive did not return a message");

    /// <summary>There is none.</summary>
    /// <exception cref="IllegalActorStateException">Always.</exception>
    public override IActorRef Sender =>
        throw new IllegalActorStateException("last receive did not return a message, so there is no sender");

    /// <inheritdoc/>
    public override string ToString() => "<null>";
}
