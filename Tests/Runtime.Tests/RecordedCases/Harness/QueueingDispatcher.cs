using Akka.Configuration;
using Akka.Dispatch;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>Named in the configuration; makes one dispatcher a section.</summary>
public sealed class QueueingDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly QueueingDispatcher _dispatcher;

    public QueueingDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites) =>
        _dispatcher = new QueueingDispatcher(this);

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>Runs nothing by itself: puts the mailboxes into a <see cref="Pump"/>.</summary>
public sealed class QueueingDispatcher : MessageDispatcher
{
    private readonly Pump _pump;

    public QueueingDispatcher(MessageDispatcherConfigurator configurator) : base(configurator)
    {
        _pump = Pump.Of(configurator.Config.GetString("pump", ""));
        // Akka.NET leaves it to each dispatcher to read this.
        Throughput = configurator.Config.GetInt("throughput", Throughput);
        // Zero makes a run one message, which is how the cases were recorded.
        ThroughputDeadlineTime = configurator.Config.GetBoolean("one-message-a-run") ? 0 : null;
    }

    protected override void ExecuteTask(IRunnable run) => _pump.Enqueue(run);

    protected override void Shutdown()
    {
    }
}
