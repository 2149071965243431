using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>Tells a test when the asynchronous handler of its message has ended.</summary>
internal sealed class TestActorTaskScheduler(ActorCell cell) : ActorTaskScheduler(cell), IAsyncResultInterceptor
{
    private readonly ConcurrentDictionary<object, TaskCompletionSource> _awaited = new(ReferenceEqualityComparer.Instance);

    /// <summary>Runs a handler, on this thread up to its first await.</summary>
    /// <param name="message">The message that is handled.</param>
    /// <param name="handle">Runs the handler.</param>
    /// <returns>The handler's end; as in Akka.NET a handler that awaits nothing has none.</returns>
    public Task Of(object message, Action handle)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[message] = end;
        handle();
        return end.Task;
    }

    public void OnTaskCompleted(object? message, Exception? exception)
    {
        if (message is null || !_awaited.TryRemove(message, out var end))
            return;
        if (exception is null)
            end.TrySetResult();
        else
            end.TrySetException(exception);
    }
}
