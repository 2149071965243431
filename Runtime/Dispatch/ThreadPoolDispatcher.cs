namespace Akka.Dispatch;

/// <summary>Runs mailboxes on the thread pool; see <see cref="NextRun"/> for one that becomes runnable inside the run of another.</summary>
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
    protected override void ExecuteTask(IRunnable run) => NextRun.Queue(run);

    /// <inheritdoc/>
    protected override void Shutdown()
    {
    }
}
