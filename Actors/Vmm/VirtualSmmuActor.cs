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
            case TakeStep step when thread.Awaits(HostActionKind.Turn, new RequestId(step.Ticket)):
                thread.Advance();
                break;
            case ViommuInvalidated answer when state.TryEndLeg(answer):
                thread.Advance();
                break;
            case IIommuProtocol answer when RequestOf(answer) is { } request:
                if (!thread.Awaits(HostActionKind.Request, request)) return;
                thread.WasAnswered(answer);
                break;
            case RegisterRead read when thread.Awaits(HostActionKind.Read, read.Request):
                thread.WasRead(read.Value);
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
            case TakeStep or ViommuInvalidated or RegisterRead:
                return;
            default:
                Unhandled(message);
                return;
        }

        Act();
    }

    // What an answer of the host is to.
    private static RequestId? RequestOf(IIommuProtocol answer) => answer switch
    {
        DomainReady ready => ready.Request,
        DeviceAttached attached => attached.Request,
        DeviceDetached detached => detached.Request,
        DomainDestroyed destroyed => destroyed.Request,
        VirtualEventRead read => read.Request,
        VdeviceRemoved removed => removed.Request,
        HardwareQueueReady ready => ready.Request,
        HardwareQueueDestroyed destroyed => destroyed.Request,
        ViommuDestroyed destroyed => destroyed.Request,
        _ => null,
    };

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
