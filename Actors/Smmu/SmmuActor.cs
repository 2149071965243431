using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Smmu;

/// <summary>
/// One physical SMMU. Talks to its queues (RegisterProtocol, CommandQueueProtocol, EventProtocol), to devices (DmaProtocol) and
/// to the doorbell (InterruptProtocol).
/// </summary>
internal sealed class SmmuActor(
    SmmuState<IActorRef> state, Experiment experiment, InterruptLine line, IActorRef commandQueue, IActorRef eventQueue, IActorRef doorbell)
    : PartActor(experiment)
{
    protected override void PreStart()
    {
        commandQueue.Tell(SmmuAttached.Instance);
        eventQueue.Tell(SmmuAttached.Instance);
    }

    // A walk that had begun goes on where it was: begun again it would record its event twice.
    protected override bool ComesBack(IIommuProtocol message)
    {
        if (message is not TranslateDma dma || state.SlotOf(dma.Transaction, Sender) is not { } slot) return true;
        Self.Tell(new ContinueWalk(slot));
        return false;
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TranslateDma dma:
                Continue(state.Begin(dma, Sender));
                break;
            case ContinueWalk walk:
                Continue(walk.Slot);
                break;
            case TakeEffect effect:
                state.TakeEffect(effect);
                Speculate();
                break;
            case DrainWalks drain:
                state.AwaitDrain(drain.Ticket, Sender);
                AnswerDrains();
                break;
            case DmaRetired retired:
                state.Retire(retired.Transaction, Sender);
                AnswerDrains();
                break;
            case ReadRegister read:
                Read(read);
                break;
            case WriteRegister write:
                Write(write);
                break;
            case QueueConfigured configured:
                state.QueueConfigured(configured);
                AnswerWrites();
                break;
            case RaiseGlobalErrors raise:
                Raise(raise);
                break;
            case AwaitCommandQueueIdle:
                commandQueue.Forward(message);
                break;
            case ReadInterrupts or HandleInterrupts:
                eventQueue.Forward(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Continue(int slot)
    {
        if (!state.Advance(slot))
        {
            Self.Tell(new ContinueWalk(slot));
            return;
        }

        if (state.TryFinish(slot, out var answer, out var device, out var record))
        {
            if (record is not null) eventQueue.Tell(record);
            device.Tell(answer);
        }

        AnswerDrains();
        Speculate();
    }

    private void Speculate()
    {
        if (state.TrySpeculate(out var slot)) Self.Tell(new ContinueWalk(slot));
    }

    private void AnswerDrains()
    {
        while (state.TryTakeDrained(out var ticket, out var queue)) queue.Tell(new WalksDrained(ticket));
    }

    private void Read(ReadRegister read)
    {
        switch (RegisterMap.OwnerOf(read.Offset))
        {
            case RegisterOwner.CommandQueue:
                commandQueue.Forward(read);
                break;
            case RegisterOwner.EventQueue:
                eventQueue.Forward(read);
                break;
            default:
                Sender.Tell(new RegisterRead(read.Request, state.Core.Registers.Read(read.Offset, read.SizeBytes)));
                break;
        }
    }

    private void Write(WriteRegister write)
    {
        switch (RegisterMap.OwnerOf(write.Offset))
        {
            case RegisterOwner.CommandQueue:
                commandQueue.Forward(write);
                return;
            case RegisterOwner.EventQueue:
                eventQueue.Forward(write);
                return;
        }

        var effects = state.WriteRegister(write);
        state.AwaitQueues(write.Request, Sender, effects);
        var registers = state.Core.Registers;
        if (effects.HasFlag(RegisterEffects.CommandQueueEnable))
            commandQueue.Tell(new ConfigureCommandQueue(registers.CmdqBase, registers.Cr0.CMDQEN));
        if (effects.HasFlag(RegisterEffects.CommandErrorAcknowledged)) commandQueue.Tell(AcknowledgeCommandError.Instance);
        if (effects.HasFlag(RegisterEffects.EventQueueAbortAcknowledged)) eventQueue.Tell(AcknowledgeEventAbort.Instance);
        if (SmmuState<IActorRef>.ChangesEventQueue(effects)) eventQueue.Tell(state.EventQueueConfiguration());
        AnswerWrites();
    }

    private void AnswerWrites()
    {
        while (state.TryTakeWritten(out var request, out var writer)) writer.Tell(new RegisterWritten(request));
    }

    private void Raise(RaiseGlobalErrors raise)
    {
        state.Raise(raise.Errors);
        if (!state.OwesInterrupt) return;
        var interrupt = line.Raise(InterruptSource.GlobalError, state.Core.Registers.GerrorMsi);
        state.OwesInterrupt = false;
        if (interrupt.Message is not null) doorbell.Tell(interrupt.Message);
        if (interrupt.IsAborted) state.Core.Registers.Raise(InterruptLine.AbortOf(InterruptSource.GlobalError));
    }
}
