using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Devices;

/// <summary>One PCIe function behind one SMMU (DmaProtocol).</summary>
internal sealed class DeviceActor(DeviceState<IActorRef> state, Experiment experiment, IActorRef smmu, IActorRef doorbell)
    : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartDma dma:
                smmu.Tell(state.Start(dma, Sender));
                break;
            case DmaTranslated translated:
                if (!state.TryComplete(translated, out var access, out var workload)) break;
                if (access.Doorbell is not null) doorbell.Tell(access.Doorbell);
                if (translated.Outcome == DmaOutcome.Completed) smmu.Tell(new DmaRetired(translated.Transaction));
                workload.Tell(access.Completed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
