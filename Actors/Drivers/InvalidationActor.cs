using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// One running invalidation: a producer on the command queues of the SMMUs that it concerns. It tells its parent how it ended, and
/// is no more (DriverProtocol).
/// </summary>
internal sealed class InvalidationActor(CommandRun run, RequestId operation, Experiment experiment, IActorRef machine)
    : PartActor(experiment), IWithTimers
{
    public ITimerScheduler Timers { get; set; } = null!;

    // After a crash too: a timer does not outlive the incarnation that started it.
    protected override void PreStart()
    {
        if (run.Now.Need is IssueNeed.Turn or IssueNeed.Pause or IssueNeed.Done) Self.Tell(new TakeStep(operation, run.Ticket.Value));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TakeStep step when run.Awaits(new RequestId(step.Ticket), IssueNeed.Turn, IssueNeed.Pause):
                run.Step();
                break;
            case RegisterRead read when run.Awaits(read.Request, IssueNeed.Consumer):
                run.ConsumerRead(read.Value);
                break;
            case RegisterWritten written when run.Awaits(written.Request, IssueNeed.PublishedProducer):
                run.ProducerWritten();
                break;
            case TakeStep when run.Now.Need == IssueNeed.Done:
                break;
            case TakeStep or RegisterRead or RegisterWritten:
                return;
            default:
                Unhandled(message);
                return;
        }

        GoOn();
    }

    private void GoOn()
    {
        switch (run.Now.Need)
        {
            case IssueNeed.Turn:
                Self.Tell(new TakeStep(operation, run.Ticket.Value));
                break;
            case IssueNeed.Pause:
                Timers.StartSingleTimer(operation, new TakeStep(operation, run.Ticket.Value), run.Now.Pause);
                break;
            case IssueNeed.Consumer:
                machine.Tell(run.ConsumerRequest);
                break;
            case IssueNeed.PublishedProducer:
                machine.Tell(run.ProducerRequest);
                break;
            default:
                Context.Parent.Tell(new CommandsEnded(operation, run.Outcome));
                Context.Stop(Self);
                break;
        }
    }
}
