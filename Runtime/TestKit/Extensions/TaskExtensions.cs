namespace Akka.TestKit.Extensions;

/// <summary>Awaiting tasks for a limited time.</summary>
public static class TaskExtensions
{
    /// <summary>Awaits a task.</summary>
    /// <param name="parentTask">The task.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it completed in time.</returns>
    public static async Task<bool> AwaitWithTimeout(this Task parentTask, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(parentTask, Task.Delay(timeout, stop.Token));
        await stop.CancelAsync();
        if (first != parentTask)
            return false;
        await parentTask;
        return true;
    }

    /// <summary>Awaits a task's result.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="parentTask">The task.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result.</returns>
    /// <exception cref="TimeoutException">It did not complete in time.</exception>
    public static Task<T> WithTimeout<T>(this Task<T> parentTask, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        parentTask.WaitAsync(timeout, cancellationToken);
}
