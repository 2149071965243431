namespace Akka.Dispatch;

/// <summary>Runs mailboxes on the synchronization context of the thread that looks the dispatcher up, as user interfaces need.</summary>
public sealed class CurrentSynchronizationContextDispatcher : Dispatcher
{
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;

    /// <summary>Creates a dispatcher.</summary>
    public CurrentSynchronizationContextDispatcher(
        MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime, TimeSpan shutdownTimeout)
        : base(configurator, id, throughput, throughputDeadlineTime, shutdownTimeout)
    {
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run)
    {
        if (_context is null) base.ExecuteTask(run);
        else _context.Post(static state => ((IRunnable)state!).Run(), run);
    }
}
