using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Events;

/// <summary>The event queue of one SMMU (EventProtocol, and the registers that it owns: RegisterProtocol).</summary>
internal sealed class EventQueueActor(EventQueueState<IActorRef> state, Experiment experiment, InterruptLine line, IActorRef doorbell)
    : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RecordEvent record:
                Record(record);
                break;
            case WalksDrained:
                Sender.Tell(message);
                break;
            case AcknowledgeEventAbort:
                state.AcknowledgeAbort();
                break;
            case SmmuAttached:
                state.Smmu = Sender;
                break;
            case ConfigureEventQueue configure:
                state.Configure(configure);
                Sender.Tell(new QueueConfigured(RegisterOwner.EventQueue, configure.Enabled));
                break;
            case ReadRegister read:
                Sender.Tell(new RegisterRead(read.Request, state.ReadRegister(read.Offset, read.SizeBytes)));
                break;
            case WriteRegister write:
                state.WriteRegister(write.Offset, write.SizeBytes, write.Value);
                Sender.Tell(new RegisterWritten(write.Request));
                break;
            case ReadInterrupts or HandleInterrupts:
                doorbell.Forward(message);
                break;
            default:
                Unhandled(message);
                break;
        }

        if (state.TryTakeRetry()) state.Smmu?.Tell(EventQueueWritable.Instance);
    }

    private void Record(RecordEvent record)
    {
        switch (state.Record(record))
        {
            case EventOutcome.Aborted:
                state.Smmu?.Tell(new RaiseGlobalErrors(EventQueueState<IActorRef>.WriteAborted));
                break;
            case EventOutcome.NoRoomForStall when record.Stall is { } stall:
                state.Smmu?.Tell(new StallNotRecorded(stall));
                break;
        }

        if (!state.OwesInterrupt) return;
        var interrupt = line.Raise(InterruptSource.EventQueue, state.Msi);
        state.OwesInterrupt = false;
        if (interrupt.Message is not null) doorbell.Tell(interrupt.Message);
        if (interrupt.IsAborted) state.Smmu?.Tell(new RaiseGlobalErrors(InterruptLine.AbortOf(InterruptSource.EventQueue)));
    }
}
