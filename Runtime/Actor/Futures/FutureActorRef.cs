using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// The sender of an Ask. Its number is taken at once, but its path is made, and made resolvable, only if somebody looks at it.
/// </summary>
/// <typeparam name="T">Type of the answer.</typeparam>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private readonly IActorRefProvider _provider;
    private readonly long _number;
    private ActorPath? _path;
    private ICancelable? _timeout;
    private CancellationTokenRegistration _cancellation;

    internal FutureActorRef(TaskCompletionSource<T> result, LocalActorRefProvider provider)
    {
        _result = result;
        _provider = provider;
        _number = provider.NextTemp();
    }

    /// <summary>Completes <paramref name="result"/> with the first message that is sent to <paramref name="path"/>.</summary>
    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        _provider = provider;
        _path = path;
    }

    /// <inheritdoc/>
    public override ActorPath Path => Volatile.Read(ref _path) ?? MakePath();

    /// <inheritdoc/>
    public override IActorRefProvider Provider => _provider;

    internal Task<T> Task => _result.Task;

    /// <summary>Sends the question.</summary>
    public virtual void DeliverAsk(object message, ICanTell destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Tell(message, this);
    }

    internal void TimeoutAfter(TimeSpan limit, IScheduler scheduler) =>
        _timeout = scheduler.Advanced.ScheduleOnceCancelable(limit, () =>
        {
            if (_result.TrySetException(new AskTimeoutException($"Timeout after {limit.TotalSeconds:F2} seconds"))) Release();
        });

    internal void CancelWith(CancellationToken token) =>
        _cancellation = token.Register(() =>
        {
            if (_result.TrySetCanceled(token)) Release();
        });

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        var handled = message switch
        {
            ISystemMessage => true,
            T value => _result.TrySetResult(value),
            null => _result.TrySetResult(default!),
            Status.Failure failure => _result.TrySetException(
                failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => Mismatch(message),
        };
        Release();
        if (!handled && !_result.Task.IsCanceled) _provider.DeadLetters.Tell(message!, this);
    }

    // An answer of the wrong type fails the task and still shows up as a dead letter.
    private bool Mismatch(object message)
    {
        _result.TrySetException(new ArgumentException(
            $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]"));
        return false;
    }

    private void Release()
    {
        _timeout?.Cancel();
        _cancellation.Unregister();
        if (Volatile.Read(ref _path) is { } path && _number != 0) _provider.UnregisterTempActor(path);
    }

    private ActorPath MakePath()
    {
        var path = ((LocalActorRefProvider)_provider).TempPath(_number);
        if (Interlocked.CompareExchange(ref _path, path, null) is { } other) return other;
        _provider.RegisterTempActor(this, path);
        // The answer may have come while the path was made.
        if (_result.Task.IsCompleted) _provider.UnregisterTempActor(path);
        return path;
    }
}
