using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Handles the child that failed and leaves the others alone.</summary>
public class OneForOneStrategy : SupervisorStrategy, IEquatable<OneForOneStrategy>
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="maxNrOfRetries">Restarts allowed, -1 or null for any number.</param>
    /// <param name="withinTimeRange">Window in which they are counted, null for ever.</param>
    /// <param name="localOnlyDecider">The decider.</param>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Akka.Actor.Decider.From(localOnlyDecider))
    {
    }

    /// <inheritdoc cref="OneForOneStrategy(int?, TimeSpan?, Func{Exception, Directive})"/>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, (int)(withinTimeRange ?? Timeout.InfiniteTimeSpan).TotalMilliseconds, decider)
    {
    }

    /// <inheritdoc cref="OneForOneStrategy(int?, TimeSpan?, Func{Exception, Directive})"/>
    public OneForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Akka.Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <inheritdoc cref="OneForOneStrategy(int?, TimeSpan?, Func{Exception, Directive})"/>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    /// <summary>Any number of restarts.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>Any number of restarts.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(-1, -1, localOnlyDecider, loggingEnabled)
    {
    }

    /// <summary>Any number of restarts.</summary>
    public OneForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>Ten restarts a second, decided by default.</summary>
    protected OneForOneStrategy()
        : this(10, 1000, DefaultDecider)
    {
    }

    /// <inheritdoc/>
    public override IDecider Decider { get; }

    /// <summary>Restarts allowed, -1 for any number.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>Window in which they are counted, -1 for ever.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <summary>The same strategy with another number of restarts.</summary>
    public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) =>
        new(maxNrOfRetries, WithinTimeRangeMilliseconds, Decider, LoggingEnabled);

    /// <inheritdoc/>
    public override void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(stats);
        if (restart
            && stats.RequestRestartPermission(MaxNumberOfRetries, Window(WithinTimeRangeMilliseconds), () => context.System.Scheduler.Now))
            RestartChild(child, cause, suspendFirst: false);
        else
            context.Stop(child);
    }

    /// <inheritdoc/>
    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
    }

    /// <inheritdoc/>
    public bool Equals(OneForOneStrategy? other) =>
        other is not null && MaxNumberOfRetries == other.MaxNumberOfRetries
        && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds && Equals(Decider, other.Decider);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OneForOneStrategy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Decider, MaxNumberOfRetries, WithinTimeRangeMilliseconds);

    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);
}
