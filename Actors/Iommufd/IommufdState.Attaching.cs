using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// Which domain a device, or one of its PASIDs, uses (device.c). All of it is of the group: the first device attaches all of them, the last
/// one detaches all.
/// </summary>
internal sealed partial class IommufdState
{
    /// <summary>
    /// Attaches a device, with a PASID or without (<see cref="DeviceGroup.NoPasid"/>), to a domain or to an IOAS, which then gives one that fits or a new one.
    /// ENOENT: no such thing; EINVAL: nothing to attach to, or the group has another domain; EBUSY: attached already; EADDRINUSE: something
    /// is mapped where the device has a reserved region; EINVAL: PASIDs and the domain do not go together; then what the driver says.
    /// </summary>
    public IEnumerable<KernelCall> Attach(Reply reply, IommufdId device, SubstreamId pasid, IommufdId to) =>
        Change(reply, device, to, (changed, hwpt) => AttachTo(reply, changed, pasid, hwpt), isReplace: false);

    /// <summary>
    /// Puts a domain in the place of the one that is attached. EINVAL: none is. On an error the old one stays. Faults of the old one that
    /// nobody answered are answered.
    /// </summary>
    public IEnumerable<KernelCall> Replace(Reply reply, IommufdId device, SubstreamId pasid, IommufdId to) =>
        Change(reply, device, to, (changed, hwpt) => ReplaceBy(reply, changed, pasid, hwpt), isReplace: true);

    /// <summary>Detaches by name. What was never attached is no error. ENOENT: there is no such device.</summary>
    public IEnumerable<KernelCall> Detach(Reply reply, IommufdId id, SubstreamId pasid)
    {
        var device = Table.Find<DeviceObject>(id);
        reply.Result = device is null ? Errno.ENOENT : Errno.Ok;
        return device is null ? [] : Detach(device, pasid);
    }

    private IEnumerable<KernelCall> Change(
        Reply reply, IommufdId id, IommufdId to, Func<DeviceObject, Hwpt, IEnumerable<KernelCall>> change, bool isReplace)
    {
        using var device = Hold<DeviceObject>(id);
        using var target = Hold<IommufdObject>(to);
        if (device.Found is null || target.Found is null)
        {
            reply.Result = Errno.ENOENT;
            yield break;
        }

        var calls = target.Found switch
        {
            Hwpt hwpt => change(device.Found, hwpt),
            IoasObject ioas => ChangeToAuto(reply, device.Found, ioas, change, isReplace),
            _ => null,
        };
        if (calls is null) reply.Result = Errno.EINVAL;
        foreach (var call in calls ?? []) yield return call;
        if (reply.Result == Errno.Ok && target.Found is Hwpt direct) reply.Id = direct.Id;
    }

    // iommufd_device_auto_get_domain: EINVAL says that a domain does not fit this device, and another one may.
    private IEnumerable<KernelCall> ChangeToAuto(
        Reply reply, DeviceObject device, IoasObject ioas, Func<DeviceObject, Hwpt, IEnumerable<KernelCall>> change, bool isReplace)
    {
        foreach (var known in ioas.Hwpts.Where(hwpt => hwpt.IsAuto).ToArray())
        {
            known.Hold();
            reply.Result = Errno.Ok;
            foreach (var call in change(device, known)) yield return call;
            known.Release();
            if (reply.Result == Errno.Ok) reply.Id = known.Id;
            if (reply.Result != Errno.EINVAL) yield break;
        }

        reply.Result = _rules.AllocPaging(device.Traits, HwptFlags.None, UserData.None, out var shape);
        if (reply.Result != Errno.Ok) yield break;
        var hwpt = NewPaging(device, ioas, shape, HwptFlags.None, isAuto: true);
        foreach (var call in Create(reply, hwpt)) yield return call;
        if (reply.Result != Errno.Ok) yield break;

        // A replaced domain is complete before the device sees it; an attached one gets its mappings after (immediate_attach).
        var steps = isReplace
            ? Populate(reply, hwpt).Concat(IfOk(reply, hwpt, () => change(device, hwpt)))
            : change(device, hwpt).Concat(FillOrUndo(reply, device, hwpt));
        foreach (var call in steps) yield return call;
        if (reply.Result == Errno.Ok) reply.Id = hwpt.Id;
    }

