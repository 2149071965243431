using ActorIommu.Actors.Machine;
using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Simulation.Concurrent;

/// <summary>Hears of failures of actors, which supervisors would put right in silence.</summary>
/// <param name="failed">Is told of those that no experiment asked for.</param>
internal sealed class FailureActor(Action<Exception> failed) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Error { Cause: { } cause and not InjectedCrashException }) failed(cause);
    }
}
