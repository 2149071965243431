using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Waits for the termination of an actor.</summary>
internal sealed class PromiseActorRef : MinimalActorRef
{
    private readonly TaskCompletionSource<bool> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IInternalActorRef _target;
    private readonly ActorPath _path;

    public PromiseActorRef(IInternalActorRef target)
    {
        _target = target;
        Provider = target.Provider;
        _path = Provider.TempPath();
        Provider.RegisterTempActor(this, _path);
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider { get; }

    public override IInternalActorRef Parent => Provider.TempContainer;

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification notification) _result.TrySetResult(notification.Actor.Path.Equals(_target.Path));
    }

    /// <summary>Whether the target stops before the time is over or the token is cancelled.</summary>
    public async Task<bool> WaitForTermination(object? stopMessage, TimeSpan? timeout, CancellationToken token)
    {
        _target.SendSystemMessage(new Watch(_target, this));
        if (stopMessage is not null) _target.Tell(stopMessage, ActorRefs.NoSender);
        var timer = timeout is { } limit && limit > TimeSpan.Zero
            ? Provider.Settings.System.Scheduler.Advanced.ScheduleOnceCancelable(limit, () => _result.TrySetResult(false))
            : null;
        var registration = token.Register(() => _result.TrySetResult(false));
        try
        {
            return await _result.Task.ConfigureAwait(false);
        }
        finally
        {
            timer?.Cancel();
            registration.Unregister();
            Provider.UnregisterTempActor(_path);
            _target.SendSystemMessage(new Unwatch(_target, this));
        }
    }

    protected override void TellInternal(object message, IActorRef sender) => _result.TrySetResult(false);
}
