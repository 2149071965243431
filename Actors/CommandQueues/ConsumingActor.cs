using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>A part that consumes commands, one a message, and sends their effects to the SMMU (CommandQueueProtocol).</summary>
internal abstract class ConsumingActor(Experiment experiment, TimeSpan invalidationTimeout) : PartActor(experiment), IWithTimers
{
    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The next command of a queue.</summary>
    protected void Consume(CommandConsumption<IActorRef> queue)
    {
        if (Run.Fires(FaultSite.CommandQueueStall, Self.Path.Name)) return;
        var slot = queue.Slot;
        switch (queue.Step(out var command))
        {
            case CommandStep.Error:
                Stopped(queue);
                break;
            case CommandStep.TakeEffect:
                queue.Smmu?.Tell(new TakeEffect(command, slot, queue.Index));
                break;
            case CommandStep.InvalidateAtc:
                queue.Smmu?.Tell(queue.Invalidation(command, slot));
                break;
            case CommandStep.RespondToPages:
                queue.Smmu?.Tell(queue.Response(command));
                break;
        }
    }

    /// <summary>Ends a CMD_SYNC that waits for nothing any more.</summary>
    protected void EndSync(CommandConsumption<IActorRef> queue)
    {
        if (queue.IsSyncOver(out var sync, out var fails))
        {
            if (fails) Stopped(queue);
            else Completed(sync);
            queue.CompleteSync();
        }

        WatchTime(queue);
    }

    /// <summary>Asks for what a CMD_SYNC waits for, and comes back for the next command.</summary>
    protected void GoOn(CommandConsumption<IActorRef> queue, IIommuProtocol next)
    {
        if (queue.NeedsDrain) queue.Smmu?.Tell(queue.OpenDrain());
        while (queue.TryTakeIdle(out var idle, out var producer)) producer.Tell(idle);
        if (!queue.HasWork || queue.IsScheduled) return;
        queue.IsScheduled = true;
        Self.Tell(next);
    }

    /// <summary>
    /// The time of an answer counts from when somebody waits for it. Who owns the time of a simulation sets no limit here. To be called for
    /// each queue when the part starts too: a restart ends timers.
    /// </summary>
    protected void WatchTime(CommandConsumption<IActorRef> queue)
    {
        if (queue.AwaitedInvalidation is not { } last) Timers.Cancel(queue);
        else if (invalidationTimeout > TimeSpan.Zero && !Timers.IsTimerActive(queue))
            Timers.StartSingleTimer(queue, new AtcAnswerTimedOut(last), invalidationTimeout);
    }

    /// <summary>The queue stopped with an error.</summary>
    protected abstract void Stopped(CommandConsumption<IActorRef> queue);

    /// <summary>A CMD_SYNC completed, and CONS is about to pass it.</summary>
    protected abstract void Completed(Command sync);
}
