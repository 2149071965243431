namespace ActorIommu.Actors.Drivers;

/// <summary>How a driver polls: at once a few times, then after pauses that double, for a second altogether (Linux: queue_poll).</summary>
/// <param name="Spins">Polls without a pause so far.</param>
/// <param name="PauseMicroseconds">The last pause.</param>
/// <param name="WaitedMicroseconds">All pauses together.</param>
internal readonly record struct PollPace(int Spins, long PauseMicroseconds, long WaitedMicroseconds)
{
    private const int MaxSpins = 10;
    private const long TimeoutMicroseconds = 1_000_000;

    /// <summary>A second has passed.</summary>
    public bool IsOver => WaitedMicroseconds >= TimeoutMicroseconds;

    /// <summary>The pause before the next poll.</summary>
    public TimeSpan Pause => TimeSpan.FromMicroseconds(PauseMicroseconds);

    public PollPace Next()
    {
        if (Spins < MaxSpins) return this with { Spins = Spins + 1 };
        var pause = Math.Min(Math.Max(1, 2 * PauseMicroseconds), TimeoutMicroseconds - WaitedMicroseconds);
        return this with { PauseMicroseconds = pause, WaitedMicroseconds = WaitedMicroseconds + pause };
    }
}
