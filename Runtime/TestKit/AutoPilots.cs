using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Reacts to every message of a test actor, in the test actor's turn, before the message is queued for the test.</summary>
public abstract class AutoPilot
{
    /// <summary>Return this from <see cref="Run"/> to stay installed.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <summary>Return this from <see cref="Run"/> to be removed.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    /// <summary>Handles one message.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="message">The message.</param>
    /// <returns>The pilot for the next message, or <see cref="KeepRunning"/>, or <see cref="NoAutoPilot"/>.</returns>
    public abstract AutoPilot Run(IActorRef sender, object message);
}

/// <summary>The verdict "same pilot again".</summary>
public sealed class KeepRunning : AutoPilot
{
    /// <summary>The only instance.</summary>
#pragma warning disable CA2211 // A writable field in Akka.NET.
    public static KeepRunning Instance = new();
#pragma warning restore CA2211

    private KeepRunning()
    {
    }

    /// <summary>Not a pilot by itself.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override AutoPilot Run(IActorRef sender, object message) =>
        throw new InvalidOperationException("KeepRunning is an answer of a pilot, it cannot be installed as one.");
}

/// <summary>The verdict "no pilot any more"; installed as a pilot it does nothing.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    /// <summary>The only instance.</summary>
#pragma warning disable CA2211 // A writable field in Akka.NET.
    public static NoAutoPilot Instance = new();
#pragma warning restore CA2211

    private NoAutoPilot()
    {
    }

    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => this;
}

/// <summary>A pilot as a function.</summary>
/// <param name="sender">Who sent the message.</param>
/// <param name="message">The message.</param>
/// <returns>The pilot for the next message.</returns>
public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);

/// <summary>A pilot made of a function.</summary>
/// <param name="autoPilotDelegate">The function.</param>
public sealed class DelegateAutoPilot(AutoPilotDelegate autoPilotDelegate) : AutoPilot
{
    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => autoPilotDelegate(sender, message);
}
