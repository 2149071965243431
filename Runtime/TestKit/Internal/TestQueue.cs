namespace Akka.TestKit.Internal;

/// <summary>
/// The messages that a test actor has received and the test has not. Any number of writers; readers may block or await, by the same loop,
/// so that the two ways of waiting cannot differ.
/// </summary>
internal sealed class TestQueue
{
    private readonly LinkedList<MessageEnvelope> _items = new();
    private TaskCompletionSource? _arrival;

    public int Count
    {
        get
        {
            lock (_items)
                return _items.Count;
        }
    }

    public void Add(MessageEnvelope item)
    {
        TaskCompletionSource? arrival;
        lock (_items)
        {
            _items.AddLast(item);
            arrival = _arrival;
            _arrival = null;
        }
        arrival?.TrySetResult();
    }

    /// <summary>Waits for the first message; takes it unless it is only to be looked at.</summary>
    /// <param name="blocking">True: the returned task is complete, this thread has waited.</param>
    /// <param name="take">False leaves the message where it is.</param>
    /// <param name="timeout">Zero does not wait, <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message, or null when the time is over.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<MessageEnvelope?> FirstAsync(bool blocking, bool take, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = timeout == Timeout.InfiniteTimeSpan ? (TimeSpan?)null : TestKitBase.Now + timeout;
        // Whose time was over before it began gets nothing, even if something is there.
        if (deadline is not null && timeout < TimeSpan.Zero)
            return null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task arrival;
            lock (_items)
            {
                if (_items.First is { } first)
                {
                    if (take)
                        _items.RemoveFirst();
                    return first.Value;
                }
                _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrival = _arrival.Task;
            }
            var left = deadline is { } end ? end - TestKitBase.Now : Timeout.InfiniteTimeSpan;
            if (deadline is not null && left <= TimeSpan.Zero)
                return null;
            if (blocking)
                Block(arrival, left, cancellationToken);
            else
                await Arrived(arrival, left, cancellationToken);
        }
    }

    private static void Block(Task arrival, TimeSpan left, CancellationToken cancellationToken) =>
        arrival.Wait(left == Timeout.InfiniteTimeSpan ? Timeout.Infinite : Milliseconds(left), cancellationToken);

    private static async Task Arrived(Task arrival, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left == Timeout.InfiniteTimeSpan)
        {
            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        // Not WaitAsync(left): its timeout is an exception, and "nothing came" is an ordinary answer here.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(arrival, Task.Delay(Milliseconds(left), stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Rounded up: a wait that ends early would only be repeated.</summary>
    private static int Milliseconds(TimeSpan left) => (int)Math.Min(int.MaxValue - 1, Math.Ceiling(left.TotalMilliseconds));
}
