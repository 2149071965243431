using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Devices;

/// <summary>Where interrupts arrive: the wires of every SMMU, and MSIs at the doorbell of a GIC ITS (InterruptProtocol).</summary>
internal sealed class DoorbellActor(DoorbellState state, Experiment experiment) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RaiseInterrupt raise:
                state.Raise(raise);
                break;
            case WriteDoorbell write:
                state.Write(write);
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
