using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Devices;

/// <summary>One PCIe function behind one SMMU (DmaProtocol, AtsProtocol, PageRequestProtocol).</summary>
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
                AnswerInvalidations();
                break;
            case TranslationAnswered answer:
                if (!state.TryGoOn(answer, out var next, out var completed, out var waiting)) break;
                if (next is not null) smmu.Tell(next);
                if (completed is not null) waiting.Tell(completed);
                break;
            case SetAts set:
                Sender.Tell(state.Endpoint.Set(set));
                break;
            case InvalidateAtc invalidate:
                state.Endpoint.Invalidate(invalidate, Sender);
                AnswerInvalidations();
                break;
            case StartPageRequest request:
                smmu.Tell(state.Endpoint.Begin(request, Sender));
                break;
            case PagesAnswered answered:
                while (state.Endpoint.TryTakeAnswered(answered, out var page, out var asker)) asker.Tell(page);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AnswerInvalidations()
    {
        while (state.Endpoint.TryTakeInvalidated(out var answer, out var commandQueue)) commandQueue.Tell(answer);
    }
}
