using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Devices come and go (device.c: iommufd_device_bind, iommufd_device_unbind).</summary>
internal sealed partial class IommufdState
{
    /// <summary>
    /// A driver binds its device. EINVAL: not coherent; EPERM: its MSIs are not isolated, or somebody else owns the group. The group's
    /// devices are blocked from the first one on.
    /// </summary>
    public Errno Bind(DeviceTraits device, out DeviceObject? bound)
    {
        bound = null;
        if (!device.IsCoherent) return Errno.EINVAL;
        if (!_groups.TryGetValue(device.Group, out var group)) return Errno.ENODEV;
        if (!device.HasIsolatedMsi || group.IsOwnedElsewhere) return Errno.EPERM;
        group.Bound++;
        bound = new DeviceObject(device, group);
        Table.Add(bound);
        return Errno.Ok;
    }

    /// <summary>
    /// The driver lets go of the device, from which it detaches everything first. A vDEVICE goes with it, and leaves a tombstone: what a VM
    /// called this device names nothing any more.
    /// </summary>
    public IEnumerable<KernelCall> Unbind(DeviceObject device)
    {
        foreach (var pasid in device.Group.Attachments.Where(one => one.Value.Devices.Contains(device)).Select(one => one.Key).ToArray())
            foreach (var call in Detach(device, pasid)) yield return call;
        device.IsUnbinding = true;
        if (device.Vdevice is { } vdevice && Table.Remove(vdevice.Id, out _) == Errno.Ok)
        {
            Table.Bury(vdevice.Id);
            foreach (var call in End(vdevice)) yield return call;
        }

        device.DropUser();
        if (Table.Remove(device.Id, out _) != Errno.Ok)
            throw new System.Diagnostics.UnreachableException($"{device.Id} is unbound while something relies on it");
        device.Group.Bound--;
    }

    /// <summary>Unbinds by name. ENOENT: there is no such device.</summary>
    public IEnumerable<KernelCall> Unbind(Reply reply, IommufdId id)
    {
        var device = Table.Find<DeviceObject>(id);
        reply.Result = device is null ? Errno.ENOENT : Errno.Ok;
        return device is null ? [] : Unbind(device);
    }
}
