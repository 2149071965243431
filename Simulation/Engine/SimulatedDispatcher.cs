using Akka.Configuration;
using Akka.Dispatch;

namespace ActorIommu.Simulation.Engine;

/// <summary>Runs nothing by itself: mailboxes that become runnable wait for the engine to choose. One message is one run.</summary>
internal sealed class SimulatedDispatcher : MessageDispatcher
{
    private readonly SimulationCore _core;

    public SimulatedDispatcher(MessageDispatcherConfigurator configurator, SimulationCore core)
        : base(configurator)
    {
        _core = core;

        // Akka.NET takes the deadline into account after the first message only, and without one `throughput = 1` means two messages.
        Throughput = core.Options.MessagesPerStep;
        ThroughputDeadlineTime = core.Options.MessagesPerStep == 1 ? 0 : null;
    }

    protected override void ExecuteTask(IRunnable run) => _core.BecomesRunnable(run);

    protected override void Shutdown()
    {
    }
}

/// <summary>Named in the configuration. Every dispatcher of a system is the same one.</summary>
internal sealed class SimulatedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    private MessageDispatcher? _dispatcher;

    public override MessageDispatcher Dispatcher() => _dispatcher ??= new SimulatedDispatcher(this, SimulationCore.OfThisThread);
}
