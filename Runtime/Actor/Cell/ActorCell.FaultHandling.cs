using System.Runtime.ExceptionServices;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <content>Failure, restart and termination.</content>
public partial class ActorCell
{
    // Who failed: this actor, a child whose failure was escalated, or null. Fatally: there is no instance to resume.
    private IActorRef? _failed;
    private bool _failedFatally;

    private bool IsFailed => _failed is not null || _failedFatally;

    internal void ResumeNonRecursive() => _mailbox.Resume();

    private void SuspendNonRecursive() => _mailbox.Suspend();

    private void ClearFailed()
    {
        _failed = null;
        _failedFatally = false;
    }

    private void HandleCreate(Exception? failure)
    {
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        try
        {
            var created = NewActor();
            _actor = created;
            created.AroundPreStart();
            CheckReceiveTimeout();
            if (_system.Settings.DebugLifecycle) Publish(new Debug(_self.Path.ToString(), created.GetType(), $"Started ({created})"));
            if (_system.Settings.EmitActorTelemetry) _system.EventStream.Publish(new ActorStarted(_self, created.GetType()));
        }
        catch (Exception e)
        {
            if (_actor is not null)
            {
                ClearActor(_actor);
                _actor = null;
            }

            if (e is ActorInitializationException) throw;
            throw new ActorInitializationException(_self, "Exception during creation", e);
        }
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            Publish(new Error(null, _self.Path.ToString(), ActorType, "Changing Recreate into Create after " + cause));
            FaultCreate();
            return;
        }

        if (!IsNormal)
        {
            // Keeps the suspensions balanced: whoever restarts us has suspended us.
            FaultResume(null);
            return;
        }

        var failedActor = _actor;
        var currentMessage = _turn.Message;
        if (_system.Settings.DebugLifecycle) Publish(new Debug(_self.Path.ToString(), failedActor.GetType(), "Restarting"));
        try
        {
            if (!_actorHasBeenCleared)
            {
                failedActor.AroundPreRestart(cause, currentMessage!);
                UnstashForNextIncarnation(failedActor);
            }
        }
#pragma warning disable CA1031 // A failing hook must not prevent the restart.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var wrapped = new PreRestartException(_self, e, cause, currentMessage);
            Publish(new Error(wrapped, _self.Path.ToString(), failedActor.GetType(), e.Message));
        }
        finally
        {
            ClearActor(failedActor);
        }

        if (!SetChildrenTerminationReason(new SuspendReason(SuspendKind.Recreation, cause))) FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        // The new instance may create children of its own; only those that survived are restarted.
        var survivors = GetChildren().ToArray();
        try
        {
            try
            {
                ResumeNonRecursive();
            }
            finally
            {
                // Must happen in any case, so that a failure now is propagated.
                ClearFailed();
            }

            var freshActor = NewActor();
            _actor = freshActor;
            freshActor.AroundPostRestart(cause, null!);
            CheckReceiveTimeout();
            if (_system.Settings.DebugLifecycle)
                Publish(new Debug(_self.Path.ToString(), freshActor.GetType(), $"Restarted ({freshActor})"));
            if (_system.Settings.EmitActorTelemetry) _system.EventStream.Publish(new ActorRestarted(_self, freshActor.GetType(), cause));
            foreach (var child in survivors) child.Restart(cause);
        }
