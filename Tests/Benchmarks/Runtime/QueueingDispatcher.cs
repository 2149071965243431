using Akka.Configuration;
using Akka.Dispatch;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>
/// Runs nothing by itself: every runnable mailbox is put into a list, and the owner of the list chooses. All systems on this thread share
/// the list, as all dispatchers of a system must.
/// </summary>
internal sealed class QueueingDispatcher : MessageDispatcher
{
    private static readonly Lock Gate = new();
    private static readonly List<IRunnable> Runnable = new(1024);
    private static ulong _state;

    /// <summary>Akka.NET leaves it to each dispatcher to read its throughput.</summary>
    public QueueingDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator) => Throughput = configurator.Config.GetInt("throughput", Throughput);

    /// <summary>Settings that put every mailbox of a system, guardians too, on this dispatcher.</summary>
    public static Config Settings { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor.default-dispatcher { type = "{{ConfiguratorName}}", throughput = 1 }
        akka.actor.internal-dispatcher { type = "{{ConfiguratorName}}", throughput = 1 }
        """);

    private static string ConfiguratorName =>
        $"{typeof(QueueingDispatcherConfigurator).FullName}, {typeof(QueueingDispatcherConfigurator).Assembly.GetName().Name}";

    public static void Seed(ulong seed) => _state = seed;

    /// <summary>Runs one mailbox, chosen by the seed.</summary>
    public static bool Step()
    {
        IRunnable chosen;
        lock (Gate)
        {
            if (Runnable.Count == 0)
                return false;
            var index = (int)(NextRandom() % (uint)Runnable.Count);
            chosen = Runnable[index];
            Runnable[index] = Runnable[^1];
            Runnable.RemoveAt(Runnable.Count - 1);
        }
        chosen.Run();
        return true;
    }

    protected override void ExecuteTask(IRunnable run)
    {
        lock (Gate)
            Runnable.Add(run);
    }

    protected override void Shutdown()
    {
    }

    private static ulong NextRandom()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>Named in the configuration.</summary>
internal sealed class QueueingDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher() => new QueueingDispatcher(this);
}
