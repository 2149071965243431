using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <content>Page faults and events of viommus, and who reads them.</content>
internal sealed partial class ContextThreads<TUser>
{
    /// <summary>Events wait in a viommu.</summary>
    public void EventsWait(VirtualEventsWait waits)
    {
        var queues = _state.Table.Objects.OfType<VeventqObject>().Where(queue => queue.IsOpen && KindOf(queue) == waits.Kind);
        if (queues.FirstOrDefault(queue => _viommus[queue.Viommu.Id] == waits.Viommu) is { } waiting) Read(waiting);
    }

    /// <summary>A device asks for a page.</summary>
    public void PageFaulted(FaultReported fault)
    {
        var device = _state.Table.Objects.OfType<DeviceObject>().FirstOrDefault(bound => bound.Traits.Device == fault.Device);
        if (device is null)
        {
            TellDriver(StalledFaults.Answer(fault, isThere: false));
            return;
        }

        _stalls.Begin(device.Traits.Device, fault);
        SubstreamId? pasid = fault.Event.SSV ? fault.Event.SubstreamID : null;
        var asked = new PageFault(fault.Event.InputAddr, pasid, fault.Event.STAG, IsLast: true);
        foreach (var call in _state.ReportFault(new Reply(), device, asked)) AtOnce(call);
        foreach (var queue in _state.Table.Objects.OfType<FaultObject>().Where(queue => queue.IsOpen)) Deliver(queue);
    }

    private void Deliver(FaultObject fault)
    {
        fault.Queue.Read(int.MaxValue / FaultQueue.FaultBytes * FaultQueue.FaultBytes, out var groups);
        foreach (var group in groups)
        {
            var last = group.Faults[^1];
            Tell(_owners[fault.Id], new PageFaultDelivered(
                fault.Id, group.Cookie, group.Device.Id, last.Pasid, last.Address, group.Faults.Count));
        }
    }

    private void Read(VeventqObject queue)
    {
        var ticket = NextTicket();
        _reads.Add(ticket, queue.Id);
        TellDriver(new ReadVirtualEvent(_viommus[queue.Viommu.Id], ticket, KindOf(queue)));
    }

    // One after the other, until there is none.
    private void Deliver(VirtualEventRead read)
    {
        if (!_reads.Remove(read.Request, out var id) || read.Result != HostResult.Ok) return;
        if (_state.Table.Find<VeventqObject>(id) is not { IsOpen: true } queue) return;
        Tell(_owners[id], new VirtualEventDelivered(id, read.Sequence, read.IsLost, read.Event));
        Read(queue);
    }

    private static VirtualEventKind KindOf(VeventqObject queue) => (VirtualEventKind)(queue.Type - 1);
}
