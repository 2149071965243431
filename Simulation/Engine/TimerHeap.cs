namespace ActorIommu.Simulation.Engine;

/// <summary>Timers by the instant at which they are due, and those of one instant in the order in which they were set.</summary>
internal sealed class TimerHeap
{
    private const int FirstSweep = 64;

    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> _timers = new();
    private long _order;
    private int _sweepAt = FirstSweep;

    /// <summary>When the next one is due, that is not cancelled; null if there is none.</summary>
    public long? NextDue
    {
        get
        {
            while (_timers.TryPeek(out var timer, out var at))
            {
                if (!timer.IsCancelled) return at.Due;
                _timers.Dequeue();
            }

            return null;
        }
    }

    public void Add(long due, SimulatedTimer timer)
    {
        if (_timers.Count >= _sweepAt) Sweep();
        _timers.Enqueue(timer, (due, _order++));
    }

    /// <summary>Takes out all that are due and not cancelled, in order.</summary>
    public void TakeDue(long now, List<(long Due, SimulatedTimer Timer)> due)
    {
        while (_timers.TryPeek(out var timer, out var at) && at.Due <= now)
        {
            _timers.Dequeue();
            if (!timer.IsCancelled) due.Add((at.Due, timer));
        }
    }

    public void Clear()
    {
        _timers.Clear();
        (_order, _sweepAt) = (0, FirstSweep);
    }

    // An actor with a receive timeout cancels one with every message; they would stay until their time comes.
    private void Sweep()
    {
        var live = new List<(SimulatedTimer, (long, long))>();
        foreach (var (timer, at) in _timers.UnorderedItems)
        {
            if (!timer.IsCancelled) live.Add((timer, at));
        }

        _timers.Clear();
        _timers.EnqueueRange(live);
        _sweepAt = Math.Max(FirstSweep, live.Count * 2);
    }
}