    private IEnumerable<KernelCall> IfOk(Reply reply, PagingHwpt hwpt, Func<IEnumerable<KernelCall>> change)
    {
        if (reply.Result != Errno.Ok) yield break;
        foreach (var call in change()) yield return call;
        if (reply.Result == Errno.Ok) Table.Publish(hwpt);
        else
        {
            Table.Abandon(hwpt);
            foreach (var call in EndPaging(hwpt)) yield return call;
        }
    }

    private IEnumerable<KernelCall> FillOrUndo(Reply reply, DeviceObject device, PagingHwpt hwpt)
    {
        if (reply.Result != Errno.Ok)
        {
            yield return new FreeDomainCall(hwpt);
            Abandon(hwpt);
            yield break;
        }

        var add = new AddDomainCall(hwpt.Ioas, new DomainView(hwpt.Id, hwpt.Shape.Aperture, hwpt.Shape.PageBytes));
        yield return add;
        reply.Result = add.Result;
        if (reply.Result == Errno.Ok)
        {
            hwpt.Ioas.Hwpts.Add(hwpt);
            Table.Publish(hwpt);
            yield break;
        }

        foreach (var call in Leave(device, DeviceGroup.NoPasid, hwpt)) yield return call;
        device.DropUser();
        hwpt.DropUser();
        yield return new FreeDomainCall(hwpt);
        Abandon(hwpt);
    }

    // iommufd_hw_pagetable_attach.
    private IEnumerable<KernelCall> AttachTo(Reply reply, DeviceObject device, SubstreamId pasid, Hwpt hwpt)
    {
        var group = device.Group;
        var attached = group.Attachments.GetValueOrDefault(pasid);
        reply.Result = attached is null ? Errno.Ok
            : attached.Devices.Contains(device) ? Errno.EBUSY
            : attached.Hwpt != hwpt ? Errno.EINVAL : Errno.Ok;
        var reserves = hwpt is PagingHwpt && pasid == DeviceGroup.NoPasid && reply.Result == Errno.Ok;
        if (reserves)
        {
            var reserve = new ReserveCall(((PagingHwpt)hwpt).Ioas, device);
            yield return reserve;
            reply.Result = reserve.Result;
            if (reply.Result != Errno.Ok) yield break;
        }

        if (reply.Result == Errno.Ok && attached is null)
        {
            reply.Result = CheckDomain(device, pasid, hwpt);
            if (reply.Result == Errno.Ok)
                foreach (var call in MoveGroup(reply, group, pasid, null, hwpt)) yield return call;
            if (reply.Result == Errno.Ok) group.Attachments.Add(pasid, attached = new Attachment(hwpt));
        }

        if (reply.Result != Errno.Ok)
        {
            if (reserves) yield return new UnreserveCall(((PagingHwpt)hwpt).Ioas, device);
            yield break;
        }

        attached!.Devices.Add(device);
        hwpt.AddUser();
        device.AddUser();
    }

    // iommufd_device_do_replace.
    private IEnumerable<KernelCall> ReplaceBy(Reply reply, DeviceObject device, SubstreamId pasid, Hwpt hwpt)
    {
        var group = device.Group;
        if (!group.Attachments.TryGetValue(pasid, out var old) || !old.Devices.Contains(device))
        {
            reply.Result = Errno.EINVAL;
            yield break;
        }

        if (old.Hwpt == hwpt) yield break;
        var (oldIoas, newIoas) = pasid == DeviceGroup.NoPasid ? (IoasOf(old.Hwpt), IoasOf(hwpt)) : (null, null);
        var reserved = new List<DeviceObject>();
        foreach (var member in newIoas is not null && newIoas != oldIoas ? old.Devices : [])
        {
            var reserve = new ReserveCall(newIoas!, member);
            yield return reserve;
            reply.Result = reserve.Result;
            if (reply.Result != Errno.Ok) break;
            reserved.Add(member);
        }

        if (reply.Result == Errno.Ok) reply.Result = CheckDomain(device, pasid, hwpt);
        if (reply.Result == Errno.Ok)
            foreach (var call in MoveGroup(reply, group, pasid, old.Hwpt, hwpt)) yield return call;
        if (reply.Result != Errno.Ok)
        {
            foreach (var member in reserved) yield return new UnreserveCall(newIoas!, member);
            yield break;
        }

        group.Attachments[pasid] = new Attachment(hwpt) { Devices = old.Devices };
        foreach (var _ in old.Devices) hwpt.AddUser();
        foreach (var call in Cancelled(old)) yield return call;
        foreach (var member in oldIoas is not null && oldIoas != newIoas ? old.Devices : []) yield return new UnreserveCall(oldIoas!, member);
        foreach (var _ in old.Devices)
            foreach (var call in Put(old.Hwpt)) yield return call;
    }

