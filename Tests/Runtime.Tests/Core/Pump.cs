using Akka.Configuration;
using Akka.Dispatch;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>Collects mailboxes that have become runnable; the test runs them, in order, on its own thread.</summary>
public sealed class PumpDispatcher : MessageDispatcher
{
    private readonly Queue<IRunnable> _runnable = new();

    /// <summary>Akka.NET leaves it to each dispatcher to read its throughput.</summary>
    public PumpDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator) => Throughput = configurator.Config.GetInt("throughput", Throughput);

    public int Runs { get; private set; }

    public bool RunOne()
    {
        if (!_runnable.TryDequeue(out var run)) return false;
        Runs++;
        run.Run();
        return true;
    }

    protected override void ExecuteTask(IRunnable run) => _runnable.Enqueue(run);

    protected override void Shutdown()
    {
    }
}

public sealed class PumpConfigurator : MessageDispatcherConfigurator
{
    private readonly PumpDispatcher _dispatcher;

    public PumpConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new PumpDispatcher(this);

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
