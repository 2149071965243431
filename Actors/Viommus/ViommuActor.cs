using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Viommus;

/// <summary>The slice of one physical SMMU that a virtual machine has (ViommuProtocol).</summary>
internal sealed class ViommuActor(ViommuState<IActorRef> state, Experiment experiment, IActorRef machine) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InvalidateViommu invalidate:
                Invalidate(invalidate);
                break;
            case CommandsEnded ended:
                if (state.TryEnd(ended, out var answer, out var asker)) asker.Tell(answer);
                break;
            case AddVdevice add:
                Sender.Tell(new VdeviceAdded(add.Request, state.Add(add)));
                break;
            case RemoveVdevice remove:
                Sender.Tell(new VdeviceRemoved(remove.Request, state.Remove(remove.Device)));
                break;
            case CreateNestedDomain create:
                Sender.Tell(new DomainReady(create.Request, state.Create(create), create.Domain));
                break;
            case JoinDomain join:
                if (state.TryJoin(join, out var above, out var refused)) Context.Parent.Forward(above);
                else Sender.Tell(refused);
                break;
            case LeaveDomain leave:
                Context.Parent.Forward(state.Leave(leave));
                break;
            case DestroyDomain destroy:
                Sender.Tell(new DomainDestroyed(destroy.Domain, destroy.Request, state.Destroy(destroy.Domain), IsClean: true));
                break;
            case MapPages map:
                Context.Parent.Forward(map with { Domain = state.Parent });
                break;
            case FaultReported fault:
                if (state.Report(fault.Event)) state.Listener?.Tell(new VirtualEventsWait(state.Id));
                break;
            case ListenForVirtualEvents:
                state.Listener = Sender;
                break;
            case ReadVirtualEvent read:
                Sender.Tell(state.ReadEvent(read.Request));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Invalidate(InvalidateViommu invalidate)
    {
        if (state.Begin(invalidate, Sender, out var answer) is not { } run)
        {
            Sender.Tell(answer);
            return;
        }

        var (operation, observed) = (state.Latest, Run);
        StartPart(ProducedActor.By(() => new InvalidationActor(run, operation, observed, machine)));
    }
}
