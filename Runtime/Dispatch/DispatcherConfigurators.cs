using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Makes the one dispatcher that all actors of an id share.</summary>
public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Dispatcher _instance;

    /// <summary>Creates it.</summary>
    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var values = DispatcherSettings.Read(config);
        _instance = new Dispatcher(this, values.Id, values.Throughput, values.Deadline, values.ShutdownTimeout);
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _instance;
}

/// <summary>Makes a dispatcher, and with it a thread, for each actor.</summary>
internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher()
    {
        var values = DispatcherSettings.Read(Config);
        return new PinnedDispatcher(this, values.Id, values.Throughput, values.Deadline, values.ShutdownTimeout);
    }
}

/// <summary>Makes a dispatcher for the synchronization context of each caller.</summary>
internal sealed class CurrentSynchronizationContextDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher()
    {
        var values = DispatcherSettings.Read(Config);
        return new CurrentSynchronizationContextDispatcher(this, values.Id, values.Throughput, values.Deadline, values.ShutdownTimeout);
    }
}

/// <summary>The settings that all dispatchers share.</summary>
internal readonly record struct DispatcherSettings(string Id, int Throughput, long? Deadline, TimeSpan ShutdownTimeout)
{
    public static DispatcherSettings Read(Config config)
    {
        var deadline = config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero);
        return new DispatcherSettings(
            config.GetString("id", ""),
            config.GetInt("throughput", MessageDispatcher.DefaultThroughput),
            deadline > TimeSpan.Zero ? deadline.Ticks : null,
            config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1)));
    }
}
