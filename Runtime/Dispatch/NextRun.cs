namespace Akka.Dispatch;

/// <summary>
/// What a thread of the pool runs next: the mailbox that was made runnable last by the one it runs now. That takes no turn
/// of the pool, and finds its message in the thread's cache.
/// </summary>
/// <remarks>
/// Nothing waits for an actor that blocks or takes long: as long as there is a next run, this object stands in the pool's
/// queue as well, and whichever thread comes to it takes the run over.
/// </remarks>
internal sealed class NextRun : IThreadPoolWorkItem
{
    // Then the thread goes back to the pool, so that a pair of actors does not keep it from everybody else.
    private const int MostInARow = 64;

    [ThreadStatic]
    private static NextRun? _ofThread;

    private IRunnable? _run;
    private int _isQueued;
    private bool _isInUse;

    /// <summary>Has a mailbox run: by this thread when the mailbox it runs has had its turn, or else by the pool.</summary>
    public static void Queue(IRunnable run)
    {
        if (_ofThread is { _isInUse: true } next) next.Offer(run);
        else ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
    }

    /// <summary>Runs a mailbox that the pool has come to, and what it makes runnable.</summary>
    public static void Start(IRunnable run)
    {
        var next = _ofThread ??= new NextRun();
        next._isInUse = true;
        try
        {
            // As the pool gives it to each of its items: an actor finds no AsyncLocal and no culture of the one before.
            var context = ExecutionContext.Capture()!;
            run.Run();
            for (var i = 0; i < MostInARow && next.Take() is { } following; i++)
            {
                ExecutionContext.Restore(context);
                if (SynchronizationContext.Current is not null) SynchronizationContext.SetSynchronizationContext(null);
                following.Run();
            }
        }
        finally
        {
            next._isInUse = false;
        }
    }

    /// <inheritdoc/>
    public void Execute()
    {
        // Before it looks: who offers a run afterwards puts this into the queue again.
        Interlocked.Exchange(ref _isQueued, 0);
        if (Take() is { } run) Start(run);
    }

    private void Offer(IRunnable run)
    {
        if (Interlocked.Exchange(ref _run, run) is { } displaced) ThreadPool.UnsafeQueueUserWorkItem(displaced, preferLocal: true);
        if (Volatile.Read(ref _isQueued) == 0 && Interlocked.Exchange(ref _isQueued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private IRunnable? Take() => Volatile.Read(ref _run) is null ? null : Interlocked.Exchange(ref _run, null);
}
