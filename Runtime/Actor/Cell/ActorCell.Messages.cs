using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <content>Processing of messages.</content>
public partial class ActorCell
{
    private const int DefaultState = 0;
    private const int SuspendedState = 1;
    private const int SuspendedWaitForChildrenState = 2;

    /// <summary>Processes a user message.</summary>
    public void Invoke(Envelope envelope)
    {
        var message = envelope.Message;
        _turn.Message = message;
        _turn.Sender = envelope.Sender;
        _turn.EnvelopeId++;
        try
        {
            if (message is IAutoReceivedMessage) AutoReceiveMessage(envelope);
            else ReceiveMessage(message);
            _turn.Message = null;
        }
#pragma warning disable CA1031 // Whatever an actor throws is for its supervisor.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            HandleInvokeFailure(cause);
        }

        if (_receiveTimeoutInUse) CheckReceiveTimeout(message is not INotInfluenceReceiveTimeout);
    }

    /// <summary>Lets the actor process a message.</summary>
    protected virtual void ReceiveMessage(object message)
    {
        if (_actor is null) throw new ActorInitializationException(_self, "Actor instance is missing", null);
        _actor.AroundReceive(_behavior!, message);
    }

    /// <summary>Processes the messages that every actor understands.</summary>
    protected internal virtual void AutoReceiveMessage(Envelope envelope)
    {
        var message = envelope.Message;
        if (_system.Settings.DebugAutoReceive)
            Publish(new Debug(_self.Path.ToString(), ActorType, $"received AutoReceiveMessage {message}"));
        switch (message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case PoisonPill:
                Stop();
                break;
            case ActorSelectionMessage selection:
                ReceiveSelection(selection);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            default:
                ReceiveMessage(message);
                break;
        }
    }

    internal void SystemInvoke(SystemMessage message) =>
        SysMsgInvokeAll(new EarliestFirstSystemMessageList(message), CalculateState());

    private void SysMsgInvokeAll(EarliestFirstSystemMessageList messages, int currentState)
    {
        while (!messages.IsEmpty)
        {
            var rest = messages.Tail;
            var message = messages.Head!;
            message.Unlink();
            try
            {
                if (ShouldStash(message, currentState)) _stashedSystemMessages = _stashedSystemMessages.Prepend(message);
                else Process(message);
            }
#pragma warning disable CA1031 // Whatever an actor throws is for its supervisor.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                HandleInvokeFailure(cause);
            }

            // Each state accepts less than the one below, so only a step down can make stashed messages acceptable.
            var newState = CalculateState();
            if (newState < currentState)
            {
                var stashed = _stashedSystemMessages;
                _stashedSystemMessages = default;
                rest = rest.ReversePrepend(stashed);
            }

            messages = rest;
            currentState = newState;
            if (!IsTerminated) continue;
            while (messages.Head is { } head)
            {
                messages = messages.Tail;
                head.Unlink();
                _system.DeadLetters.Tell(head, _self);
            }
        }
    }

    private void Process(SystemMessage message)
    {
        switch (message)
        {
            case ActorTaskSchedulerMessage task:
                HandleTaskSchedulerMessage(task);
                break;
            case Failed f:
                HandleFailed(f);
                break;
            case DeathWatchNotification d:
                WatchedActorTerminated(d.Actor, d.ExistenceConfirmed, d.AddressTerminated);
                break;
            case Create c:
                HandleCreate(c.Failure);
                break;
            case Watch w:
                AddWatcher(w.Watchee, w.Watcher);
                break;
            case Unwatch u:
                RemoveWatcher(u.Watchee, u.Watcher);
                break;
            case Recreate r:
                FaultRecreate(r.Cause);
                break;
            case Dispatch.SysMsg.Suspend:
                FaultSuspend();
                break;
            case Resume r:
                FaultResume(r.CausedByFailure);
                break;
            case Dispatch.SysMsg.Terminate:
                Terminate();
                break;
            case Supervise s:
                HandleSupervise(s.Child, s.Async);
                if (_system.Settings.DebugLifecycle)
                    Publish(new Debug(_self.Path.ToString(), ActorType, $"now supervising {s.Child.Path}"));
                break;
            default:
                break;
        }
    }

    private int CalculateState() =>
        _children is { IsWaitingForChildren: true } ? SuspendedWaitForChildrenState
        : _mailbox.IsSuspended ? SuspendedState
        : DefaultState;

    private static bool ShouldStash(SystemMessage message, int state) => state switch
    {
        SuspendedWaitForChildrenState => message is IStashWhenWaitingForChildren,
        SuspendedState => message is IStashWhenFailed,
        _ => false,
    };

    private void HandleTaskSchedulerMessage(ActorTaskSchedulerMessage message)
    {
        if (message.Exception is { } failure)
        {
            // What the handler had suspended goes on, children too, whatever the supervisor decides about the failure.
            Resume(failure);
            _turn.Message = message.Message;
            HandleInvokeFailure(failure);
            return;
        }

        _turn.Message = message.Message;
        message.ExecuteTask();
        _turn.Message = null;
    }

    private void ReceiveSelection(ActorSelectionMessage selection)
    {
        if (selection.Elements.Length == 0) _self.Tell(selection.Message, Sender);
        else global::Akka.Actor.ActorSelection.DeliverSelection(_self, Sender, selection);
    }
}
