using Akka.Actor.Internal;
using Akka.Actor.Scheduler;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Base of all actors. An actor processes one message at a time; it is made by the runtime, never with <c>new</c>.
/// </summary>
public abstract class ActorBase : IInternalActor
{
    private readonly ActorCell _context;
    private IActorRef _self;

    /// <summary>Throws <see cref="ActorInitializationException"/> outside the runtime.</summary>
    protected ActorBase()
    {
        var cell = InternalCurrentActorCellKeeper.Current
            ?? throw new ActorInitializationException(
                "Do not create actors using 'new', always create them using an ActorContext/System");
        _context = cell;
        _self = cell.Self;
        cell.Become(Receive);
    }

    /// <summary>
    /// The context of the running actor; throws <see cref="NotSupportedException"/> outside its turns. It is null in the
    /// PostStop of an actor whose successor could not be made.
    /// </summary>
    protected static IActorContext Context => CurrentCell is { HasBeenCleared: false } cell ? cell : null!;

    /// <summary>A behaviour that handles nothing.</summary>
    protected static Receive EmptyReceive { get; } = static _ => false;

    /// <summary>The actor.</summary>
    protected IActorRef Self => _self;

    /// <summary>Who sent the current message; dead letters if nobody did.</summary>
    protected IActorRef Sender => _context.Sender;

    IActorContext IInternalActor.ActorContext => _context;

    internal ActorCell ActorContextInternal => _context;

    internal static ActorCell CurrentCell => InternalCurrentActorCellKeeper.Current
        ?? throw new NotSupportedException(
            "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    internal SupervisorStrategy? SupervisorStrategyInternal
    {
        get => field ??= SupervisorStrategy();
        set;
    }

    /// <summary>Processes a message with a behaviour; interceptors override it.</summary>
    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        ArgumentNullException.ThrowIfNull(receive);
        if (message is TimerScheduler.ITimerMessage timer) return ReceiveTimer(receive, timer);
        if (receive(message)) return true;
        Unhandled(message);
        return false;
    }

    /// <summary>Called before <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>Called instead of <see cref="PreRestart"/>, which it calls.</summary>
    public virtual void AroundPreRestart(Exception cause, object message)
    {
        CancelTimers();
        PreRestart(cause, message);
    }

    /// <summary>Called instead of <see cref="PostRestart"/>, which it calls.</summary>
    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    /// <summary>Called instead of <see cref="PostStop"/>, which it calls.</summary>
    public virtual void AroundPostStop()
    {
        CancelTimers();
        PostStop();
    }

    internal void Clear(IActorRef self) => _self = self;

    /// <summary>The initial behaviour.</summary>
    /// <returns>Whether the message was handled.</returns>
    protected abstract bool Receive(object message);

    /// <summary>Called when the actor has been made.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Called on the failed instance: stops all children and calls <see cref="PostStop"/>.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren().ToArray())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Called on the new instance: calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>Called when the actor has stopped, after all its children.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>
    /// Called with messages that the behaviour did not handle. <see cref="Terminated"/> makes the actor fail with a
    /// <see cref="DeathPactException"/>; others are published as <see cref="UnhandledMessage"/>.
    /// </summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        _context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    /// <summary>How failures of children are handled, unless the props say otherwise.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(Receive receive) => _context.Become(receive);

    /// <summary>Replaces the behaviour until <see cref="UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(Receive receive) => _context.BecomeStacked(receive);

    /// <summary>Goes back to the behaviour before the last <see cref="BecomeStacked"/>; the first one stays.</summary>
    protected void UnbecomeStacked() => _context.UnbecomeStacked();

    /// <summary>Sets the receive timeout; null turns it off.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => _context.SetReceiveTimeout(timeout);

    private bool ReceiveTimer(Receive receive, TimerScheduler.ITimerMessage timer)
    {
        if ((this as IWithTimers)?.Timers is not TimerScheduler timers) return true;
        var message = timers.Accept(timer);
        if (message is null) return true;
        if (message is IAutoReceivedMessage)
        {
            _context.AutoReceiveMessage(new Envelope(message, Self));
            return true;
        }

        // Stashing looks at the current message, and what it shall see is the user's.
        _context.CurrentMessage = message;
        if (receive(message)) return true;
        Unhandled(message);
        return false;
    }

    private void CancelTimers() => ((this as IWithTimers)?.Timers as TimerScheduler)?.CancelAll();
}
