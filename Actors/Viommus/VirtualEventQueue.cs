using ActorIommu.Messages;

namespace ActorIommu.Actors.Viommus;

/// <summary>One record of a vEVENTQ (struct iommufd_vevent_header and what follows it).</summary>
/// <param name="Sequence">Counts events of the queue, those that were lost too.</param>
/// <param name="IsLost">Events were lost here; nothing follows the header.</param>
/// <param name="D0">The event, as the hardware's driver gives it.</param>
/// <param name="D1">Its second dword.</param>
/// <param name="D2">Its third dword.</param>
/// <param name="D3">Its fourth dword.</param>
internal readonly record struct VirtualEvent(uint Sequence, bool IsLost, ulong D0, ulong D1 = 0, ulong D2 = 0, ulong D3 = 0);

/// <summary>
/// Events of a viommu for its VM (struct iommufd_veventq). When it is full, one record at its end says that events are lost, with the
/// number of
/// the last that was; a gap in the numbers says how many.
/// </summary>
/// <param name="depth">How many events it holds.</param>
internal sealed class VirtualEventQueue(int depth)
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderBytes = 8;

    private readonly LinkedList<VirtualEvent> _events = [];
    private uint _sequence;

    /// <summary>Records to be read.</summary>
    public int Count => _events.Count;

    /// <summary>An event happened; it, or that it is lost, stands at the end. Numbers count up from 0 to 2^31 - 1, then from 0.</summary>
    public VirtualEvent Report(ulong d0, ulong d1 = 0, ulong d2 = 0, ulong d3 = 0)
    {
        var sequence = _sequence;
        _sequence = (sequence + 1) & int.MaxValue;
        if (_events.Last is { Value.IsLost: true }) _events.RemoveLast();
        var isLost = _events.Count >= depth;
        var last = isLost ? new VirtualEvent(sequence, IsLost: true, 0) : new VirtualEvent(sequence, IsLost: false, d0, d1, d2, d3);
        _events.AddLast(last);
        return last;
    }

    /// <summary>Takes the oldest record; null if there is none.</summary>
    public VirtualEvent? Take()
    {
        if (_events.First is not { } first) return null;
        _events.RemoveFirst();
        return first.Value;
    }

    /// <summary>Reads as many records as fit. EINVAL: not even a header fits, or not the first record.</summary>
    /// <param name="capacityBytes">Room of the reader.</param>
    /// <param name="eventBytes">What follows the header of an event that was not lost.</param>
    /// <param name="read">What was read.</param>
    public Errno Read(int capacityBytes, int eventBytes, out IReadOnlyList<VirtualEvent> read)
    {
        var records = new List<VirtualEvent>();
        read = records;
        if (capacityBytes < HeaderBytes) return Errno.EINVAL;
        while (_events.First is { } first)
        {
            var size = HeaderBytes + (first.Value.IsLost ? 0 : eventBytes);
            if (size > capacityBytes) return records.Count == 0 ? Errno.EINVAL : Errno.Ok;
            capacityBytes -= size;
            records.Add(first.Value);
            _events.RemoveFirst();
        }

        return Errno.Ok;
    }
}
