using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>The command queue of one SMMU (CommandQueueProtocol, and the registers that it owns: RegisterProtocol).</summary>
internal sealed class CommandQueueActor(
    CommandQueueState<IActorRef> state, Experiment experiment, InterruptLine line, IActorRef doorbell) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConsumeCommand:
                Consume();
                state.IsScheduled = false;
                break;
            case WalksDrained drained:
                Complete(drained);
                break;
            case WriteRegister write:
                state.WriteRegister(write.Offset, write.SizeBytes, write.Value);
                Sender.Tell(new RegisterWritten(write.Request));
                break;
            case ReadRegister read:
                Sender.Tell(new RegisterRead(read.Request, state.ReadRegister(read.Offset, read.SizeBytes)));
                break;
            case AwaitCommandQueueIdle await:
                state.AwaitIdle(await.Request, Sender);
                break;
            case ConfigureCommandQueue configure:
                state.Configure(configure);
                break;
            case AcknowledgeCommandError:
                state.AcknowledgeError();
                break;
            case SmmuAttached:
                state.Smmu = Sender;
                break;
            default:
                Unhandled(message);
                break;
        }

        GoOn();
    }

    private void Consume()
    {
        if (Run.Fires(FaultSite.CommandQueueStall, Self.Path.Name)) return;
        var slot = state.Slot;
        switch (state.Step(out var command))
        {
            case CommandStep.Error:
                state.Smmu?.Tell(new RaiseGlobalErrors(CommandQueueState<IActorRef>.Stopped));
                break;
            case CommandStep.TakeEffect:
                state.Smmu?.Tell(new TakeEffect(command, slot));
                break;
        }
    }

    private void Complete(WalksDrained drained)
    {
        if (!state.Drained(drained.Ticket, out var sync)) return;
        if (sync.CS == SyncSignal.Irq) Signal(sync);
        state.CompleteSync();
    }

    private void Signal(Command sync)
    {
        if (Run.Fires(FaultSite.SyncInterruptLost, Self.Path.Name)) return;
        var interrupt = line.Raise(InterruptSource.CommandSync, state.TargetOf(sync));
        if (interrupt.Message is not null) doorbell.Tell(interrupt.Message);
        if (interrupt.Message is not null && Run.Fires(FaultSite.SyncInterruptTwice, Self.Path.Name)) doorbell.Tell(interrupt.Message);
        if (interrupt.IsAborted) state.Smmu?.Tell(new RaiseGlobalErrors(InterruptLine.AbortOf(InterruptSource.CommandSync)));
    }

    // Whatever came in may have made a command consumable, an enable changeable, or somebody's waiting over.
    private void GoOn()
    {
        while (state.TryTakeConfigured(out var configured)) state.Smmu?.Tell(configured);
        if (state.NeedsDrain) state.Smmu?.Tell(state.OpenDrain());
        while (state.TryTakeIdle(out var idle, out var producer)) producer.Tell(idle);
        if (!state.HasWork || state.IsScheduled) return;
        state.IsScheduled = true;
        Self.Tell(ConsumeCommand.Instance);
    }
}
