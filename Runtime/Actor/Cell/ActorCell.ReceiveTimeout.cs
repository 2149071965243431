namespace Akka.Actor;

/// <content>Receive timeout.</content>
public partial class ActorCell
{
    private bool _receiveTimeoutInUse;
    private bool _receiveTimeoutChanged;
    private ICancelable? _pendingReceiveTimeout;

    /// <inheritdoc/>
    public TimeSpan? ReceiveTimeout { get; private set; }

    /// <inheritdoc/>
    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        ReceiveTimeout = timeout;
        _receiveTimeoutInUse |= timeout is not null;
        _receiveTimeoutChanged = true;
    }

    /// <summary>Arms the timeout anew if the last message influences it or it has been changed.</summary>
    internal void CheckReceiveTimeout(bool reschedule = true)
    {
        if (!_receiveTimeoutInUse) return;
        if (ReceiveTimeout is not { } timeout)
        {
            CancelReceiveTimeout();
            _receiveTimeoutInUse = false;
            return;
        }

        if (!reschedule && !_receiveTimeoutChanged) return;
        _receiveTimeoutChanged = false;
        CancelReceiveTimeout();
        _pendingReceiveTimeout = _system.Scheduler.ScheduleTellOnceCancelable(
            timeout, _self, global::Akka.Actor.ReceiveTimeout.Instance, _self);
    }

    private void CancelReceiveTimeout()
    {
        _pendingReceiveTimeout?.Cancel();
        _pendingReceiveTimeout = null;
    }
}
