namespace Akka.Dispatch;

/// <summary>Runs mailboxes on the thread pool: one that becomes runnable inside another's run stays on the same worker's queue.</summary>
public class Dispatcher : MessageDispatcher
{
    /// <summary>Creates a dispatcher.</summary>
    public Dispatcher(
        MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime, TimeSpan shutdownTimeout)
        : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);

    /// <inheritdoc/>
    protected override void Shutdown()
    {
    }
}
