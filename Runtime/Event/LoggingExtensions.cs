namespace Akka.Event;

/// <summary>Writing log events by level.</summary>
public static class LoggingExtensions
{
    /// <summary>Writes an event.</summary>
    public static void Debug(this ILoggingAdapter log, string format) => Write(log, LogLevel.DebugLevel, null, format, []);

    /// <summary>Writes an event with an exception.</summary>
    public static void Debug(this ILoggingAdapter log, Exception? cause, string format) =>
        Write(log, LogLevel.DebugLevel, cause, format, []);

    /// <summary>Writes an event from a template and arguments.</summary>
    public static void Debug(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.DebugLevel, null, format, args);

    /// <summary>Writes an event with an exception, from a template and arguments.</summary>
    public static void Debug(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) =>
        Write(log, LogLevel.DebugLevel, cause, format, args);

    /// <summary>Writes an event.</summary>
    public static void Info(this ILoggingAdapter log, string format) => Write(log, LogLevel.InfoLevel, null, format, []);

    /// <summary>Writes an event with an exception.</summary>
    public static void Info(this ILoggingAdapter log, Exception? cause, string format) => Write(log, LogLevel.InfoLevel, cause, format, []);

    /// <summary>Writes an event from a template and arguments.</summary>
    public static void Info(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.InfoLevel, null, format, args);

    /// <summary>Writes an event with an exception, from a template and arguments.</summary>
    public static void Info(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) =>
        Write(log, LogLevel.InfoLevel, cause, format, args);

    /// <summary>Writes an event.</summary>
    public static void Warning(this ILoggingAdapter log, string format) => Write(log, LogLevel.WarningLevel, null, format, []);

    /// <summary>Writes an event with an exception.</summary>
    public static void Warning(this ILoggingAdapter log, Exception? cause, string format) =>
        Write(log, LogLevel.WarningLevel, cause, format, []);

    /// <summary>Writes an event from a template and arguments.</summary>
    public static void Warning(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.WarningLevel, null, format, args);

    /// <summary>Writes an event with an exception, from a template and arguments.</summary>
    public static void Warning(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) =>
        Write(log, LogLevel.WarningLevel, cause, format, args);

    /// <summary>Writes an event.</summary>
    public static void Error(this ILoggingAdapter log, string format) => Write(log, LogLevel.ErrorLevel, null, format, []);

    /// <summary>Writes an event with an exception.</summary>
    public static void Error(this ILoggingAdapter log, Exception? cause, string format) =>
        Write(log, LogLevel.ErrorLevel, cause, format, []);

    /// <summary>Writes an event from a template and arguments.</summary>
    public static void Error(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.ErrorLevel, null, format, args);

    /// <summary>Writes an event with an exception, from a template and arguments.</summary>
    public static void Error(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) =>
        Write(log, LogLevel.ErrorLevel, cause, format, args);

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Debug<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsDebugEnabled) Write(log, LogLevel.DebugLevel, null, format, [arg1]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Debug<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsDebugEnabled) Write(log, LogLevel.DebugLevel, null, format, [arg1, arg2]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Debug<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsDebugEnabled) Write(log, LogLevel.DebugLevel, null, format, [arg1, arg2, arg3]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Info<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsInfoEnabled) Write(log, LogLevel.InfoLevel, null, format, [arg1]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Info<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsInfoEnabled) Write(log, LogLevel.InfoLevel, null, format, [arg1, arg2]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Info<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsInfoEnabled) Write(log, LogLevel.InfoLevel, null, format, [arg1, arg2, arg3]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Warning<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsWarningEnabled) Write(log, LogLevel.WarningLevel, null, format, [arg1]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Warning<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsWarningEnabled) Write(log, LogLevel.WarningLevel, null, format, [arg1, arg2]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Warning<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsWarningEnabled) Write(log, LogLevel.WarningLevel, null, format, [arg1, arg2, arg3]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Error<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsErrorEnabled) Write(log, LogLevel.ErrorLevel, null, format, [arg1]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Error<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsErrorEnabled) Write(log, LogLevel.ErrorLevel, null, format, [arg1, arg2]);
    }

    /// <summary>Writes an event from a template and arguments, which are boxed only if somebody reads it.</summary>
    public static void Error<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.IsErrorEnabled) Write(log, LogLevel.ErrorLevel, null, format, [arg1, arg2, arg3]);
    }

    /// <summary>Writes an event of a level.</summary>
    public static void Log(this ILoggingAdapter log, LogLevel level, string format)
    {
        ArgumentNullException.ThrowIfNull(log);
        log.Log(level, null, format);
    }

    /// <summary>Writes an event of a level.</summary>
    public static void Log(this ILoggingAdapter log, LogLevel level, string format, object?[] args) =>
        Write(log, level, null, format, args);

    /// <summary>Writes an event of a level with an exception.</summary>
    public static void Log(this ILoggingAdapter log, LogLevel level, Exception? cause, string format, params object?[] args) =>
        Write(log, level, cause, format, args);

    private static void Write(ILoggingAdapter log, LogLevel level, Exception? cause, string format, object?[] args)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (!log.IsEnabled(level)) return;
        if (args is null or []) log.Log(level, cause, format);
        else log.Log(level, cause, new DefaultLogMessage(log.Formatter, format, args));
    }
}
