using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Viommus;

/// <summary>The slice of one physical SMMU that a virtual machine has (ViommuProtocol).</summary>
internal sealed class ViommuActor(ViommuState<IActorRef> state, Experiment experiment, IActorRef machine) : PartActor(experiment)
{
    // After a crash what the thread waits for comes all the same.
    protected override void PreStart()
    {
        if (state.TryStart()) Act();
    }

    protected override void OnReceive(object message)
    {
        if (message is IViommuRequest request && state.JobOf(request) is { } job)
        {
            if (state.Begin(job, Sender)) Act();
            return;
        }

        if (state.Thread.TryGoOn(message))
        {
            Act();
            return;
        }

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
            case VirtualQueuesFailed failed:
                if (state.Report(failed)) state.Listener?.Tell(new VirtualEventsWait(state.Id, VirtualEventKind.HardwareQueues));
                break;
            case ListenForVirtualEvents:
                state.Listener = Sender;
                break;
            case ReadVirtualEvent read:
                Sender.Tell(state.ReadEvent(read.Request, read.Kind));
                break;
            case IAnswer:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Act()
    {
        while (state.Thread.Now is { Kind: HostActionKind.Report, Message: { } report })
        {
            state.TakeAsker().Tell(report);
            state.Thread.Advance();
        }

        if (state.Thread.Now is not { } action) return;
        var (ticket, observed) = (state.Thread.Ticket, Run);
        switch (action.Kind)
        {
            case HostActionKind.Request:
                Context.Parent.Tell(action.Message!);
                break;
            case HostActionKind.Issue:
                var run = state.Run(action);
                StartPart(ProducedActor.By(() => new InvalidationActor(run, ticket, observed, machine)));
                break;
            default:
                machine.Tell(action.AccessOf(state.Smmu, ticket));
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