#pragma warning disable CA1031 // Whatever an actor throws is for its supervisor.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failedFatally = true;
            // Prevents that PreRestart happens again.
            ClearActor(_actor);
            HandleInvokeFailure(new PostRestartException(_self, e, cause), survivors, afterFatal: true);
        }
    }

    private void FaultSuspend()
    {
        SuspendNonRecursive();
        SuspendChildren(null, null);
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null)
        {
            Publish(new Error(null, _self.Path.ToString(), ActorType, "Changing Resume into Create after " + causedByFailure));
            FaultCreate();
            return;
        }

        if (_failedFatally && causedByFailure is not null)
        {
            Publish(new Error(null, _self.Path.ToString(), ActorType, "Changing Resume into Restart after " + causedByFailure));
            FaultRecreate(causedByFailure);
            return;
        }

        var perpetrator = _failed;
        try
        {
            ResumeNonRecursive();
        }
        finally
        {
            // Resuming one that failed clears the failure; resuming the subtree of another does not.
            if (causedByFailure is not null) ClearFailed();
        }

        ResumeChildren(causedByFailure, perpetrator);
    }

    private void FaultCreate()
    {
        CancelReceiveTimeout();
        StopChildren();
        if (!SetChildrenTerminationReason(new SuspendReason(SuspendKind.Creation))) FinishCreate();
    }

    private void FinishCreate()
    {
        try
        {
            ResumeNonRecursive();
        }
        finally
        {
            ClearFailed();
        }

        try
        {
            HandleCreate(null);
        }
#pragma warning disable CA1031 // Whatever an actor throws is for its supervisor.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HandleInvokeFailure(e);
        }
    }

    private void HandleInvokeFailure(
        Exception cause, IReadOnlyCollection<IInternalActorRef>? childrenNotToSuspend = null, bool afterFatal = false)
    {
        // One failure at a time: the supervisor already has this actor on its desk.
        if (IsFailed && !afterFatal) return;
        try
        {
            SuspendNonRecursive();
            IActorRef? perpetrator = null;
            if (_turn.Message is Failed escalated) perpetrator = escalated.Child;
            if (!afterFatal) _failed = perpetrator ?? _self;
            SuspendChildren(perpetrator, childrenNotToSuspend);
            Parent.SendSystemMessage(new Failed(_self, cause, _uid));
        }
#pragma warning disable CA1031 // Emergency stop.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Publish(new Error(e, _self.Path.ToString(), ActorType, "Emergency stop: exception in failure handling for " + cause.GetType()));
            try
            {
                StopChildren();
            }
            finally
            {
                FinishTerminate();
            }
        }
    }

    private void HandleFailed(Failed f)
    {
        _turn.Message = f;
        _turn.Sender = f.Child;
        var stats = GetChildStats(f.Child);
        if (stats is null || stats.Uid != f.Uid)
        {
            var from = stats is null ? $"unknown child {f.Child}" : $"old child {f.Child} (uid={stats.Uid} != {f.Uid})";
            Publish(new Debug(_self.Path.ToString(), ActorType, $"Dropping Failed({f.Cause}) from {from}"));
            return;
        }

        if (!_actor!.SupervisorStrategyInternal!.HandleFailure(this, f.Child, f.Cause, stats, _children!.Stats()))
            ExceptionDispatchInfo.Throw(f.Cause);
        _turn.Message = null;
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var change = RemoveChildAndGetStateChange(child);
        if (_actor is not null)
        {
            try
            {
                _actor.SupervisorStrategyInternal!.HandleChildTerminated(this, child, GetChildren());
            }
#pragma warning disable CA1031 // Whatever an actor throws is for its supervisor.
            catch (Exception e)
#pragma warning restore CA1031
            {
                HandleInvokeFailure(e);
            }
        }

        switch (change.Kind)
        {
            case SuspendKind.Recreation:
                FinishRecreate(change.Cause!);
                break;
            case SuspendKind.Creation:
                FinishCreate();
                break;
            case SuspendKind.Termination:
                FinishTerminate();
                break;
            default:
                break;
        }
    }

    private void Terminate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        // Prevents that Terminated messages become dead letters.
        UnwatchWatchedActors();
        StopChildren();
        if (_system.Aborting)
        {
            foreach (var child in GetChildren())
                SendSystemMessage(new DeathWatchNotification(child, existenceConfirmed: true, addressTerminated: false));
        }

        var wasTerminating = IsTerminating;
        if (!SetChildrenTerminationReason(new SuspendReason(SuspendKind.Termination)))
        {
            CloseChildren();
            FinishTerminate();
            return;
        }

        if (wasTerminating) return;
        SuspendNonRecursive();
        // User messages are not to be processed while waiting for the children.
        _failed = _self;
        if (_system.Settings.DebugLifecycle) Publish(new Debug(_self.Path.ToString(), ActorType, "Stopping"));
    }

    private void FinishTerminate()
    {
        var actor = _actor;
        var type = ActorType;
        try
        {
            if (actor is not null)
            {
                actor.AroundPostStop();
                UnstashForNextIncarnation(actor);
                if (_system.Settings.EmitActorTelemetry) _system.EventStream.Publish(new ActorStopped(_self, type));
            }
        }
#pragma warning disable CA1031 // A failing hook must not prevent termination.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Publish(new Error(e, _self.Path.ToString(), type, e.Message));
        }

        try
        {
            Dispatcher.Detach(this);
            Parent.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
            TellWatchersWeDied();
            UnwatchWatchedActors();
        }
        finally
        {
            if (_system.Settings.DebugLifecycle) Publish(new Debug(_self.Path.ToString(), type, "Stopped"));
            ClearActor(actor);
            _actor = null;
            _turn.Sender = null;
            // What waited for the children or for a decision is dropped, not a dead letter.
            _stashedSystemMessages = default;
        }
    }

    // Stashed messages go back to the front of the mailbox: to the next incarnation, or to dead letters.
    private static void UnstashForNextIncarnation(ActorBase actor) => (actor as IActorStash)?.Stash?.UnstashAll();
}
