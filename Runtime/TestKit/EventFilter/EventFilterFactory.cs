using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit;

/// <summary>
/// Begins an expectation about the log. Texts are compared whole (message), at their beginning (start) or anywhere (contains); a source is
/// a log source, or an actor's path, whole or from "/user/" on.
/// </summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<EventFilterBase> _filters;

    /// <summary>Filters of a test kit's system.</summary>
    /// <param name="testkit">The test kit.</param>
    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys)
    {
    }

    /// <summary>Filters of a system.</summary>
    /// <param name="testkit">The test kit.</param>
    /// <param name="system">The system.</param>
    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    /// <summary>Filters of a system, beside some others.</summary>
    /// <param name="testkit">The test kit.</param>
    /// <param name="actorSystem">The system.</param>
    /// <param name="filters">The others.</param>
    public EventFilterFactory(TestKitBase testkit, ActorSystem actorSystem, IReadOnlyList<EventFilterBase> filters)
    {
        _testkit = testkit;
        _system = actorSystem;
        _filters = filters;
    }

    /// <summary>Errors with an exception of a type.</summary>
    /// <typeparam name="TException">The type or a base of it.</typeparam>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Exception<TException>(
        string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Errors with an exception of a type.</summary>
    /// <typeparam name="TException">The type or a base of it.</typeparam>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    /// <summary>Errors with an exception of a type.</summary>
    /// <param name="exceptionType">The type or a base of it.</param>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <param name="checkInnerExceptions">Whether an inner exception will do.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Exception(
        Type exceptionType, string? message = null, string? start = null, string? contains = null, string? source = null,
        bool checkInnerExceptions = false) =>
        CreateApplier(new ErrorFilter(exceptionType, CreateMessageMatcher(message, start, contains), Source(source), checkInnerExceptions),
            _system);

    /// <summary>Errors with an exception of a type.</summary>
    /// <param name="exceptionType">The type or a base of it.</param>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <param name="checkInnerExceptions">Whether an inner exception will do.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false) =>
        CreateApplier(new ErrorFilter(exceptionType, new RegexMatcher(pattern), Source(source), checkInnerExceptions), _system);

    /// <summary>Errors.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.ErrorLevel, message, start, contains, source);

    /// <summary>Errors.</summary>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Error(Regex pattern, string? source = null) => ForLogLevel(LogLevel.ErrorLevel, pattern, source);

    /// <summary>Warnings.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    /// <summary>Warnings.</summary>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Warning(Regex pattern, string? source = null) => ForLogLevel(LogLevel.WarningLevel, pattern, source);

    /// <summary>Infos.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    /// <summary>Infos.</summary>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Info(Regex pattern, string? source = null) => ForLogLevel(LogLevel.InfoLevel, pattern, source);

    /// <summary>Debug events.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    /// <summary>Debug events.</summary>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Debug(Regex pattern, string? source = null) => ForLogLevel(LogLevel.DebugLevel, pattern, source);

    /// <summary>Events of a level.</summary>
    /// <param name="logLevel">The level.</param>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null) =>
        OfLevel(logLevel, CreateMessageMatcher(message, start, contains), source);

    /// <summary>Events of a level.</summary>
    /// <param name="logLevel">The level.</param>
    /// <param name="pattern">Matches the text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null) =>
        OfLevel(logLevel, new RegexMatcher(pattern), source);

    /// <summary>All dead letters.</summary>
    /// <returns>The filter.</returns>
    public IEventFilterApplier DeadLetter() => DeadLetters(null, null);

    /// <summary>Dead letters with a message of a type.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="source">The recipient.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) => DeadLetter(typeof(TMessage), source);

    /// <summary>Dead letters with a message of a type.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="isMatch">Judges the message.</param>
    /// <param name="source">The recipient.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) =>
        DeadLetters(letter => letter.Message is TMessage message && isMatch(message), source);

    /// <summary>Dead letters with a message of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="source">The recipient.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier DeadLetter(Type type, string? source = null) =>
        DeadLetters(letter => type.IsInstanceOfType(letter.Message), source);

    /// <summary>Dead letters with a message of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isMatch">Judges the message.</param>
    /// <param name="source">The recipient.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null) =>
        DeadLetters(letter => type.IsInstanceOfType(letter.Message) && isMatch(letter.Message), source);

    /// <summary>Events that satisfy a predicate.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => CreateApplier(new CustomEventFilter(predicate), _system);

    /// <summary>Events of a type that satisfy a predicate.</summary>
    /// <typeparam name="TLogEvent">The type.</typeparam>
    /// <param name="predicate">The predicate.</param>
    /// <returns>The filter.</returns>
    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate) where TLogEvent : LogEvent =>
        Custom(logEvent => logEvent is TLogEvent typed && predicate(typed));

    /// <summary>Makes the expectation of a filter, and of those before And.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="system">The system.</param>
    /// <returns>The expectation.</returns>
    protected IEventFilterApplier CreateApplier(EventFilterBase filter, ActorSystem system) =>
        new InternalEventFilterApplier(_testkit, system, [.. _filters, filter]);

    /// <summary>The matcher for whichever text is given.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="contains">A part of it.</param>
    /// <returns>The matcher; all texts match if none is given.</returns>
    protected static IStringMatcher CreateMessageMatcher(string? message, string? start, string? contains) =>
        message is not null ? new EqualsString(message)
        : start is not null ? new StartsWithString(start)
        : contains is not null ? new ContainsString(contains)
        : MatchesAll.Instance;

    private static EqualsStringAndPathMatcher? Source(string? source) => source is null ? null : new EqualsStringAndPathMatcher(source);

    private IEventFilterApplier OfLevel(LogLevel level, IStringMatcher message, string? source) =>
        CreateApplier(
            level switch
            {
                LogLevel.DebugLevel => new DebugFilter(message, Source(source)),
                LogLevel.InfoLevel => new InfoFilter(message, Source(source)),
                LogLevel.WarningLevel => new WarningFilter(message, Source(source)),
                LogLevel.ErrorLevel => new ErrorFilter(message, Source(source)),
                _ => throw new ArgumentOutOfRangeException(nameof(level), level, "There are no events of this level."),
            },
            _system);

    private IEventFilterApplier DeadLetters(Predicate<DeadLetter>? isMatch, string? source) =>
        CreateApplier(new DeadLettersFilter(null, Source(source), isMatch), _system);
}
