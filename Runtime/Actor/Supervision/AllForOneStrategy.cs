using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Handles all children when one of them fails.</summary>
public class AllForOneStrategy : SupervisorStrategy, IEquatable<AllForOneStrategy>
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="maxNrOfRetries">Restarts allowed, -1 or null for any number.</param>
    /// <param name="withinTimeRange">Window in which they are counted, null for ever.</param>
    /// <param name="localOnlyDecider">The decider.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Akka.Actor.Decider.From(localOnlyDecider))
    {
    }

    /// <inheritdoc cref="AllForOneStrategy(int?, TimeSpan?, Func{Exception, Directive})"/>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, (int)(withinTimeRange ?? Timeout.InfiniteTimeSpan).TotalMilliseconds, decider)
    {
    }

    /// <inheritdoc cref="AllForOneStrategy(int?, TimeSpan?, Func{Exception, Directive})"/>
    public AllForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Akka.Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <inheritdoc cref="AllForOneStrategy(int?, TimeSpan?, Func{Exception, Directive})"/>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    /// <summary>Any number of restarts.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>Any number of restarts.</summary>
    public AllForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>Ten restarts a second, decided by default.</summary>
    protected AllForOneStrategy()
        : this(10, 1000, DefaultDecider)
    {
    }

    /// <inheritdoc/>
    public override IDecider Decider { get; }

    /// <summary>Restarts allowed, -1 for any number.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>Window in which they are counted, -1 for ever.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc/>
    public override void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(children);
        if (children.Count == 0) return;
        var window = Window(WithinTimeRangeMilliseconds);
        var permitted = restart;
        foreach (var each in children)
            permitted = permitted && each.RequestRestartPermission(MaxNumberOfRetries, window, () => context.System.Scheduler.Now);
        foreach (var each in children)
        {
            // The child that failed is suspended already.
            if (permitted) RestartChild(each.Child, cause, suspendFirst: !child.Equals(each.Child));
            else context.Stop(each.Child);
        }
    }

    /// <inheritdoc/>
    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
    }

    /// <inheritdoc/>
    public bool Equals(AllForOneStrategy? other) =>
        other is not null && MaxNumberOfRetries == other.MaxNumberOfRetries
        && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds && Equals(Decider, other.Decider);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AllForOneStrategy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Decider, MaxNumberOfRetries, WithinTimeRangeMilliseconds);

    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);
}
