using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor with one handler for all messages.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <inheritdoc cref="ActorBase.Context"/>
    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Handles a message.</summary>
    protected abstract void OnReceive(object message);

#pragma warning disable CA1822 // As in Akka.NET, so that actors may call them on this or base.
    /// <summary>Runs an action as an asynchronous handler.</summary>
    protected void RunTask(Action action) => ActorTaskScheduler.RunTask(action);

    /// <summary>Runs an asynchronous handler: no user message is processed until it ends.</summary>
    protected void RunTask(Func<Task> action) => ActorTaskScheduler.RunTask(action);

#pragma warning restore CA1822

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(UntypedReceive receive) => ((IUntypedActorContext)ActorContextInternal).Become(receive);

    /// <summary>Replaces the behaviour until <see cref="ActorBase.UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(UntypedReceive receive) => ((IUntypedActorContext)ActorContextInternal).BecomeStacked(receive);
}
