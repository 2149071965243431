using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Iommufd;

/// <summary>One I/O address space (IoasProtocol), a part of the context that made it.</summary>
internal sealed class IoasActor(IoasThreads threads, Experiment experiment, IActorRef driver) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IIoasRequest request:
                threads.Begin(request);
                break;
            case IHostAnswer answer:
                threads.WasAnswered(answer.Request, Errnos.Of(answer.Result));
                break;
            case UnpinDone done:
                threads.WasAnswered(done.Ticket, Errno.Ok);
                break;
            default:
                Unhandled(message);
                return;
        }

        while (threads.TryTake(out var turn)) (turn.IsForDomains ? driver : Context.Parent).Tell(turn.Message);
    }
}
