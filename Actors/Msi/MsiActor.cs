using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Msi;

/// <summary>Keeps doorbells mapped where devices find them (MsiProtocol).</summary>
internal sealed class MsiActor(MsiWindow<IActorRef> window, Experiment experiment) : PartActor(experiment)
{
    protected override void OnReceive(object message)
    {
        var thread = window.Thread;
        switch (message)
        {
            case IAnswer:
                if (!thread.TryGoOn(message)) return;
                break;
            case PlaceDoorbell place:
                if (!thread.Add(window.Place(place, Sender))) return;
                break;
            case InstallDoorbells install:
                if (!thread.Add(window.Install(install, Sender))) return;
                break;
            case BindGuestMsi bind:
                if (!thread.Add(window.Bind(bind, Sender))) return;
                break;
            case UnbindGuestMsi unbind:
                if (!thread.Add(window.Unbind(unbind, Sender))) return;
                break;
            default:
                Unhandled(message);
                return;
        }

        while (thread.Now is { Kind: HostActionKind.Report, Message: { } report })
        {
            window.Requester!.Tell(report);
            thread.Advance();
        }

        if (thread.Now is { Message: { } request }) Context.Parent.Tell(request);
    }
}
