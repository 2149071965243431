using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Smmu;

/// <summary>
/// One physical SMMU. Talks to its queues (RegisterProtocol, CommandQueueProtocol, EventProtocol), to devices (DmaProtocol,
/// AtsProtocol, PageRequestProtocol) and to the doorbell (InterruptProtocol).
/// </summary>
internal sealed class SmmuActor(
    SmmuState<IActorRef> state, Experiment experiment, InterruptLine line, IActorRef commandQueue, IActorRef eventQueue,
    IActorRef pageQueue, IActorRef doorbell)
    : PartActor(experiment)
{
    protected override void PreStart() =>
        Array.ForEach<IActorRef>([commandQueue, eventQueue, pageQueue], queue => queue.Tell(SmmuAttached.Instance));

    // A walk that had begun goes on where it was: begun again it would record its event twice.
    protected override bool ComesBack(IIommuProtocol message)
    {
        if (state.IsStalled(message)) return false;
        if (state.SlotOf(message) is not { } slot) return true;
        Self.Tell(new ContinueWalk(slot));
        return false;
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TranslateDma dma:
                Continue(state.Begin(dma, Sender));
                break;
            case RequestTranslation request:
                state.Endpoints.Learn(request.Stream, Sender);
                Continue(state.Begin(request, Sender));
                break;
            case RequestPage request:
                state.Endpoints.Learn(request.Page.StreamID, Sender);
                if (state.Core.Capabilities.Idr0.PRI) pageQueue.Tell(request);
                break;
            case InvalidateAtc invalidate:
                if (state.Endpoints.TryRoute(invalidate, out var target)) target.Forward(invalidate);
                else Sender.Tell(new AtcInvalidated(invalidate.Ticket));
                break;
            case RespondToPages respond:
                Respond(respond);
                break;
            case ContinueWalk walk:
                Continue(walk.Slot);
                Release();
                break;
            case TakeEffect effect:
                state.TakeEffect(effect);
                Release();
                Speculate();
                break;
            case StallNotRecorded stall:
                state.Core.Stalls.NotRecorded(stall.Stall);
                break;
            case EventQueueWritable:
                state.Core.Stalls.EventQueueWritable();
                Release();
                break;
            case DrainWalks drain:
                state.AwaitDrain(drain.Ticket, Sender);
                AnswerDrains();
                break;
            case DmaRetired retired:
                state.Retire(retired.Transaction, Sender);
                AnswerDrains();
                break;
            case ReadRegister read:
                Read(read);
                break;
            case WriteRegister write:
                Write(write);
                break;
            case ContinueUpdate:
                if (!state.TryUpdate(out var effects)) Self.Tell(message);
                Apply(effects);
                break;
            case QueueConfigured configured:
                state.QueueConfigured(configured);
                AnswerWrites();
                break;
            case RaiseGlobalErrors raise:
                Raise(raise);
                break;
            case AwaitCommandQueueIdle or ReadInterrupts or HandleInterrupts:
                (message is AwaitCommandQueueIdle ? commandQueue : eventQueue).Forward(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Continue(int slot)
    {
        if (!state.Advance(slot))
        {
            Self.Tell(new ContinueWalk(slot));
            return;
        }

        if (state.TryFinish(slot, out var answer, out var device, out var record))
        {
            if (record is not null) eventQueue.Tell(record);
            if (answer is not null) device.Tell(answer);
        }

        AnswerDrains();
        Speculate();
    }

    private void Speculate()
    {
        if (state.TrySpeculate(out var slot)) Self.Tell(new ContinueWalk(slot));
    }

    // What a command, a register or room in the event queue released.
    private void Release()
    {
        while (state.TryTakeTerminated(out var answer, out var device)) device.Tell(answer);
        if (state.TryBeginRetry(out var slot)) Self.Tell(new ContinueWalk(slot));
        AnswerDrains();
    }

    private void Respond(RespondToPages respond)
    {
        if (!state.Endpoints.TryRoute(respond, out var device)) return;
        if (respond.Source == PageResponseSource.QueueAfterCheck) Continue(state.Begin(respond, device));
        else device.Tell(new PagesAnswered(respond.Response));
    }

    // 4.7.3: the answer goes by the event queue, behind the events of what was terminated before.
    private void AnswerDrains()
    {
        while (state.TryTakeDrained(out var ticket, out var queue)) eventQueue.Tell(new WalksDrained(ticket), queue);
    }

    private IActorRef? OwnerOf(int offset) => QueueOf(RegisterMap.OwnerOf(offset));

    private IActorRef? QueueOf(RegisterOwner owner) => owner switch
    {
        RegisterOwner.CommandQueue => commandQueue,
        RegisterOwner.EventQueue => eventQueue,
        RegisterOwner.PageRequestQueue => pageQueue,
        _ => null,
    };

    private void Read(ReadRegister read)
    {
        if (OwnerOf(read.Offset) is { } queue) queue.Forward(read);
        else Sender.Tell(new RegisterRead(read.Request, state.Core.Registers.Read(read.Offset, read.SizeBytes)));
    }

    private void Write(WriteRegister write)
    {
        if (OwnerOf(write.Offset) is { } queue)
        {
            queue.Forward(write);
            return;
        }

        var effects = state.WriteRegister(write);
        state.AwaitQueues(write.Request, Sender, effects);
        if (state.IsUpdating) Self.Tell(ContinueUpdate.Instance);
        Apply(effects);
    }

    private void Apply(RegisterEffects effects)
    {
        foreach (var (queue, message) in state.MessagesFor(effects)) QueueOf(queue)!.Tell(message);
        AnswerWrites();
        Release();
    }

    private void AnswerWrites()
    {
        while (state.TryTakeWritten(out var request, out var writer)) writer.Tell(new RegisterWritten(request));
    }

    private void Raise(RaiseGlobalErrors raise)
    {
        state.Raise(raise.Errors);
        if (!state.OwesInterrupt) return;
        var interrupt = line.Raise(InterruptSource.GlobalError, state.Core.Registers.GerrorMsi);
        state.OwesInterrupt = false;
        if (interrupt.Message is not null) doorbell.Tell(interrupt.Message);
        if (interrupt.IsAborted) state.Core.Registers.Raise(InterruptLine.AbortOf(InterruptSource.GlobalError));
    }
}
