using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>Gives an actor a thread of its own, from its attachment to its end.</summary>
public sealed class PinnedDispatcher : Dispatcher
{
    private readonly BlockingCollection<IRunnable> _work = [];
    private int _threads;

    /// <summary>Creates a dispatcher.</summary>
    public PinnedDispatcher(
        MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime, TimeSpan shutdownTimeout)
        : base(configurator, id, throughput, throughputDeadlineTime, shutdownTimeout)
    {
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run)
    {
        if (Interlocked.Exchange(ref _threads, 1) == 0)
            new Thread(Loop) { IsBackground = true, Name = Id }.Start();
        try
        {
            _work.Add(run);
        }
        catch (InvalidOperationException)
        {
            // The thread is gone with its actor; stragglers have nothing to wait for.
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    protected override void Shutdown() => _work.CompleteAdding();

    private protected override void Abandoned() => Shutdown();

    private void Loop()
    {
        foreach (var run in _work.GetConsumingEnumerable())
        {
            try
            {
                run.Run();
            }
#pragma warning disable CA1031 // A failing mailbox must not take its thread, and with it the process, down.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ReportFailure(e);
            }
        }
    }
}
