using ActorIommu.Messages.History;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Simulation.Concurrent;

/// <summary>
/// The history of one round on real threads. Its stamps are the order of the calls, which is all that <c>IHistory</c> promises; they serve
/// as the steps of explanations, too. It also knows when a round is at rest: every request answered, every operation and DMA over.
/// </summary>
/// <param name="maxEvents">A round of more events is over; they are not kept.</param>
/// <param name="onChange">Called when it is at rest or full; it takes no lock and does not throw.</param>
internal sealed class ConcurrentHistory(int maxEvents, Action onChange) : IRunHistory
{
#pragma warning disable RS0030 // Here real threads meet: one order of the stamps needs one lock. It is held for no longer than an addition.
    private readonly Lock _lock = new();
#pragma warning restore RS0030
    private readonly List<StampedEvent> _events = new(512);
    private int _open;
    private bool _isClosed;

    /// <inheritdoc/>
    public bool IsOn => true;

    /// <inheritdoc/>
    public bool IsConcurrent => true;

    /// <summary>To be read when it is closed.</summary>
    public IReadOnlyList<StampedEvent> Events => _events;

    /// <inheritdoc/>
    public ulong Hash => 0;

    /// <summary>Nothing is under way.</summary>
    public bool IsAtRest
    {
        get
        {
            lock (_lock) return _open == 0;
        }
    }

    /// <summary>It has all the events that it may have.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock) return _events.Count >= maxEvents;
        }
    }

    /// <inheritdoc/>
    public void Record(IHistoryEvent what)
    {
        lock (_lock)
        {
            if (what is not RunEnded && (_isClosed || _events.Count >= maxEvents)) return;
            var stamp = _events.Count + 1;
            _events.Add(new StampedEvent(stamp, stamp, what));
            _open += what switch
            {
                OperationBegan or DmaStarted => 1,
                OperationEnded or DmaEnded => -1,
                _ => 0,
            };
            if (_open != 0 && stamp < maxEvents) return;
        }

        onChange();
    }

    /// <summary>So many requests are about to be made.</summary>
    public void Expect(int requests)
    {
        lock (_lock) _open += requests;
    }

    /// <summary>One of them was answered.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            if (--_open != 0) return;
        }

        onChange();
    }

    /// <summary>Ends it, if nothing is under way: a timer may have begun something meanwhile. Nothing more is recorded but the end.</summary>
    public bool TryClose()
    {
        lock (_lock) return _isClosed = _open == 0;
    }

    /// <summary>Ends it, whatever is under way.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }
}
