using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Event;

/// <summary>Delivers log events to loggers.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private static readonly LogLevel[] Levels = [LogLevel.DebugLevel, LogLevel.InfoLevel, LogLevel.WarningLevel, LogLevel.ErrorLevel];

    private readonly List<IActorRef> _loggers = [];

    /// <summary>Level from which loggers get events.</summary>
    public LogLevel LogLevel { get; private set; } = Logging.OffLevel;

    /// <summary>Changes the level.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        foreach (var logger in _loggers)
        {
            SubscribeFrom(logLevel, logger);
            foreach (var level in Levels)
            {
                if (level < logLevel) Unsubscribe(logger, level.ClassFor());
            }
        }
    }

    /// <summary>Logs to standard output until the loggers have started.</summary>
    public void StartStdoutLogger(Settings config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var level = Logging.LogLevelFor(config.StdoutLogLevel);
        if (level != Logging.OffLevel) SubscribeFrom(level, config.StdoutLogger);
    }

    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        LogLevel = Logging.LogLevelFor(system.Settings.LogLevel);
        var keepsStdout = false;
        var number = 0;
        foreach (var name in system.Settings.Loggers)
        {
            var type = TypeResolver.Get(name, "Logger specified in config");
            if (typeof(MinimalLogger).IsAssignableFrom(type))
            {
                keepsStdout = true;
                continue;
            }

            StartLogger(system, type, $"log{++number}-{Logging.SimpleName(type)}");
        }

        if (system.Settings.DebugUnhandledMessage)
            Subscribe(system.SystemActorOf<UnhandledMessageForwarder>("UnhandledMessageForwarder"), typeof(UnhandledMessage));
        if (!keepsStdout && Logging.LogLevelFor(system.Settings.StdoutLogLevel) != Logging.OffLevel)
            Unsubscribe(system.Settings.StdoutLogger);
    }

    internal void StopDefaultLoggers(ActorSystemImpl system)
    {
        if (_loggers.Count > 0) StartStdoutLogger(system.Settings);
        foreach (var logger in _loggers)
        {
            Unsubscribe(logger);
            (logger as IInternalActorRef)?.Stop();
        }

        _loggers.Clear();
    }

    /// <inheritdoc/>
    protected override bool IsSubClassification(Type parent, Type child)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return parent.IsAssignableFrom(child);
    }

    /// <inheritdoc/>
    protected override void Publish(object @event, IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        subscriber.Tell(@event);
    }

    /// <inheritdoc/>
    protected override bool Classify(object @event, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return classifier.IsInstanceOfType(@event);
    }

    /// <inheritdoc/>
    protected override Type GetClassifier(object @event) => @event.GetType();

    private void StartLogger(ActorSystemImpl system, Type type, string name)
    {
        var dispatcher = system.Settings.LoggersDispatcher;
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(dispatcher), name);
        var initialize = new InitializeLogger(this);
        // The default logger has nothing to prepare. Others may subscribe to more and have to be waited for, unless the threads
        // they would run on are somebody else's: then nobody runs them before this returns.
        if (type == typeof(DefaultLogger) || system.Dispatchers.Lookup(dispatcher).GetType() != typeof(Dispatcher))
        {
            logger.Tell(initialize, ActorRefs.NoSender);
        }
        else if (!logger.Ask(initialize, Timeout.InfiniteTimeSpan).Wait(system.Settings.LoggerStartTimeout))
        {
            Publish(new Warning(
                GetType().Name, GetType(),
                $"Logger {name} [{type.FullName}] did not respond within {system.Settings.LoggerStartTimeout} to InitializeLogger(bus)"));
        }

        _loggers.Add(logger);
        SubscribeFrom(LogLevel, logger);
    }

    private void SubscribeFrom(LogLevel level, IActorRef logger)
    {
        foreach (var each in Levels)
        {
            if (each >= level) Subscribe(logger, each.ClassFor());
        }
    }

    private sealed class UnhandledMessageForwarder : ActorBase
    {
        protected override bool Receive(object message)
        {
            if (message is not UnhandledMessage unhandled) return false;
            var sender = unhandled.Sender is null ? "NoSender" : unhandled.Sender.Path.ToString();
            Context.System.EventStream.Publish(new Debug(
                unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(),
                $"Unhandled message from {sender} : {unhandled.Message}"));
            return true;
        }
    }
}
