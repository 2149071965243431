using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Viommus;

/// <summary>
/// Events for a guest, at most so many (Linux: iommufd_veventq). What finds no room is lost, and one header at the end says so until an
/// event that finds room again takes its place; numbers count the lost ones too.
/// </summary>
/// <param name="depth">How many events wait at most.</param>
internal sealed class VirtualEventQueue(int depth)
{
    private readonly Queue<(int Sequence, EventRecord Record)> _events = [];
    private int _next;
    private int? _lost;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _events.Count == 0 && _lost is null;

    /// <summary>Takes an event in; false if it is lost.</summary>
    public bool TryAdd(in EventRecord record, out int sequence)
    {
        sequence = _next;
        _next = (_next + 1) & int.MaxValue;
        if (_events.Count == depth)
        {
            _lost = sequence;
            return false;
        }

        // The gap in the numbers says from now on what the header said.
        _lost = null;
        _events.Enqueue((sequence, record));
        return true;
    }

    /// <summary>The oldest event, or the header of the lost ones behind all events.</summary>
    public VirtualEventRead Take(RequestId request)
    {
        if (_events.TryDequeue(out var oldest))
            return new VirtualEventRead(request, HostResult.Ok, oldest.Sequence, IsLost: false, oldest.Record);
        if (_lost is not { } last) return new VirtualEventRead(request, HostResult.NoEntry, 0, IsLost: false, default);
        _lost = null;
        return new VirtualEventRead(request, HostResult.Ok, last, IsLost: true, default);
    }
}
