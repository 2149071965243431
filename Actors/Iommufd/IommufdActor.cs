using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Iommufd;

/// <summary>One context of iommufd (IommufdProtocol): its objects; an actor of its own for each address space.</summary>
internal sealed class IommufdActor(
    ContextThreads<IActorRef> threads, Dictionary<IommufdId, IActorRef> spaces, ContextDescription description, IActorRef driver)
    : PartActor(description.Experiment)
{
    /// <summary>A context above the driver of a machine. Its objects and address spaces outlive a crash.</summary>
    public static Props Props(ContextDescription description, IActorRef driver)
    {
        var threads = new ContextThreads<IActorRef>(description);
        var spaces = new Dictionary<IommufdId, IActorRef>();
        return ProducedActor.By(() => new IommufdActor(threads, spaces, description, driver));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IIommufdRequest request:
                threads.Begin(request, Sender);
                break;
            case IoasEnded ended:
                threads.SpaceAnswered(ended);
                break;
            case UnpinRequested unpin:
                threads.UnpinIsWanted(spaces.First(space => space.Value.Equals(Sender)).Key, unpin);
                break;
            case UnpinDone done:
                threads.Unpinned(done);
                break;
            case FaultReported fault:
                threads.PageFaulted(fault);
                break;
            case IHostAnswer answer:
                threads.WasAnswered(answer);
                break;
            case VirtualEventsWait waits:
                threads.EventsWait(waits);
                break;
            default:
                Unhandled(message);
                return;
        }

        while (threads.TryTake(out var turn)) Carry(turn);
    }

    private void Carry(ContextTurn<IActorRef> turn)
    {
        switch (turn.Audience)
        {
            case ContextAudience.User:
                turn.User!.Tell(turn.Message!);
                break;
            case ContextAudience.Driver:
                driver.Tell(turn.Message!);
                break;
            case ContextAudience.Ioas:
                spaces[turn.Ioas].Tell(turn.Message!);
                break;
            case ContextAudience.NewIoas:
                var space = new IoasThreads(
                    description.Memory(), device => description.Devices.First(one => one.Device == device).ReservedRegions);
                var (below, observed) = (driver, Run);
                spaces[turn.Ioas] = StartPart(ProducedActor.By(() => new IoasActor(space, observed, below)));
                break;
            default:
                spaces.Remove(turn.Ioas, out var ended);
                Context.Stop(ended!);
                break;
        }
    }
}
