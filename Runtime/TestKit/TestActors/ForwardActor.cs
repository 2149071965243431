using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Forwards every message to one actor.</summary>
public class ForwardActor : ReceiveActor
{
    /// <summary>Made through <see cref="Props"/>.</summary>
    /// <param name="target">To whom.</param>
    public ForwardActor(IActorRef target) => ReceiveAny(target.Forward);

    /// <summary>How to make one.</summary>
    /// <param name="target">To whom.</param>
    /// <returns>The props.</returns>
    public static Props Props(IActorRef target) => Actor.Props.Create(() => new ForwardActor(target));
}
