using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Virtual IOMMUs, their devices and hardware queues (viommu.c).</summary>
internal sealed partial class IommufdState
{
    private const ulong PageMask = IUserMemory.PageBytes - 1;

    /// <summary>
    /// VIOMMU_ALLOC. EOPNOTSUPP: flags, or a type that the device's SMMU does not have; ENOENT: device, HWPT; EINVAL: no nest parent, or
    /// one of another SMMU.
    /// </summary>
    public IEnumerable<KernelCall> AllocViommu(
        Reply reply, uint flags, UserDataType type, IommufdId deviceId, IommufdId hwptId, UserData data)
    {
        reply.Result = CheckViommu(flags, type, deviceId, hwptId, out var device, out var parent);
        if (reply.Result != Errno.Ok) yield break;
        reply.Result = _rules.InitViommu(device!.Traits, parent!, data, out var region);
        if (reply.Result != Errno.Ok) yield break;
        var viommu = new ViommuObject(device.Traits.Smmu, type, parent!) { Region = region };
        parent!.AddUser();
        Table.Reserve(viommu);
        var create = new CreateViommuCall(viommu);
        yield return create;
        reply.Result = create.Result;
        if (Completes(reply, viommu)) yield break;
        parent.DropUser();
    }

    private Errno CheckViommu(
        uint flags, UserDataType type, IommufdId deviceId, IommufdId hwptId, out DeviceObject? device, out PagingHwpt? parent)
    {
        (device, parent) = (Table.Find<DeviceObject>(deviceId), Table.Find<PagingHwpt>(hwptId));
        if (flags != 0 || type == UserDataType.None) return Errno.EOPNOTSUPP;
        if (device is null) return Errno.ENOENT;
        if (!_rules.HasViommu(device.Traits, type)) return Errno.EOPNOTSUPP;
        if (parent is null) return Errno.ENOENT;
        return parent.IsNestParent ? Errno.Ok : Errno.EINVAL;
    }

    private bool Completes(Reply reply, IommufdObject created)
    {
        if (reply.Result == Errno.Ok) Table.Publish(created);
        else Table.Abandon(created);
        reply.Id = reply.Result == Errno.Ok ? created.Id : default;
        return reply.Result == Errno.Ok;
    }

    /// <summary>
    /// mmap of the file. EINVAL: no whole pages, or private; EPERM: to execute; ENXIO: not exactly what an object offers. The object is in
    /// use until <see cref="Unmap"/>.
    /// </summary>
    public Errno Mmap(ulong offset, ulong sizeBytes, bool isShared, bool isExecutable, out IommufdObject? owner)
    {
        owner = null;
        if ((sizeBytes & PageMask) != 0 || !isShared) return Errno.EINVAL;
        if (isExecutable) return Errno.EPERM;
        owner = Table.Objects.OfType<ViommuObject>().FirstOrDefault(viommu => viommu.Region == (offset, sizeBytes));
        owner?.AddUser();
        return owner is null ? Errno.ENXIO : Errno.Ok;
    }

    /// <summary>munmap of what <see cref="Mmap"/> gave.</summary>
    public static void Unmap(IommufdObject owner) => owner.DropUser();

    /// <summary>
    /// VDEVICE_ALLOC. EOPNOTSUPP: flags; ENOENT: viommu, device, or the device is being unbound; EINVAL: not of one SMMU; EEXIST: the
    /// device has a virtual name, or the viommu has another device of this name. Then what the driver says.
    /// </summary>
    public IEnumerable<KernelCall> AllocVdevice(Reply reply, uint flags, IommufdId viommuId, IommufdId deviceId, ulong virtualId)
    {
        reply.Result = CheckVdevice(flags, viommuId, deviceId, virtualId, out var viommu, out var device);
        if (reply.Result != Errno.Ok) yield break;
        reply.Result = _rules.InitVdevice(viommu!, device!, virtualId);
        if (reply.Result != Errno.Ok) yield break;
        var vdevice = new VdeviceObject(viommu!, device!, virtualId);
        Table.Reserve(vdevice);
        var add = new AddVdeviceCall(vdevice);
        yield return add;
        reply.Result = add.Result;
        if (!Completes(reply, vdevice)) yield break;
        viommu!.AddUser();
        device!.Hold();
        device.Vdevice = vdevice;
        viommu.Vdevices.Add(virtualId, vdevice);
    }

