using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Vmm;

/// <summary>An SMMU that a VMM emulates over viommus (VirtualSmmuProtocol).</summary>
internal sealed class VirtualSmmuActor(VirtualSmmuState<IActorRef> state, Experiment experiment, IActorRef host, IActorRef machine)
    : PartActor(experiment)
{
    protected override void PreStart()
    {
        foreach (var viommu in state.Viommus) host.Tell(new ListenForVirtualEvents(viommu));
        if (state.Thread.Now is { Kind: HostActionKind.Turn }) Self.Tell(new TakeStep(default, state.Thread.Ticket.Value));
    }

    protected override void OnReceive(object message)
    {
        var thread = state.Thread;
        switch (message)
        {
            case ViommuInvalidated leg:
                if (!state.TryEndLeg(leg)) return;
                thread.Advance();
                break;
            case TakeStep or IAnswer:
                if (!thread.TryGoOn(message)) return;
                break;
            case ICmdqvRequest access when state.Access(access, Sender) is { } job:
                if (!thread.Add(job)) return;
                break;
            case ShutDownGuest shutDown:
                if (!thread.Add(state.ShutDown(shutDown, Sender))) return;
                break;
            case UnplugDevice unplug:
                if (!thread.Add(state.Unplug(unplug, Sender))) return;
                break;
            case VirtualEventsWait waiting:
                var isRecord = waiting.Kind == VirtualEventKind.Smmu;
                if (!thread.Add(isRecord ? state.TakeEvents(waiting.Viommu) : state.TakeQueueErrors(waiting.Viommu))) return;
                break;
            case ReadRegister read:
                Sender.Tell(new RegisterRead(read.Request, state.Read(read.Offset, read.SizeBytes)));
                return;
            case WriteRegister write:
                state.Write(write.Offset, write.SizeBytes, write.Value);
                Sender.Tell(new RegisterWritten(write.Request));
                if (!state.TryBeginConsuming()) return;
                break;
            case HandleInterrupts:
                state.Handler = Sender;
                return;
            default:
                Unhandled(message);
                return;
        }

        Act();
    }

    private void Act()
    {
        var thread = state.Thread;
        while (thread.Now is { Kind: HostActionKind.Report, Message: { } report })
        {
            var isForGuest = report is InterruptArrived or DeviceUnplugged or GuestShutDown or RegisterRead or RegisterWritten;
            var reader = isForGuest ? state.ReaderOf(report) : host;
            reader?.Tell(report);
            thread.Advance();
        }

        if (thread.Now is not { } action) return;
        if (action.Kind == HostActionKind.Turn) Self.Tell(new TakeStep(default, thread.Ticket.Value));
        else if (action.Kind == HostActionKind.Request) host.Tell(action.Message!);
        else if (action.Kind == HostActionKind.Read) machine.Tell(action.AccessOf(state.Hardware, thread.Ticket));
    }
}
