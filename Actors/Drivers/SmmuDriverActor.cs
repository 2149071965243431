using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Drivers;

/// <summary>The driver of one SMMU: brings it up, takes its events, and handles its errors (DriverProtocol, RegisterProtocol).</summary>
internal sealed class SmmuDriverActor(SmmuDriver driver, Experiment experiment, IActorRef machine)
    : PartActor(experiment), IWithTimers
{
    public ITimerScheduler Timers { get; set; } = null!;

    // After a crash: what this actor told itself may have been lost, and a timer does not outlive the incarnation that started it.
    protected override void PreStart()
    {
        if (driver.Thread.Now is { Kind: HostActionKind.Turn or HostActionKind.Pause })
            Self.Tell(new TakeStep(default, driver.Thread.Ticket.Value));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TakeStep or IAnswer:
                if (!driver.Thread.TryGoOn(message)) return;
                break;
            case PrepareStream prepare:
                if (!driver.Thread.Add(driver.Prepare(prepare))) return;
                break;
            case PublishInterface publish:
                if (!driver.Thread.Add(driver.Publish(publish))) return;
                break;
            case ResumeStalled resume:
                if (!driver.Thread.Add(driver.Resume(resume))) return;
                break;
            case StartSmmu:
                machine.Tell(new HandleInterrupts(driver.Smmu));
                if (!driver.Thread.Add(driver.Start())) return;
                break;
            case InterruptArrived { Source: InterruptSource.EventQueue }:
                var resets = Run.Fires(FaultSite.SmmuReset, Self.Path.Name);
                if (!driver.Thread.Add(resets ? driver.Reset() : driver.HandleEvents())) return;
                break;
            case InterruptArrived { Source: InterruptSource.VirtualQueues }:
                if (!driver.Thread.Add(driver.HandleVirtualErrors())) return;
                break;
            case InterruptArrived { Source: InterruptSource.GlobalError }:
                if (!driver.Thread.Add(driver.HandleErrors())) return;
                break;
            case InterruptArrived:
                return;
            default:
                Unhandled(message);
                return;
        }

        Act();
    }

    private void Act()
    {
        while (driver.Thread.Now is { Kind: HostActionKind.Report, Message: { } report })
        {
            Context.Parent.Tell(report);
            driver.Thread.Advance();
        }

        if (driver.Thread.Now is not { } action) return;
        var ticket = driver.Thread.Ticket;
        switch (action.Kind)
        {
            case HostActionKind.Turn:
                Self.Tell(new TakeStep(default, ticket.Value));
                break;
            case HostActionKind.Pause:
                Timers.StartSingleTimer(driver.Smmu, new TakeStep(default, ticket.Value), action.Duration);
                break;
            case HostActionKind.Read or HostActionKind.Write:
                machine.Tell(action.AccessOf(driver.Smmu, ticket));
                break;
            default:
                var (run, observed) = (driver.Run(action), Run);
                StartPart(ProducedActor.By(() => new InvalidationActor(run, ticket, observed, machine)));
                break;
        }
    }
}
