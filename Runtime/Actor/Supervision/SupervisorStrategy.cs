using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>How a parent handles failures of its children.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>Stops children that cannot be created or were killed, restarts others.</summary>
    public static readonly IDecider DefaultDecider = Akka.Actor.Decider.From(
        Directive.Restart,
        Directive.Stop.When<ActorInitializationException>(),
        Directive.Stop.When<ActorKilledException>(),
        Directive.Stop.When<DeathPactException>());

    /// <summary>Restarts or stops the child that failed, as the default decider says.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stops the child that failed.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(static _ => Directive.Stop);

    /// <summary>The decider.</summary>
    public abstract IDecider Decider { get; }

    /// <summary>Whether failures are logged.</summary>
    protected bool LoggingEnabled { get; set; } = true;

    /// <summary>Handles a failure.</summary>
    /// <returns>Whether it was handled; otherwise it is the parent's own.</returns>
    public bool HandleFailure(
        ActorCell actorCell, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
    {
        ArgumentNullException.ThrowIfNull(actorCell);
        var directive = Handle(child, cause);
        if (directive == Directive.Escalate)
        {
            LogFailure(actorCell, child, cause, directive);
            return false;
        }

        LogFailure(actorCell, child, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                ResumeChild(child, cause);
                break;
            case Directive.Restart:
                ProcessFailure(actorCell, restart: true, child, cause, stats, children);
                break;
            default:
                ProcessFailure(actorCell, restart: false, child, cause, stats, children);
                break;
        }

        return true;
    }

    /// <summary>Called after a child has stopped.</summary>
    public abstract void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children);

    /// <summary>Restarts or stops the child, or all children.</summary>
    public abstract void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children);

    /// <summary>The directive for a failure.</summary>
    protected abstract Directive Handle(IActorRef child, Exception exception);

    /// <summary>Lets a child go on.</summary>
    protected static void ResumeChild(IActorRef child, Exception exception) => ((IInternalActorRef)child).Resume(exception);

    /// <summary>Restarts a child.</summary>
    protected static void RestartChild(IActorRef child, Exception cause, bool suspendFirst)
    {
        var local = (IInternalActorRef)child;
        if (suspendFirst) local.Suspend();
        local.Restart(cause);
    }

    /// <summary>Logs a failure: an error, or a warning if the child goes on.</summary>
    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(child);
        ArgumentNullException.ThrowIfNull(cause);
        if (!LoggingEnabled) return;
        var message = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        var source = child.Path.ToString();
        LogEvent? @event = directive switch
        {
            Directive.Resume => new Warning(source, GetType(), message),
            Directive.Escalate => null,
            _ => new Error(cause, source, GetType(), message),
        };
        if (@event is not null) context.System.EventStream.Publish(@event);
    }

    internal static TimeSpan? Window(int withinTimeMilliseconds) =>
        withinTimeMilliseconds >= 0 ? TimeSpan.FromMilliseconds(withinTimeMilliseconds) : null;
}
