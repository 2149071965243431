using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>Settles the dead letters.</summary>
internal sealed class Burial : UntypedActor
{
    /// <summary>Answered after all dead letters that were published before.</summary>
    public sealed record Flush;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AllDeadLetters));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AllDeadLetters { Message: Work work }:
                work.Buried();
                break;
            case Flush:
                Sender.Tell(new Nursery.Ready());
                break;
        }
    }
}
