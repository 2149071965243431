using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.SysMsg;

/// <summary>Creates the actor.</summary>
public sealed class Create(ActorInitializationException? failure = null) : SystemMessage
{
    /// <summary>Why it cannot be created, if so.</summary>
    public ActorInitializationException? Failure { get; } = failure;

    /// <inheritdoc/>
    public override string ToString() => "<Create>" + (Failure is null ? "" : $" Failure: {Failure}");
}

/// <summary>Replaces the actor by a new instance.</summary>
public sealed class Recreate(Exception cause) : SystemMessage, IStashWhenWaitingForChildren
{
    /// <summary>The failure that made it necessary.</summary>
    public Exception Cause { get; } = cause;

    /// <inheritdoc/>
    public override string ToString() => $"<Recreate> Cause: {Cause}";
}

/// <summary>Suspends user messages, recursively.</summary>
public sealed class Suspend : SystemMessage, IStashWhenWaitingForChildren
{
    /// <inheritdoc/>
    public override string ToString() => "<Suspend>";
}

/// <summary>Resumes user messages, recursively.</summary>
public sealed class Resume(Exception? causedByFailure) : SystemMessage, IStashWhenWaitingForChildren
{
    /// <summary>The failure that is being resumed, if any.</summary>
    public Exception? CausedByFailure { get; } = causedByFailure;

    /// <inheritdoc/>
    public override string ToString() => "<Resume>" + (CausedByFailure is null ? "" : $" CausedByFailure: {CausedByFailure}");
}

/// <summary>Stops the actor.</summary>
public sealed class Terminate : SystemMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    /// <inheritdoc/>
    public override string ToString() => "<Terminate>";
}

/// <summary>Introduces a new child to its parent.</summary>
public sealed class Supervise(IActorRef child, bool async) : SystemMessage
{
    /// <summary>The child.</summary>
    public IActorRef Child { get; } = child;

    /// <summary>Whether the parent has to start it.</summary>
    public bool Async { get; } = async;

    /// <inheritdoc/>
    public override string ToString() => $"<Supervise>: {Child}{(Async ? " (async)" : "")}";
}

/// <summary>Tells the parent that a child has failed.</summary>
public sealed class Failed(IActorRef child, Exception cause, long uid)
    : SystemMessage, IStashWhenFailed, IStashWhenWaitingForChildren
{
    /// <summary>The child.</summary>
    public IActorRef Child { get; } = child;

    /// <summary>Its failure.</summary>
    public Exception Cause { get; } = cause;

    /// <summary>Incarnation of the child: failures of earlier ones are ignored.</summary>
    public long Uid { get; } = uid;

    /// <inheritdoc/>
    public override string ToString() => $"<Failed>: {Child} ({Uid}) {(Cause is null ? "" : ", Cause=" + Cause)}";
}

/// <summary>End of a system queue: nothing is accepted any more.</summary>
public sealed class NoMessage : SystemMessage
{
    /// <inheritdoc/>
    public override string ToString() => "NoMessage";
}

/// <summary>Asks a guardian to stop a child.</summary>
public sealed class StopChild(IActorRef child) : INoSerializationVerificationNeeded
{
    /// <summary>The child.</summary>
    public IActorRef Child { get; } = child;

    /// <inheritdoc/>
    public override string ToString() => $"<StopChild> {Child}";
}
