using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, by configuration path.</summary>
public sealed class Dispatchers
{
    /// <summary>Path of the dispatcher of actors that ask for none.</summary>
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";

    /// <summary>Path of the dispatcher for blocking work.</summary>
    public const string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";

    /// <summary>Path of the dispatcher for the current synchronization context.</summary>
    public const string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new(1, 4);
    private readonly ActorSystem _system;
    private MessageDispatcher? _default;

    /// <summary>Creates the registry.</summary>
    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites)
    {
        _system = system;
        Prerequisites = prerequisites;
    }

    /// <summary>What dispatchers may need of the system.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The dispatcher of actors that ask for none.</summary>
    public MessageDispatcher DefaultGlobalDispatcher => _default ??= Lookup(DefaultDispatcherId);

    /// <summary>The dispatcher of the system's own actors.</summary>
    internal MessageDispatcher InternalDispatcher => Lookup(InternalDispatcherId);

    /// <summary>The section of the default dispatcher.</summary>
    public Config DefaultDispatcherConfig => GetConfig(_system.Settings.Config, DefaultDispatcherId);

    /// <summary>The section of a dispatcher, completed with its id. An id may name a path that is again an id.</summary>
    public static Config GetConfig(Config config, string id)
    {
        ArgumentNullException.ThrowIfNull(config);
        var section = config.GetConfig(id);
        var own = new HoconValue([new HoconLiteral { Value = id }]).AtKey("id");
        return section is null ? own : own.WithFallback(section);
    }

    /// <summary>Whether the id is configured or registered.</summary>
    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    /// <summary>The dispatcher of a path; throws <see cref="ConfigurationException"/> if there is none.</summary>
    public MessageDispatcher Lookup(string dispatcherName)
    {
        ArgumentNullException.ThrowIfNull(dispatcherName);
        return Configurator(string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName).Dispatcher();
    }

    /// <summary>Adds a dispatcher that no configuration names.</summary>
    /// <returns>Whether the id was free.</returns>
    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) =>
        _configurators.TryAdd(id, configurator);

    internal void Shutdown()
    {
        foreach (var configurator in _configurators.Values)
        {
            if (configurator is not (PinnedDispatcherConfigurator or CurrentSynchronizationContextDispatcherConfigurator))
                configurator.Dispatcher().ShutDownNow();
        }
    }

    private MessageDispatcherConfigurator Configurator(string id)
    {
        if (_configurators.TryGetValue(id, out var found)) return found;
        if (!_system.Settings.Config.HasPath(id))
            throw new ConfigurationException($"Dispatcher [{id}] not configured for path [{id}]");
        return _configurators.GetOrAdd(id, Create(GetConfig(_system.Settings.Config, id)));
    }

    private MessageDispatcherConfigurator Create(Config section)
    {
        var type = section.GetString("type", "");
        switch (type)
        {
            case "Dispatcher" or "TaskDispatcher" or "ForkJoinDispatcher" or "ChannelDispatcher":
                return section.GetString("executor", "") == "current-context-executor"
                    ? new CurrentSynchronizationContextDispatcherConfigurator(section, Prerequisites)
                    : new DispatcherConfigurator(section, Prerequisites);
            case "PinnedDispatcher":
                return new PinnedDispatcherConfigurator(section, Prerequisites);
            case "SynchronizedDispatcher":
                return new CurrentSynchronizationContextDispatcherConfigurator(section, Prerequisites);
            case "":
                throw new ConfigurationException($"Missing dispatcher type for dispatcher [{section.GetString("id", "")}]");
            default:
                var configurator = TypeResolver.Get(type, "Dispatcher configurator");
                return (MessageDispatcherConfigurator)Activator.CreateInstance(configurator, section, Prerequisites)!;
        }
    }
}
