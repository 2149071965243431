using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Simulation.Concurrent;

/// <summary>
/// The history of one round on real threads. Its stamps are the order of the calls, which is all that <c>IHistory</c> promises; they serve
/// as the steps of explanations, too. It also knows when a round is at rest: every request answered, every operation and DMA over,
/// and no SMMU on its way up.
/// </summary>
/// <param name="maxEvents">A round of more events is over; they are not kept.</param>
/// <param name="onChange">Called when it is at rest or full; it takes no lock and does not throw.</param>
internal sealed class ConcurrentHistory(int maxEvents, Action onChange) : IRunHistory
{
#pragma warning disable RS0030 // Here real threads meet: one order of the stamps needs one lock. It is held for no longer than an addition.
    private readonly Lock _lock = new();
#pragma warning restore RS0030
    private readonly List<StampedEvent> _events = new(512);
    private readonly HashSet<SmmuId> _down = [];
    private bool _isReset;
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
            lock (_lock) return IsIdle;
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

    private bool IsIdle => _open == 0 && _down.Count == 0 && !_isReset;

    // An SMMU that is started again lets nobody through, and nobody asked for it. A start ends with an SMMU that is up, or given up.
    private void Follow(IHistoryEvent what)
    {
        switch (what)
        {
            case FaultInjected { Site: FaultSite.SmmuReset }:
                _isReset = true;
                break;
            case SmmuStateChanged { IsEnabled: false } down:
                _down.Add(down.Smmu);
                break;
            case SmmuStateChanged up:
                _isReset = false;
                _down.Remove(up.Smmu);
                break;
            case SmmuGivenUp given:
                _isReset = false;
                _down.Remove(given.Smmu);
                break;
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
            Follow(what);
            if (!IsIdle && stamp < maxEvents) return;
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
            _open--;
            if (!IsIdle) return;
        }

        onChange();
    }

    /// <summary>
    /// Ends it, if nothing is under way: a timer may have begun something meanwhile. Nothing more is recorded but the end.
    /// </summary>
    public bool TryClose()
    {
        lock (_lock) return _isClosed = IsIdle;
    }

    /// <summary>Ends it, whatever is under way.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }
}
