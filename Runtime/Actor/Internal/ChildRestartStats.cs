namespace Akka.Actor.Internal;

/// <summary>A child and how often it has been restarted.</summary>
public class ChildRestartStats
{
    private long? _windowStart;

    internal ChildRestartStats(string name) => Name = name;

    /// <summary>Creates the statistics of a child.</summary>
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0)
    {
        ArgumentNullException.ThrowIfNull(child);
        Name = child.Path.Name;
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
    }

    /// <summary>The child; null while its name is only reserved.</summary>
    public IInternalActorRef Child { get; internal set; } = null!;

    /// <summary>Incarnation of the child.</summary>
    public long Uid => Child.Path.Uid;

    /// <summary>Number of restarts in the current window.</summary>
    public uint MaxNrOfRetriesCount { get; private set; }

    internal string Name { get; }

    internal ChildRestartStats? Next { get; set; }

    internal ChildRestartStats? Previous { get; set; }

    /// <summary>Counts a failure.</summary>
    /// <param name="maxNrOfRetries">Restarts allowed, -1 for any number.</param>
    /// <param name="withinTime">Window in which they are counted, or null for ever.</param>
    /// <param name="now">Time of the system's scheduler; read only if there is a window.</param>
    /// <returns>Whether the child may be restarted.</returns>
    internal bool RequestRestartPermission(int maxNrOfRetries, TimeSpan? withinTime, Func<DateTimeOffset> now)
    {
        if (maxNrOfRetries == 0) return false;
        if (withinTime is not { } window) return maxNrOfRetries < 0 || ++MaxNrOfRetriesCount <= maxNrOfRetries;

        // A window without a number of retries means one.
        var allowed = maxNrOfRetries < 0 ? 1 : maxNrOfRetries;
        var time = now().UtcTicks;
        if (_windowStart is not { } start || time - start > window.Ticks)
        {
            _windowStart = time;
            MaxNrOfRetriesCount = 1;
            return true;
        }

        return ++MaxNrOfRetriesCount <= allowed;
    }
}
