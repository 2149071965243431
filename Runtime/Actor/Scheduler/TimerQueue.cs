using Registration = Akka.Actor.HashedWheelTimerScheduler.Registration;

namespace Akka.Actor;

/// <summary>
/// Scheduled items by due time, those due together in the order of scheduling. A binary heap whose items know their place, so that
/// cancelling takes one out at once: an Ask schedules a timeout that is nearly always cancelled, and those must not pile up.
/// </summary>
internal sealed class TimerQueue
{
    private Registration[] _heap = new Registration[16];
    private int _count;
    private long _nextOrder;

    public Registration? First => _count == 0 ? null : _heap[0];

    public int Count => _count;

    public void Add(Registration item)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);
        item.Order = _nextOrder++;
        Rise(item, _count++);
    }

    /// <summary>Takes an item out; does nothing if it is not in the queue.</summary>
    public void Remove(Registration item)
    {
        var hole = item.HeapIndex;
        if (hole < 0)
            return;
        item.HeapIndex = -1;
        var last = _heap[--_count];
        _heap[_count] = null!;
        if (last == item)
            return;
        if (hole > 0 && IsBefore(last, _heap[(hole - 1) / 2]))
            Rise(last, hole);
        else
            Sink(last, hole);
    }

    public void Clear()
    {
        for (var index = 0; index < _count; index++)
            _heap[index].HeapIndex = -1;
        Array.Clear(_heap, 0, _count);
        _count = 0;
    }

    private void Rise(Registration item, int hole)
    {
        while (hole > 0 && IsBefore(item, _heap[(hole - 1) / 2]))
        {
            Place(_heap[(hole - 1) / 2], hole);
            hole = (hole - 1) / 2;
        }

        Place(item, hole);
    }

    private void Sink(Registration item, int hole)
    {
        while (true)
        {
            var child = (2 * hole) + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
                child++;
            if (!IsBefore(_heap[child], item))
                break;
            Place(_heap[child], hole);
            hole = child;
        }

        Place(item, hole);
    }

    private void Place(Registration item, int index)
    {
        _heap[index] = item;
        item.HeapIndex = index;
    }

    private static bool IsBefore(Registration left, Registration right) =>
        left.Due < right.Due || (left.Due == right.Due && left.Order < right.Order);
}
