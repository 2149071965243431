using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Drivers;

/// <summary>A device as the driver sees it: attaches it to domains (DriverProtocol, DomainProtocol).</summary>
internal sealed class MasterActor(Master<IActorRef> master, Experiment experiment, IActorRef machine) : PartActor(experiment)
{
    // After a crash: what this actor told itself may have been lost.
    protected override void PreStart()
    {
        if (master.Thread.Now is { Kind: HostActionKind.Turn }) Self.Tell(new TakeStep(default, master.Thread.Ticket.Value));
    }

    protected override void OnReceive(object message)
    {
        var thread = master.Thread;
        switch (message)
        {
            case TakeStep or IAnswer:
                if (!thread.TryGoOn(message)) return;
                break;
            case IMasterRequest request:
                if (!thread.Add(master.Do(request, Sender))) return;
                break;
            default:
                Unhandled(message);
                return;
        }

        Act();
    }

    private void Act()
    {
        var thread = master.Thread;
        while (thread.Now is { Kind: HostActionKind.Report, Message: { } report })
        {
            master.Requester!.Tell(report);
            thread.Advance();
        }

        if (thread.Now is not { } action) return;
        var ticket = thread.Ticket;
        switch (action.Kind)
        {
            case HostActionKind.Turn:
                Self.Tell(new TakeStep(default, ticket.Value));
                break;
            case HostActionKind.Request:
                (action.Message is IDeviceRequest ? machine : Context.Parent).Tell(action.Message!);
                break;
            default:
                var (run, observed) = (master.Run(action), Run);
                StartPart(ProducedActor.By(() => new InvalidationActor(run, ticket, observed, machine)));
                break;
        }
    }
}
