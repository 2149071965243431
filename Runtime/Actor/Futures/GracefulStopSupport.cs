namespace Akka.Actor;

/// <summary>Stopping and awaiting the end.</summary>
public static class GracefulStopSupport
{
    /// <summary>Sends a <see cref="PoisonPill"/> and tells whether the actor stopped in time.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => GracefulStop(target, timeout, PoisonPill.Instance);

    /// <summary>Sends a message and tells whether the actor stopped in time.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage) =>
        target is IInternalActorRef local
            ? new PromiseActorRef(local).WaitForTermination(stopMessage, timeout, CancellationToken.None)
            : throw new InvalidOperationException($"{target} is not an {typeof(IInternalActorRef)} and cannot be death-watched");
}

/// <summary>Awaiting the end of an actor.</summary>
public static class WatchAsyncSupport
{
    /// <summary>Completes with true when the actor has stopped, with false when the token is cancelled.</summary>
    public static Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default) =>
        target is IInternalActorRef local
            ? new PromiseActorRef(local).WaitForTermination(null, null, token)
            : throw new InvalidOperationException($"{target} is not an {typeof(IInternalActorRef)} and cannot be death-watched");
}
