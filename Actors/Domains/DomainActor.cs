using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// One domain (DomainProtocol). Each operation goes on by a message of this actor to itself, so operations, and devices that come
/// and go, interleave; an actor of its own issues what an operation has to invalidate.
/// </summary>
internal sealed class DomainActor(DomainState<IActorRef> state, Experiment experiment, IActorRef machine)
    : PartActor(experiment), IWithTimers
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(10);

    public ITimerScheduler Timers { get; set; } = null!;

    // After a crash: what this actor told itself may have been lost with a timer or with the message that crashed it.
    protected override void PreStart()
    {
        foreach (var step in state.Pending()) Self.Tell(step);
        ArmFlush();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TakeStep step:
                if (state.IsNext(step)) Step(step.Operation);
                break;
            case CommandsEnded ended:
                foreach (var next in state.Invalidated(ended.Request, ended.Outcome)) Self.Tell(next);
                break;
            case MapPages map:
                if (state.Admits(map.Address, map.Output, map.SizeBytes, isMap: true, out var noMap)) Begin(new MapOperation(map));
                else Sender.Tell(new PagesMapped(map.Request, noMap));
                break;
            case UnmapPages unmap:
                if (state.Admits(unmap.Address, default, unmap.SizeBytes, isMap: false, out var noUnmap)) Begin(Unmap(unmap));
                else Sender.Tell(new PagesUnmapped(unmap.Request, noUnmap, 0));
                break;
            case ProtectPages protect:
                Protect(protect);
                break;
            case JoinDomain join:
                Sender.Tell(state.Join(join));
                break;
            case LeaveDomain leave:
                Begin(new LeaveOperation(leave, () => state.Release(leave.Member)));
                break;
            case HoldPages hold:
                Sender.Tell(state.Hold(hold));
                break;
            case ReleasePages release:
                state.Release(release);
                Sender.Tell(new PagesReleased(release.Request));
                break;
            case FlushDomain flush:
                Begin(state.NewFlush(result => new DomainFlushed(flush.Request, result)));
                break;
            case FlushIsDue:
                if (state.NeedsFlush) Begin(state.NewFlush(_ => null));
                break;
            case DestroyDomain destroy:
                Sender.Tell(state.Destroy(destroy.Request));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Protect(ProtectPages protect)
    {
        if (state.Admits(protect.Address, default, protect.SizeBytes, isMap: false, out var no)) Begin(new ProtectOperation(protect));
        else Sender.Tell(new PagesProtected(protect.Request, no, 0));
    }

    private UnmapOperation Unmap(UnmapPages unmap) => new(unmap.Address.Value, unmap.SizeBytes, state.IsLazy, (result, size) =>
        new PagesUnmapped(unmap.Request, result, size));

    private void Begin(DomainOperation operation) => Self.Tell(state.Begin(operation, Sender));

    private void Step(RequestId operation)
    {
        var turn = state.Step(operation, out var requester);
        if (turn.Batches is { } batches) Issue(operation, batches);
        if (turn.Answer is not null) requester.Tell(turn.Answer);
        if (turn.IsOver) ArmFlush();
        else if (!turn.IsWaiting) Self.Tell(state.NextOf(operation));
    }

    private void Issue(RequestId operation, ImmutableArray<CommandBatch> batches)
    {
        var (run, observed) = (state.Run(operation, batches), Run);
        StartPart(ProducedActor.By(() => new InvalidationActor(run, operation, observed, machine)));
    }

    private void ArmFlush()
    {
        if (!state.NeedsFlush || Timers.IsTimerActive(FlushIsDue.Instance)) return;
        Timers.StartSingleTimer(FlushIsDue.Instance, FlushIsDue.Instance, FlushInterval);
    }
}
