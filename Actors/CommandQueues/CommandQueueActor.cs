using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>The command queue of one SMMU (CommandQueueProtocol, and the registers that it owns: RegisterProtocol).</summary>
internal sealed class CommandQueueActor(
    CommandQueueState<IActorRef> state, Experiment experiment, InterruptLine line, IActorRef doorbell, TimeSpan invalidationTimeout)
    : ConsumingActor(experiment, invalidationTimeout)
{
    protected override void PreStart() => WatchTime(state);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConsumeCommand:
                Consume(state);
                state.IsScheduled = false;
                break;
            case WalksDrained drained:
                state.Drained(drained.Ticket);
                break;
            case AtcInvalidated invalidated:
                state.AtcInvalidated(invalidated.Ticket);
                break;
            case AtcAnswerTimedOut late:
                state.AtcAnswerTimedOut(late.Ticket);
                break;
            case SignalSync:
                SignalLate();
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
            case CmdqvAttached:
                state.Unit = Sender;
                break;
            case SyncMayEnd:
                state.UnitAnswered();
                break;
            default:
                Unhandled(message);
                break;
        }

        GoOn();
    }

    protected override void Stopped(CommandConsumption<IActorRef> queue) =>
        queue.Smmu?.Tell(new RaiseGlobalErrors(CommandQueueState<IActorRef>.Error));

    protected override void Completed(Command sync)
    {
        SignalLate();
        if (state.SignalsAfterIndex(sync))
        {
            state.Unsignalled = sync;
            Self.Tell(SignalSync.Instance);
        }
        else
        {
            Signal(sync);
        }
    }

    private void SignalLate()
    {
        if (state.Unsignalled is not { } sync) return;
        Signal(sync);
        state.Unsignalled = null;
    }

    private void Signal(Command sync)
    {
        if (state.WakesUp(sync)) doorbell.Tell(line.WakeUp());
        if (sync.CS != SyncSignal.Irq || Run.Fires(FaultSite.SyncInterruptLost, Self.Path.Name)) return;
        Interrupt(sync);
        if (Run.Fires(FaultSite.SyncInterruptTwice, Self.Path.Name)) Interrupt(sync);
    }

    private void Interrupt(Command sync)
    {
        var interrupt = line.Raise(InterruptSource.CommandSync, state.TargetOf(sync));
        if (interrupt.Message is not null) doorbell.Tell(interrupt.Message);
        if (interrupt.IsAborted) state.Smmu?.Tell(new RaiseGlobalErrors(InterruptLine.AbortOf(InterruptSource.CommandSync)));
    }

    // Whatever came in may have made a command consumable, an enable changeable, or somebody's waiting over.
    private void GoOn()
    {
        EndSync(state);
        if (state.TryAskUnit()) state.Unit!.Tell(SyncEnds.Instance);
        while (state.TryTakeConfigured(out var configured)) state.Smmu?.Tell(configured);
        GoOn(state, ConsumeCommand.Instance);
    }
}
