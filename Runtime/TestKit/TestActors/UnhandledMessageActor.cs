using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Handles no message at all.</summary>
public class UnhandledMessageActor : ReceiveActor
{
    /// <summary>Declares no handler but one that says "unhandled".</summary>
    public UnhandledMessageActor() => ReceiveAny(Unhandled);
}