    // iommufd_hw_pagetable_detach.
    private IEnumerable<KernelCall> Detach(DeviceObject device, SubstreamId pasid)
    {
        if (!device.Group.Attachments.TryGetValue(pasid, out var attached) || !attached.Devices.Contains(device)) yield break;
        foreach (var call in Leave(device, pasid, attached.Hwpt)) yield return call;
        device.DropUser();
        foreach (var call in Put(attached.Hwpt)) yield return call;
    }

    private IEnumerable<KernelCall> Leave(DeviceObject device, SubstreamId pasid, Hwpt hwpt)
    {
        var attached = device.Group.Attachments[pasid];
        attached.Devices.Remove(device);
        if (attached.Devices.Count == 0)
        {
            device.Group.Attachments.Remove(pasid);
            foreach (var member in device.Group.Members) yield return new DetachCall(member, pasid);
            foreach (var call in Cancelled(attached)) yield return call;
        }

        if (pasid == DeviceGroup.NoPasid && IoasOf(hwpt) is { } ioas) yield return new UnreserveCall(ioas, device);
    }

    // iommufd_hw_pagetable_put: an automatic domain goes with its last device.
    private IEnumerable<KernelCall> Put(Hwpt hwpt)
    {
        hwpt.DropUser();
        if (hwpt is not PagingHwpt { IsAuto: true } || Table.Remove(hwpt.Id, out _) != Errno.Ok) yield break;
        foreach (var call in End(hwpt)) yield return call;
    }

    private static IoasObject? IoasOf(Hwpt hwpt) => (hwpt as PagingHwpt)?.Ioas;

    // iommufd_hwpt_pasid_compat, iommufd_fault_iopf_enable, then the group layer of the core, then the driver.
    private Errno CheckDomain(DeviceObject device, SubstreamId pasid, Hwpt hwpt)
    {
        var group = device.Group;
        if (pasid == DeviceGroup.NoPasid)
        {
            if (!hwpt.TakesPasids && group.HasPasids) return Errno.EINVAL;
        }
        else
        {
            if (!hwpt.TakesPasids) return Errno.EINVAL;
            if (group.Attachments.TryGetValue(DeviceGroup.NoPasid, out var whole) && !whole.Hwpt.TakesPasids) return Errno.EINVAL;
        }

        if (hwpt.Fault is not null && device.Traits.IsVirtualFunctionWithPri) return Errno.EINVAL;
        if (pasid.Value >= device.Traits.MaxPasids && pasid != DeviceGroup.NoPasid) return Errno.EINVAL;
        if (group.Resets != 0) return Errno.EBUSY;
        foreach (var member in group.Members)
        {
            if (_rules.CheckAttach(member, VdeviceOf(member.Device), hwpt) is var refused and not Errno.Ok) return refused;
        }

        return Errno.Ok;
    }

    private VdeviceObject? VdeviceOf(DeviceId device) =>
        Table.Objects.OfType<DeviceObject>().FirstOrDefault(bound => bound.Traits.Device == device)?.Vdevice;

    // __iommu_group_set_domain_internal: of a failure at one device, those before it are put back, and it is not, for it has not changed.
    private static IEnumerable<KernelCall> MoveGroup(Reply reply, DeviceGroup group, SubstreamId pasid, Hwpt? from, Hwpt to)
    {
        for (var index = 0; index < group.Members.Length; index++)
        {
            var attach = new AttachCall(group.Members[index], pasid, to);
            yield return attach;
            if (attach.Result == Errno.Ok) continue;
            reply.Result = attach.Result;
            for (var moved = 0; moved < index; moved++)
            {
                yield return from is null
                    ? new DetachCall(group.Members[moved], pasid)
                    : new AttachCall(group.Members[moved], pasid, from);
            }

            yield break;
        }
    }

    private static IEnumerable<KernelCall> Cancelled(Attachment gone) =>
        gone.Hwpt.Fault is { } fault ? Answer(fault.Queue.Cancel(gone)) : [];
}
