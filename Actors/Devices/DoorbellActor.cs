using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Devices;

/// <summary>Where interrupts arrive: the wires of every SMMU, and MSIs at the doorbell of a GIC ITS (InterruptProtocol).</summary>
internal sealed class DoorbellActor(DoorbellState<IActorRef> state, Experiment experiment) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RaiseInterrupt raise:
                state.Raise(raise);
                state.HandlerOf(raise.Smmu)?.Tell(new InterruptArrived(raise.Smmu, raise.Source));
                break;
            case WriteDoorbell write:
                state.Write(write);
                break;
            case HandleInterrupts handle:
                state.Handle(handle, Sender);
                break;
            case ReadInterrupts read:
                Sender.Tell(state.Read(read));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
