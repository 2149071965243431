using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>The CMDQV unit beside one SMMU with all of its queues (CmdqvProtocol). They have turns of one command each.</summary>
internal sealed class CmdqvActor(
    CmdqvState<IActorRef> state, Experiment experiment, IActorRef commandQueue, IActorRef doorbell, TimeSpan invalidationTimeout)
    : ConsumingActor(experiment, invalidationTimeout)
{
    protected override void PreStart()
    {
        foreach (var queue in state.Queues) WatchTime(queue);
        commandQueue.Tell(CmdqvAttached.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConsumeVirtualCommand consume:
                var queue = state.Queues[consume.Queue - 1];
                Consume(queue);
                queue.IsScheduled = false;
                break;
            case WalksDrained drained:
                state.QueueOf(drained.Ticket.Value).Drained(drained.Ticket);
                break;
            case AtcInvalidated invalidated:
                state.QueueOf(invalidated.Ticket.Value).AtcInvalidated(invalidated.Ticket);
                break;
            case WriteCmdqvRegister write:
                Interrupt(state.Write(write));
                Sender.Tell(new RegisterWritten(write.Request));
                break;
            case ReadCmdqvRegister read:
                Sender.Tell(new RegisterRead(read.Request, state.Read(read)));
                break;
            case SyncEnds:
                state.SyncElsewhere();
                Sender.Tell(SyncMayEnd.Instance);
                return;
            case AtcAnswerTimedOut late:
                state.QueueOf(late.Ticket.Value).AtcAnswerTimedOut(late.Ticket);
                break;
            default:
                Unhandled(message);
                break;
        }

        foreach (var each in state.Queues)
        {
            EndSync(each);
            GoOn(each, new ConsumeVirtualCommand(each.Index));
            Interrupt(state.TakeInterrupt(each));
        }
    }

    // Its error is active already; the unit interrupts for it, if it is not masked.
    protected override void Stopped(CommandConsumption<IActorRef> queue)
    {
    }

    // Virtual queues know no signal: software polls CONS.
    protected override void Completed(Command sync)
    {
    }

    private void Interrupt(RaiseInterrupt? interrupt)
    {
        if (interrupt is not null) doorbell.Tell(interrupt);
    }
}