    private Errno CheckVdevice(
        uint flags, IommufdId viommuId, IommufdId deviceId, ulong virtualId, out ViommuObject? viommu, out DeviceObject? device)
    {
        (viommu, device) = (Table.Find<ViommuObject>(viommuId), Table.Find<DeviceObject>(deviceId));
        if (flags != 0) return Errno.EOPNOTSUPP;
        if (viommu is null || device is null) return Errno.ENOENT;
        if (viommu.Smmu != device.Traits.Smmu) return Errno.EINVAL;
        if (device.IsUnbinding) return Errno.ENOENT;
        return device.Vdevice is not null || viommu.Vdevices.ContainsKey(virtualId) ? Errno.EEXIST : Errno.Ok;
    }

    /// <summary>
    /// HW_QUEUE_ALLOC: its memory is pinned as long as it lives. EOPNOTSUPP: flags, type; EINVAL: empty; EOVERFLOW; ENOENT: viommu; what
    /// pinning says (ENOENT: a hole, EFAULT: not contiguous); then what the driver says.
    /// </summary>
    public IEnumerable<KernelCall> AllocHwQueue(
        Reply reply, uint flags, IommufdId viommuId, uint type, uint index, ulong iova, ulong sizeBytes)
    {
        if (flags != 0 || type == 0) reply.Result = Errno.EOPNOTSUPP;
        else if (sizeBytes == 0) reply.Result = Errno.EINVAL;
        else if (iova + (sizeBytes - 1) < iova) reply.Result = Errno.EOVERFLOW;
        if (reply.Result != Errno.Ok) yield break;
        using var viommu = Hold<ViommuObject>(viommuId);
        reply.Result = viommu.Found is null ? Errno.ENOENT : _rules.HasHwQueues(viommu.Found, type) ? Errno.Ok : Errno.EOPNOTSUPP;
        if (reply.Result != Errno.Ok) yield break;

        var ioas = viommu.Found!.Parent.Ioas;
        var pinned = new IovaSpan(iova & ~PageMask, (iova + (sizeBytes - 1)) | PageMask);
        var access = new AccessObject(new AccessView(IUserMemory.PageBytes, IsNotified: false, Locks: true)) { Ioas = ioas };
        Table.Add(access);
        ioas.AddUser();
        var add = new AddAccessCall(ioas, access);
        yield return add;
        reply.Result = add.Result;
        if (reply.Result == Errno.Ok)
        {
            var pin = new PinQueueCall(ioas, access, pinned);
            yield return pin;
            reply.Result = pin.Result;
            HwQueueObject? dependsOn = null;
            if (reply.Result == Errno.Ok)
            {
                reply.Result = _rules.InitHwQueue(viommu.Found, index, iova, sizeBytes, out dependsOn);
                if (reply.Result != Errno.Ok) yield return new UnpinQueueCall(ioas, access, pinned);
            }

            if (reply.Result == Errno.Ok)
            {
                reply.Id = Add(new HwQueueObject(viommu.Found, index, access, pinned) { DependsOn = dependsOn });
                yield break;
            }

            yield return new RemoveAccessCall(ioas, access);
        }

        Forget(access);
    }

    private IommufdId Add(HwQueueObject queue)
    {
        queue.Viommu.AddUser();
        queue.DependsOn?.AddUser();
        queue.Viommu.HwQueues.Add(queue.Index, queue);
        return Table.Add(queue);
    }

    private static IEnumerable<KernelCall> EndViommu(ViommuObject viommu)
    {
        yield return new FreeViommuCall(viommu);
        viommu.Parent.DropUser();
    }

    private static IEnumerable<KernelCall> EndVdevice(VdeviceObject vdevice)
    {
        yield return new RemoveVdeviceCall(vdevice);
        vdevice.Viommu.Vdevices.Remove(vdevice.VirtualId);
        vdevice.Device.Vdevice = null;
        vdevice.Device.Release();
        vdevice.Viommu.DropUser();
    }

    private IEnumerable<KernelCall> EndHwQueue(HwQueueObject queue)
    {
        queue.Viommu.HwQueues.Remove(queue.Index);
        queue.DependsOn?.DropUser();
        var ioas = queue.Access.Ioas!;
        yield return new UnpinQueueCall(ioas, queue.Access, queue.Pinned);
        yield return new RemoveAccessCall(ioas, queue.Access);
        Forget(queue.Access);
        queue.Viommu.DropUser();
    }

    private void Forget(AccessObject access)
    {
        access.Ioas!.DropUser();
        access.DropUser();
        Table.Remove(access.Id, out _);
    }
}
