using Akka.Actor;

namespace Akka.Event;

/// <summary>Creates logging adapters.</summary>
public static class Logging
{
    internal const LogLevel OffLevel = (LogLevel)int.MaxValue;

    /// <summary>The log of the running actor.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var source = LogSource.Create(context, context.System);
        return new BusLogging(
            context.System.EventStream, source.Source, source.Type, logMessageFormatter ?? context.System.Settings.LogFormatter);
    }

    /// <summary>The log of a source: an actor, a reference, a type, a text, or any other object by its type.</summary>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        var source = LogSource.Create(logSourceObj, system);
        return new BusLogging(system.EventStream, source.Source, source.Type, logMessageFormatter ?? system.Settings.LogFormatter);
    }

    /// <summary>The log of a source.</summary>
    public static ILoggingAdapter GetLogger(LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(logSourceObj);
        return new BusLogging(loggingBus, source.Source, source.Type, logMessageFormatter ?? DefaultLogMessageFormatter.Instance);
    }

    /// <summary>The level of a name; throws <see cref="ArgumentException"/> if there is none.</summary>
    public static LogLevel LogLevelFor(string logLevel)
    {
        ArgumentNullException.ThrowIfNull(logLevel);
        return logLevel.ToUpperInvariant() switch
        {
            "DEBUG" => LogLevel.DebugLevel,
            "INFO" => LogLevel.InfoLevel,
            "WARNING" => LogLevel.WarningLevel,
            "ERROR" => LogLevel.ErrorLevel,
            "OFF" => OffLevel,
            _ => throw new ArgumentException(
                $@"Unknown LogLevel: ""{logLevel.ToUpperInvariant()}"". Valid values are: ""DEBUG"", ""INFO"", ""WARNING"", ""ERROR""",
                nameof(logLevel)),
        };
    }

    /// <summary>The level of an event class.</summary>
    public static LogLevel LogLevelFor<T>()
        where T : LogEvent =>
        typeof(T) == typeof(Debug) ? LogLevel.DebugLevel
        : typeof(T) == typeof(Info) ? LogLevel.InfoLevel
        : typeof(T) == typeof(Warning) ? LogLevel.WarningLevel
        : typeof(T) == typeof(Error) ? LogLevel.ErrorLevel
        : throw new ArgumentException($"Unknown LogEvent type: \"{typeof(T).FullName}\"");

    /// <summary>The event class of a level.</summary>
    public static Type ClassFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => typeof(Debug),
        LogLevel.InfoLevel => typeof(Info),
        LogLevel.WarningLevel => typeof(Warning),
        LogLevel.ErrorLevel => typeof(Error),
        _ => throw new ArgumentException("Unknown LogLevel", nameof(logLevel)),
    };

    /// <summary>The name of a level.</summary>
    public static string StringFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => "DEBUG",
        LogLevel.InfoLevel => "INFO",
        LogLevel.WarningLevel => "WARNING",
        LogLevel.ErrorLevel => "ERROR",
        _ => "OFF",
    };

    /// <summary>Name of an object's class without its namespace.</summary>
    public static string SimpleName(object o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return SimpleName(o as Type ?? o.GetType());
    }

    /// <summary>Name of a class without its namespace.</summary>
    public static string SimpleName(Type t)
    {
        ArgumentNullException.ThrowIfNull(t);
        return t.Name;
    }
}

/// <summary>Name and class of what writes log events.</summary>
public readonly struct LogSource
{
    private LogSource(string source, Type type)
    {
        Source = source;
        Type = type;
    }

    /// <summary>Name.</summary>
    public string Source { get; }

    /// <summary>Class.</summary>
    public Type Type { get; }

    /// <summary>Of an object outside a system.</summary>
    public static LogSource Create(object o) => Create(o, null);

    /// <summary>Of an object inside a system.</summary>
    public static LogSource Create(object o, ActorSystem? system) => o switch
    {
        IActorContext context =>
            new LogSource(FromActorRef(context.Self, system), (context as ActorCell)?.Actor?.GetType() ?? context.Props.Type),
        IActorRef actorRef => new LogSource(FromActorRef(actorRef, system), actorRef.GetType()),
        IInternalActor actor => new LogSource(FromActorRef(actor.ActorContext.Self, system), actor.GetType()),
        string text => new LogSource(system is null ? text : $"{text} ({system})", typeof(DummyClassForStringSources)),
        Type type => new LogSource(system is null ? type.Name : $"{type.Name} ({system})", type),
        null => throw new ArgumentNullException(nameof(o)),
        _ => new LogSource(system is null ? o.GetType().Name : $"{o.GetType().Name} ({system})", o.GetType()),
    };

    /// <summary>Of a name and a class.</summary>
    public static LogSource Create(string source, Type t) => new(source, t);

    private static string FromActorRef(IActorRef actorRef, ActorSystem? system) =>
        system is ExtendedActorSystem extended
            ? actorRef.Path.ToStringWithAddress(extended.Provider.DefaultAddress)
            : actorRef.Path.ToString();
}

/// <summary>Class of log sources that are only a text.</summary>
public sealed class DummyClassForStringSources;
