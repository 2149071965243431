using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Settings of a system, read from its configuration when they are first needed.</summary>
public class Settings
{
    private readonly Lock _lock = new();
    private Config _userConfig;
    private Config? _config;

    /// <summary>Reads a configuration, completed by the default one.</summary>
    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    /// <summary>Reads a configuration, completed by the default one, and a setup.</summary>
    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _userConfig = config;
        var all = Config;
        SerializeAllMessages = all.GetBoolean("akka.actor.serialize-messages", false);
        SerializeAllCreators = all.GetBoolean("akka.actor.serialize-creators", false);
        EmitActorTelemetry = all.GetBoolean("akka.actor.telemetry.enabled", false);
        DebugAutoReceive = all.GetBoolean("akka.actor.debug.autoreceive", false);
        DebugLifecycle = all.GetBoolean("akka.actor.debug.lifecycle", false);
        DebugEventStream = all.GetBoolean("akka.actor.debug.event-stream", false);
        LogLevel = all.GetString("akka.loglevel", "INFO")!;
        StdoutLogLevel = all.GetString("akka.stdout-loglevel", "WARNING")!;
        Loggers = all.GetStringList("akka.loggers", []);
        LogDeadLetters = ReadLogDeadLetters(all);
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>The setup.</summary>
    public ActorSystemSetup Setup { get; }

    /// <summary>The whole configuration.</summary>
    public Config Config => Volatile.Read(ref _config) ?? Rebuild();

    /// <summary>Class names of the loggers.</summary>
    public IList<string> Loggers { get; }

    /// <summary>Level from which loggers get events.</summary>
    public string LogLevel { get; }

    /// <summary>The same for the logger on standard output that is used while the system starts and stops.</summary>
    public string StdoutLogLevel { get; }

    /// <summary>Number of dead letters that are logged; <see cref="int.MaxValue"/> for all.</summary>
    public int LogDeadLetters { get; }

    /// <summary>Whether dead letters are logged while the system stops.</summary>
    public bool LogDeadLettersDuringShutdown => Config.GetBoolean("akka.log-dead-letters-during-shutdown", false);

    /// <summary>How long logging of dead letters pauses.</summary>
    public TimeSpan LogDeadLettersSuspendDuration => Config.GetTimeSpan("akka.log-dead-letters-suspend-duration", TimeSpan.FromMinutes(5));

    /// <summary>Path of the dispatcher of loggers.</summary>
    public string LoggersDispatcher => Config.GetString("akka.loggers-dispatcher", Dispatch.Dispatchers.DefaultDispatcherId)!;

    /// <summary>How long the start of the system waits for its loggers.</summary>
    public TimeSpan LoggerStartTimeout => Config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));

    /// <summary>The logger on standard output.</summary>
    public MinimalLogger StdoutLogger => field ??= CreateStdoutLogger();

    /// <summary>Formats log messages.</summary>
    public ILogMessageFormatter LogFormatter => field ??= CreateFormatter();

    /// <summary>Class name of the scheduler.</summary>
    public string SchedulerClass => Config.GetString("akka.scheduler.implementation", "Akka.Actor.HashedWheelTimerScheduler")!;

    /// <summary>Class name of the guardian's strategy.</summary>
    public string SupervisorStrategyClass =>
        Config.GetString("akka.actor.guardian-supervisor-strategy", "Akka.Actor.DefaultSupervisorStrategy")!;

    /// <summary>Class name of the provider.</summary>
    public string ProviderClass => Config.GetString("akka.actor.provider", "Akka.Actor.LocalActorRefProvider")!;

    /// <summary>Timeout of Ask if none is given.</summary>
    public TimeSpan AskTimeout => field != default ? field : field = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);

    /// <summary>How long ActorOf of a top-level actor may take.</summary>
    public TimeSpan CreationTimeout => Config.GetTimeSpan("akka.actor.creation-timeout", TimeSpan.FromSeconds(20));

    /// <summary>Whether every message is serialized and deserialized.</summary>
    public bool SerializeAllMessages { get; }

    /// <summary>Whether all props are serialized and deserialized.</summary>
    public bool SerializeAllCreators { get; }

    /// <summary>Whether starts, stops and restarts are published.</summary>
    public bool EmitActorTelemetry { get; }

    /// <summary>Whether messages that every actor handles are logged.</summary>
    public bool DebugAutoReceive { get; }

    /// <summary>Whether starts, stops and restarts are logged.</summary>
    public bool DebugLifecycle { get; }

    /// <summary>Whether subscriptions are logged.</summary>
    public bool DebugEventStream { get; }

    /// <summary>Whether unhandled messages are logged.</summary>
    public bool DebugUnhandledMessage => Config.GetBoolean("akka.actor.debug.unhandled", false);

    /// <summary>Whether events of state machines are logged.</summary>
    public bool FsmDebugEvent => Config.GetBoolean("akka.actor.debug.fsm", false);

    /// <summary>Whether timers are logged.</summary>
    public bool DebugTimerScheduler => _debugTimers ??= Config.GetBoolean("akka.actor.debug.log-timers", false);

    /// <summary>Whether the configuration is logged when the system starts.</summary>
    public bool LogConfigOnStart => Config.GetBoolean("akka.log-config-on-start", false);

    /// <summary>Whether a coordinated shutdown terminates the system at its end.</summary>
    public bool CoordinatedShutdownTerminateActorSystem => Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system", true);

    /// <summary>Whether terminating the system runs a coordinated shutdown.</summary>
    public bool CoordinatedShutdownRunByActorSystemTerminate =>
        Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true);

    /// <summary>Virtual nodes of a routee in consistent hashing.</summary>
    public int DefaultVirtualNodesFactor => Config.GetInt("akka.actor.deployment.default.virtual-nodes-factor", 10);

    private bool? _debugTimers;

    /// <summary>Puts defaults between the configuration and the default configuration, as extensions do.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        lock (_lock)
        {
            _userConfig = _userConfig.WithFallback(config);
            Volatile.Write(ref _config, null);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Config.ToString();

    private static int ReadLogDeadLetters(Config config) =>
        config.GetString("akka.log-dead-letters", "10")!.ToUpperInvariant() switch
        {
            "ON" or "TRUE" or "YES" => int.MaxValue,
            "OFF" or "FALSE" or "NO" => 0,
            _ => config.GetInt("akka.log-dead-letters", 10),
        };

    private Config Rebuild()
    {
        lock (_lock)
        {
            var config = _userConfig.IsEmpty ? ConfigurationFactory.Default() : _userConfig.WithFallback(ConfigurationFactory.Default());
            Volatile.Write(ref _config, config);
            return config;
        }
    }

    private MinimalLogger CreateStdoutLogger()
    {
        var name = Config.GetString("akka.stdout-logger-class", "")!;
        return string.IsNullOrWhiteSpace(name)
            ? new StandardOutLogger()
            : (MinimalLogger)Activator.CreateInstance(TypeResolver.Get(name, "Standard output logger"))!;
    }

    private ILogMessageFormatter CreateFormatter()
    {
        var name = Config.GetString("akka.logger-formatter", "")!;
        var type = string.IsNullOrEmpty(name) ? typeof(DefaultLogMessageFormatter) : TypeResolver.Get(name, "Log message formatter");
        return type == typeof(DefaultLogMessageFormatter)
            ? DefaultLogMessageFormatter.Instance
            : (ILogMessageFormatter)Activator.CreateInstance(type)!;
    }
}
