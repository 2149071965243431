using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Fault queues and event queues (eventq.c), and page faults on their way to them (io-pgfault.c).</summary>
internal sealed partial class IommufdState
{
    private const int MaxEvents = 1 << 19;

    // Requests that are not the last of their group (iommu_fault_param.partial). They are joined by the group's number alone.
    private readonly Dictionary<DeviceId, List<PageFault>> _partial = [];

    /// <summary>FAULT_QUEUE_ALLOC. EOPNOTSUPP: flags.</summary>
    public Errno AllocFault(uint flags, out FaultObject? fault)
    {
        fault = flags == 0 ? new FaultObject() : null;
        if (fault is null) return Errno.EOPNOTSUPP;
        Table.Add(fault);
        return Errno.Ok;
    }

    /// <summary>The file of a fault queue is closed; every group that nobody answered is answered.</summary>
    public static IEnumerable<KernelCall> CloseFault(FaultObject fault)
    {
        CloseFile(fault);
        return Answer(fault.Queue.Cancel(null));
    }

    /// <summary>
    /// A device asks for a page. With the last one its group goes to the fault queue of the domain that is attached; where there is none,
    /// it is answered at once. EINVAL: that.
    /// </summary>
    public IEnumerable<KernelCall> ReportFault(Reply reply, DeviceObject device, PageFault fault)
    {
        var partial = _partial.TryGetValue(device.Traits.Device, out var parked) ? parked : _partial[device.Traits.Device] = [];
        if (!fault.IsLast)
        {
            partial.Add(fault);
            return [];
        }

        var faults = partial.Where(one => one.Group == fault.Group).Append(fault).ToArray();
        partial.RemoveAll(one => one.Group == fault.Group);
        if (HandleOf(device, fault.Pasid) is { Hwpt.Fault: { } queue } handle)
        {
            queue.Queue.Deliver(new FaultGroup(device, handle, faults));
            return [];
        }

        reply.Result = Errno.EINVAL;
        return [new RespondCall(device.Traits.Device, fault, FaultAnswer.Invalid)];
    }

    /// <summary>A response is written to a fault queue. EINVAL: unknown code or cookie.</summary>
    public static IEnumerable<KernelCall> Respond(Reply reply, FaultObject fault, FaultCookie cookie, uint code)
    {
        reply.Result = fault.Queue.Respond(cookie, code, out var answered);
        return answered is null ? [] : [new RespondCall(answered.Device.Traits.Device, answered.Faults[^1], (FaultAnswer)code)];
    }

    /// <summary>
    /// VEVENTQ_ALLOC. EOPNOTSUPP: flags, type 0; EINVAL: depth; ENOENT: viommu; EEXIST: the viommu has one of this type.
    /// </summary>
    public Errno AllocVeventq(uint flags, IommufdId viommuId, uint type, uint depth, out VeventqObject? queue)
    {
        queue = null;
        if (flags != 0 || type == 0) return Errno.EOPNOTSUPP;
        if (depth is 0 or > MaxEvents) return Errno.EINVAL;
        if (Table.Find<ViommuObject>(viommuId) is not { } viommu) return Errno.ENOENT;
        if (viommu.Veventqs.ContainsKey(type)) return Errno.EEXIST;
        queue = new VeventqObject(viommu, type, (int)depth);
        viommu.AddUser();
        viommu.Veventqs.Add(type, queue);
        Table.Add(queue);
        return Errno.Ok;
    }

    /// <summary>The driver has an event of a device for its VM. ENOENT: the device has no virtual name; EOPNOTSUPP: no queue.</summary>
    public static Errno ReportEvent(DeviceObject device, uint type, ulong d1 = 0, ulong d2 = 0, ulong d3 = 0)
    {
        if (device.Vdevice is not { } vdevice) return Errno.ENOENT;
        if (!vdevice.Viommu.Veventqs.TryGetValue(type, out var queue)) return Errno.EOPNOTSUPP;
        queue.Queue.Report(vdevice.VirtualId, d1, d2, d3);
        return Errno.Ok;
    }

    /// <summary>The file of an event queue is closed.</summary>
    public static void CloseFile(VeventqObject queue)
    {
        if (!queue.IsOpen) return;
        queue.IsOpen = false;
        queue.DropUser();
    }

    private static void CloseFile(FaultObject fault)
    {
        if (!fault.IsOpen) return;
        fault.IsOpen = false;
        fault.DropUser();
    }

    private static IEnumerable<KernelCall> EndVeventq(VeventqObject queue)
    {
        queue.Viommu.Veventqs.Remove(queue.Type);
        queue.Viommu.DropUser();
        return [];
    }

    // find_fault_handler: of a PASID that nothing is attached to, a nested domain of the whole device, whose PASIDs are the guest's.
    private Attachment? HandleOf(DeviceObject device, SubstreamId? pasid)
    {
        var attachments = device.Group.Attachments;
        var whole = attachments.GetValueOrDefault(DeviceGroup.NoPasid);
        if (pasid is not { } with) return whole;
        if (attachments.TryGetValue(with, out var own)) return own;
        return _rules.HasGuestPasidTables && whole?.Hwpt is NestedHwpt ? whole : null;
    }

    private static IEnumerable<KernelCall> Answer(IReadOnlyList<FaultGroup> groups) =>
        groups.Select(group => new RespondCall(group.Device.Traits.Device, group.Faults[^1], FaultAnswer.Invalid));
}
