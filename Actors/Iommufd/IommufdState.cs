using System.Collections.Immutable;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// One context of iommufd (Linux: struct iommufd_ctx, drivers/iommu/iommufd): its objects, who relies on whom, and every ioctl on them. An
/// ioctl is a sequence of calls to others; <see cref="Reply"/> is complete when they are over. One ioctl that has calls runs at a time, as
/// under the mutexes of groups and IOASes; what an IOAS does on its own (map, unmap, copy, pins) goes on beside it.
/// Not modelled: the ioctl envelope (sizes and trailing bytes of arguments), dirty tracking, VFIO compatibility, accounting,
/// the limit of 60 s for a destruction by the kernel: nothing here keeps an object for longer than an ioctl.
/// </summary>
internal sealed partial class IommufdState
{
    private readonly IIommuRules _rules;
    private readonly SortedDictionary<GroupId, DeviceGroup> _groups = [];

    /// <param name="rules">The hardware's driver.</param>
    /// <param name="devices">Devices of the machine.</param>
    public IommufdState(IIommuRules rules, ImmutableArray<DeviceTraits> devices)
    {
        _rules = rules;
        foreach (var group in devices.GroupBy(device => device.Group))
            _groups.Add(group.Key, new DeviceGroup(group.Key, [.. group]));
    }

    /// <summary>Every object by its name.</summary>
    public ObjectTable Table { get; } = new();

    /// <summary>A group of the machine.</summary>
    public DeviceGroup GroupOf(GroupId group) => _groups[group];

    /// <summary>IOAS_ALLOC. EOPNOTSUPP: flags.</summary>
    public Errno AllocIoas(uint flags, out IoasObject? ioas)
    {
        ioas = flags == 0 ? new IoasObject() : null;
        if (ioas is null) return Errno.EOPNOTSUPP;
        Table.Add(ioas);
        return Errno.Ok;
    }

    /// <summary>
    /// DESTROY. ENOENT: there is no such object, or it is not complete; EBUSY: something relies on it, if only an ioctl that is under way.
    /// </summary>
    public IEnumerable<KernelCall> Destroy(Reply reply, IommufdId id)
    {
        reply.Result = Table.Remove(id, out var removed);
        return removed is null ? [] : End(removed);
    }

    /// <summary>
    /// The file is closed: drivers let go of their devices and accesses, then everything that nobody relies on goes, again and again, until
    /// nothing is left (iommufd_fops_release). Tombstones go with the file.
    /// </summary>
    public IEnumerable<KernelCall> Close(Reply reply)
    {
        foreach (var access in Table.Objects.OfType<AccessObject>().Where(access => access.View.Locks is false).ToArray())
            foreach (var call in DestroyAccess(access)) yield return call;
        foreach (var device in Table.Objects.OfType<DeviceObject>().ToArray())
            foreach (var call in Unbind(device)) yield return call;
        foreach (var fault in Table.Objects.OfType<FaultObject>().ToArray()) CloseFile(fault);
        foreach (var queue in Table.Objects.OfType<VeventqObject>().ToArray()) CloseFile(queue);
        for (var progress = true; progress;)
        {
            progress = false;
            foreach (var swept in Table.Objects.Where(swept => swept.Users == 1).ToArray())
            {
                if (Table.Remove(swept.Id, out _) != Errno.Ok) continue;
                progress = true;
                foreach (var call in End(swept)) yield return call;
            }
        }

        if (!Table.IsEmpty) throw new System.Diagnostics.UnreachableException("objects rely on each other in a circle");
        reply.Result = Errno.Ok;
    }

    // The destroy operation of each kind (iommufd_object_ops).
    private IEnumerable<KernelCall> End(IommufdObject removed) => removed switch
    {
        PagingHwpt paging => EndPaging(paging),
        NestedHwpt nested => EndNested(nested),
        IoasObject ioas => [new FreeIoasCall(ioas)],
        FaultObject fault => Answer(fault.Queue.Cancel(null)),
        ViommuObject viommu => EndViommu(viommu),
        VdeviceObject vdevice => EndVdevice(vdevice),
        HwQueueObject queue => EndHwQueue(queue),
        VeventqObject events => EndVeventq(events),
        AccessObject or DeviceObject => [],
        _ => throw new System.Diagnostics.UnreachableException($"{removed.GetType().Name} is no object"),
    };

    // A name that an ioctl holds while it runs: the object is in use meanwhile.
    private Held<T> Hold<T>(IommufdId id)
        where T : IommufdObject
    {
        var found = Table.Find<T>(id);
        found?.Hold();
        return new Held<T>(found);
    }

    private readonly struct Held<T>(T? found) : IDisposable
        where T : IommufdObject
    {
        public T? Found { get; } = found;

        public void Dispose() => Found?.Release();
    }
}
