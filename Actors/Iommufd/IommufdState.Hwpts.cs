using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What HWPT_ALLOC is given.</summary>
/// <param name="Device">The device that it is for.</param>
/// <param name="Parent">An IOAS, a nest parent or a viommu.</param>
internal readonly record struct HwptRequest(IommufdId Device, IommufdId Parent)
{
    public HwptFlags Flags { get; init; }

    public UserData Data { get; init; }

    public IommufdId Fault { get; init; }
}

/// <summary>Domains (hw_pagetable.c).</summary>
internal sealed partial class IommufdState
{
    private const HwptFlags NestedFlags = HwptFlags.FaultIdValid | HwptFlags.Pasid;

    /// <summary>
    /// HWPT_ALLOC. A domain of an IOAS has all mappings of it before it is there; a nested one has a parent or a viommu. In this order:
    /// EINVAL: data and its type do not go together; ENOENT: device; EINVAL: no parent, or none that can be one; then what the kind and the
    /// hardware's driver say (EOPNOTSUPP mostly); ENOENT: fault queue.
    /// </summary>
    public IEnumerable<KernelCall> AllocHwpt(Reply reply, HwptRequest request)
    {
        var hasType = request.Data.Type != UserDataType.None;
        if (hasType != (request.Data.SizeBytes != 0))
        {
            reply.Result = Errno.EINVAL;
            yield break;
        }

        using var device = Hold<DeviceObject>(request.Device);
        using var parent = Hold<IommufdObject>(request.Parent);
        if (device.Found is null)
        {
            reply.Result = Errno.ENOENT;
            yield break;
        }

        var calls = parent.Found switch
        {
            IoasObject ioas => AllocPaging(reply, device.Found, ioas, request),
            PagingHwpt nestParent => AllocNested(reply, device.Found, nestParent, null, request),
            ViommuObject viommu => AllocNested(reply, device.Found, viommu.Parent, viommu, request),
            _ => null,
        };
        if (calls is null) reply.Result = Errno.EINVAL;
        foreach (var call in calls ?? []) yield return call;
    }

    private IEnumerable<KernelCall> AllocPaging(Reply reply, DeviceObject device, IoasObject ioas, HwptRequest request)
    {
        reply.Result = CheckPaging(device, request, out var shape);
        if (reply.Result != Errno.Ok) yield break;
        var hwpt = NewPaging(device, ioas, shape, request.Flags, isAuto: false);
        foreach (var call in Create(reply, hwpt)) yield return call;
        if (reply.Result != Errno.Ok) yield break;
        foreach (var call in Populate(reply, hwpt)) yield return call;
        if (reply.Result != Errno.Ok) yield break;
        foreach (var call in Complete(reply, hwpt, request)) yield return call;
    }

    private Errno CheckPaging(DeviceObject device, HwptRequest request, out DomainShape shape)
    {
        const HwptFlags Known = HwptFlags.NestParent | HwptFlags.DirtyTracking | NestedFlags;
        shape = default;
        var flags = request.Flags;
        if ((flags & ~Known) != 0) return Errno.EOPNOTSUPP;
        if (flags.HasFlag(HwptFlags.DirtyTracking) && !device.Traits.TracksDirty) return Errno.EOPNOTSUPP;
        if (flags.HasFlag(HwptFlags.FaultIdValid) && flags.HasFlag(HwptFlags.NestParent)) return Errno.EOPNOTSUPP;
        return _rules.AllocPaging(device.Traits, flags & ~HwptFlags.FaultIdValid, request.Data, out shape);
    }

    private PagingHwpt NewPaging(DeviceObject device, IoasObject ioas, DomainShape shape, HwptFlags flags, bool isAuto)
    {
        var hwpt = new PagingHwpt(device.Traits.Smmu, ioas, shape)
        {
            TakesPasids = flags.HasFlag(HwptFlags.Pasid),
            IsNestParent = flags.HasFlag(HwptFlags.NestParent),
            TracksDirty = flags.HasFlag(HwptFlags.DirtyTracking),
            IsAuto = isAuto,
        };
        ioas.AddUser();
        Table.Reserve(hwpt);
        return hwpt;
    }

