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
            case TakeStep step when thread.Awaits(HostActionKind.Turn, new RequestId(step.Ticket)):
                thread.Advance();
                break;
            case CommandsEnded ended when thread.Awaits(HostActionKind.Issue, ended.Request):
                thread.HasIssued(ended.Outcome);
                break;
            case DomainJoined joined when thread.Awaits(HostActionKind.Request, joined.Request):
                thread.WasAnswered(joined);
                break;
            case DomainLeft left when thread.Awaits(HostActionKind.Request, left.Request):
                thread.WasAnswered(left);
                break;
            case StreamPrepared prepared when thread.Awaits(HostActionKind.Request, prepared.Request):
                thread.WasAnswered(prepared);
                break;
            case AttachDevice attach:
                if (!thread.Add(master.Attach(attach, Sender))) return;
                break;
            case DetachDevice detach:
                if (!thread.Add(master.Detach(detach, Sender))) return;
                break;
            case TakeStep or CommandsEnded or DomainJoined or DomainLeft or StreamPrepared:
                return;
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
                Context.Parent.Tell(action.Message!);
                break;
            default:
                var (run, observed) = (master.Run(action), Run);
                StartPart(ProducedActor.By(() => new InvalidationActor(run, ticket, observed, machine)));
                break;
        }
    }
}
