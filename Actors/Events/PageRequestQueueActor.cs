using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Events;

/// <summary>The PRI queue of one SMMU (PageRequestProtocol, and the registers that it owns: RegisterProtocol).</summary>
internal sealed class PageRequestQueueActor(
    PageRequestQueueState<IActorRef> state, Experiment experiment, InterruptLine line, IActorRef doorbell) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestPage request:
                Record(request);
                break;
            case AcknowledgePageRequestAbort:
                state.AcknowledgeAbort();
                break;
            case SmmuAttached:
                state.Smmu = Sender;
                break;
            case ConfigurePageRequestQueue configure:
                state.Configure(configure);
                Sender.Tell(new QueueConfigured(RegisterOwner.PageRequestQueue, configure.Enabled));
                break;
            case ReadRegister read:
                Sender.Tell(new RegisterRead(read.Request, state.ReadRegister(read.Offset, read.SizeBytes)));
                break;
            case WriteRegister write:
                state.WriteRegister(write.Offset, write.SizeBytes, write.Value);
                Sender.Tell(new RegisterWritten(write.Request));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Record(RequestPage request)
    {
        if (!state.TryRecord(request.Page, out var response))
            state.Smmu?.Tell(new RaiseGlobalErrors(PageRequestQueueState<IActorRef>.WriteAborted));
        if (response is not null) state.Smmu?.Tell(response);
        if (!state.OwesInterrupt) return;
        var interrupt = line.Raise(InterruptSource.PageRequestQueue, state.Msi);
        state.OwesInterrupt = false;
        if (interrupt.Message is not null) doorbell.Tell(interrupt.Message);
        if (interrupt.IsAborted) state.Smmu?.Tell(new RaiseGlobalErrors(InterruptLine.AbortOf(InterruptSource.PageRequestQueue)));
    }
}