    private IEnumerable<KernelCall> Create(Reply reply, PagingHwpt hwpt)
    {
        var create = new CreateDomainCall(hwpt);
        yield return create;
        reply.Result = create.Result;
        if (reply.Result != Errno.Ok) Abandon(hwpt);
    }

    // The domain gets the mappings, or goes.
    private IEnumerable<KernelCall> Populate(Reply reply, PagingHwpt hwpt)
    {
        var add = new AddDomainCall(hwpt.Ioas, new DomainView(hwpt.Id, hwpt.Shape.Aperture, hwpt.Shape.PageBytes));
        yield return add;
        reply.Result = add.Result;
        if (reply.Result == Errno.Ok)
        {
            hwpt.Ioas.Hwpts.Add(hwpt);
            yield break;
        }

        yield return new FreeDomainCall(hwpt);
        Abandon(hwpt);
    }

    private void Abandon(PagingHwpt hwpt)
    {
        hwpt.Ioas.DropUser();
        Table.Abandon(hwpt);
    }

    private IEnumerable<KernelCall> AllocNested(
        Reply reply, DeviceObject device, PagingHwpt parent, ViommuObject? viommu, HwptRequest request)
    {
        reply.Result = CheckNested(device, parent, viommu, request, out var config);
        if (reply.Result != Errno.Ok) yield break;
        var hwpt = new NestedHwpt(parent.Smmu, parent, viommu, config) { TakesPasids = request.Flags.HasFlag(HwptFlags.Pasid) };
        IommufdObject relies = viommu is null ? parent : viommu;
        relies.AddUser();
        Table.Reserve(hwpt);
        var create = new CreateDomainCall(hwpt);
        yield return create;
        reply.Result = create.Result;
        if (reply.Result == Errno.Ok)
        {
            foreach (var call in Complete(reply, hwpt, request)) yield return call;
            yield break;
        }

        relies.DropUser();
        Table.Abandon(hwpt);
    }

    private Errno CheckNested(
        DeviceObject device, PagingHwpt parent, ViommuObject? viommu, HwptRequest request, out NestedConfig config)
    {
        config = default;
        if (viommu is not null && viommu.Smmu != device.Traits.Smmu) return Errno.EINVAL;
        if ((request.Flags & ~NestedFlags) != 0 || request.Data.SizeBytes == 0) return Errno.EOPNOTSUPP;
        if (parent.IsAuto || !parent.IsNestParent) return Errno.EINVAL;
        var flags = request.Flags & ~HwptFlags.FaultIdValid;
        return viommu is null
            ? _rules.AllocNested(parent, flags, request.Data, out config)
            : _rules.AllocNested(viommu, flags, request.Data, out config);
    }

    // The fault queue is looked up last, when there is something to roll back.
    private IEnumerable<KernelCall> Complete(Reply reply, Hwpt hwpt, HwptRequest request)
    {
        if (request.Flags.HasFlag(HwptFlags.FaultIdValid))
        {
            hwpt.Fault = Table.Find<FaultObject>(request.Fault);
            hwpt.Fault?.AddUser();
            if (hwpt.Fault is null) reply.Result = Errno.ENOENT;
        }

        if (reply.Result == Errno.Ok)
        {
            Table.Publish(hwpt);
            reply.Id = hwpt.Id;
            return [];
        }

        Table.Abandon(hwpt);
        return End(hwpt);
    }

    private static IEnumerable<KernelCall> EndPaging(PagingHwpt hwpt)
    {
        hwpt.Ioas.Hwpts.Remove(hwpt);
        yield return new RemoveDomainCall(hwpt.Ioas, hwpt.Id);
        yield return new FreeDomainCall(hwpt);
        hwpt.Ioas.DropUser();
        hwpt.Fault?.DropUser();
    }

    private static IEnumerable<KernelCall> EndNested(NestedHwpt hwpt)
    {
        yield return new FreeDomainCall(hwpt);
        if (hwpt.Viommu is { } viommu) viommu.DropUser();
        else hwpt.Parent.DropUser();
        hwpt.Fault?.DropUser();
    }
}
