using ActorIommu.Actors.Iommufd;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// A context of iommufd with address spaces, and a driver below it that does what it is told at once: tables are dictionaries, and what is
/// attached is written down. One ioctl after the other.
/// </summary>
internal sealed class Kernel
{
    private const ulong Step = 0x800;
    private readonly Dictionary<IommufdId, SortedDictionary<ulong, (Pa Output, bool IsWritable)>> _tables = [];
    private readonly Dictionary<IommufdId, IoasState> _spaces = [];
    private readonly HashSet<IommufdId> _viommus = [];
    private readonly HashSet<(IommufdId Viommu, ulong VirtualId)> _names = [];

    public Kernel(IIommuRules rules, params DeviceTraits[] devices)
        : this(Experiment.None, rules, devices)
    {
    }

    public Kernel(Experiment experiment, IIommuRules rules, params DeviceTraits[] devices) =>
        State = new IommufdState(rules, [.. devices], experiment);

    public IommufdState State { get; }

    public UserMemory Memory { get; } = new();

    /// <summary>What each device uses, with a PASID and without.</summary>
    public Dictionary<(DeviceId Device, SubstreamId Pasid), Hwpt> Installed { get; } = [];


    /// <summary>What devices were told about their page faults.</summary>
    public List<(DeviceId Device, PageFault Last, FaultAnswer Answer)> Responses { get; } = [];

    /// <summary>Commands that went to the SMMU, a call each.</summary>
    public List<Command[]> Forwarded { get; } = [];

    /// <summary>What emulated devices do when their pins have to go.</summary>
    public Dictionary<IommufdId, Action<IovaSpan>> UnmapCallbacks { get; } = [];

    /// <summary>What the driver says to a call; Ok if nothing is set.</summary>
    public Func<KernelCall, Errno> Driver { get; set; } = _ => Errno.Ok;

    /// <summary>What was called, in order.</summary>
    public List<KernelCall> Calls { get; } = [];

    /// <summary>Runs an ioctl to its end.</summary>
    public Reply Run(Func<Reply, IEnumerable<KernelCall>> ioctl)
    {
        var reply = new Reply();
        Run(ioctl(reply));
        return reply;
    }

    public void Run(IEnumerable<KernelCall> calls)
    {
        foreach (var call in calls)
        {
            Calls.Add(call);
            call.Result = Driver(call);
            if (call.Result == Errno.Ok) Do(call);
        }
    }

    public IommufdId Ioas()
    {
        Assert.Equal(Errno.Ok, State.AllocIoas(0, out var ioas));
        return ioas!.Id;
    }

    public IoasState SpaceOf(IommufdId ioas) => _spaces.TryGetValue(ioas, out var space) ? space : _spaces[ioas] = new IoasState();

    public DeviceObject Bind(DeviceTraits traits)
    {
        Assert.Equal(Errno.Ok, State.Bind(traits, out var device));
        return device!;
    }

    public Errno Attach(DeviceObject device, IommufdId to, uint pasid = 0) =>
        Run(reply => State.Attach(reply, device.Id, new SubstreamId(pasid), to)).Result;

    public Errno Replace(DeviceObject device, IommufdId to, uint pasid = 0) =>
        Run(reply => State.Replace(reply, device.Id, new SubstreamId(pasid), to)).Result;

    public Errno Detach(DeviceObject device, uint pasid = 0) =>
        Run(reply => State.Detach(reply, device.Id, new SubstreamId(pasid))).Result;

    public Errno Destroy(IommufdId id) => Run(reply => State.Destroy(reply, id)).Result;

    public Reply Alloc(HwptRequest request) => Run(reply => State.AllocHwpt(reply, request));

    public Errno AllocViommu(
        uint flags, UserDataType type, IommufdId device, IommufdId parent, UserData data, out ViommuObject? viommu)
    {
        var reply = Run(reply => State.AllocViommu(reply, flags, type, device, parent, data));
        viommu = State.Table.Find<ViommuObject>(reply.Id);
        return reply.Result;
    }

    public Errno AllocVdevice(uint flags, IommufdId viommu, IommufdId device, ulong virtualId, out VdeviceObject? vdevice)
    {
        var reply = Run(reply => State.AllocVdevice(reply, flags, viommu, device, virtualId));
        vdevice = State.Table.Find<VdeviceObject>(reply.Id);
        return reply.Result;
    }

    /// <summary>The domain that an attach gave, or the driver has.</summary>
    public Hwpt? DomainOf(DeviceObject device, uint pasid = 0) =>
        Installed.GetValueOrDefault((device.Traits.Device, new SubstreamId(pasid)));

    public Reply Map(IommufdId ioas, ulong address, ulong size, ulong? iova = null, bool isWritable = true)
    {
        var pages = new PagesPart(new MappedPages(Memory, address, isWritable), 0, size);
        return Run(reply => SpaceOf(ioas).Map(reply, [pages], iova, isWritable));
    }

    public Reply Copy(IommufdId from, ulong iova, ulong size, IommufdId to, ulong? destination = null)
    {
        var parts = SpaceOf(from).PartsOf(new IovaSpan(iova, iova + (size - 1)));
        if (parts is null) return new Reply { Result = Errno.ENOENT };
        return Run(reply => SpaceOf(to).Map(reply, parts, destination, isWritable: true));
    }

    public Reply Unmap(IommufdId ioas, ulong iova, ulong size) =>
        Run(reply => SpaceOf(ioas).Unmap(reply, new IovaSpan(iova, iova + (size - 1))));

    public Reply UnmapAll(IommufdId ioas) => Run(SpaceOf(ioas).UnmapAll);

    public Errno Pin(AccessObject access, ulong iova, ulong size, bool isWritten = false)
    {
        var can = IommufdState.CanPin(access);
        return can == Errno.Ok ? SpaceOf(access.Ioas!.Id).Pin(access.Id, iova, size, isWritten) : can;
    }

    public Errno Unpin(AccessObject access, ulong iova, ulong size) => SpaceOf(access.UnpinIoas!.Id).Unpin(access.Id, iova, size);

    /// <summary>Where a domain sends an address; null if it does not.</summary>
    public Pa? Translate(Hwpt hwpt, ulong iova) =>
        _tables[hwpt.Id].TryGetValue(iova & ~(Step - 1), out var entry) ? new Pa(entry.Output.Value + (iova & (Step - 1))) : null;

    /// <summary>How much a domain translates.</summary>
    public ulong MappedBytes(Hwpt hwpt) => (ulong)_tables[hwpt.Id].Count * Step;

    /// <summary>The file is closed: nothing is left of it, and no page is pinned (the first of the hidden assertions).</summary>
    public void Close()
    {
        Assert.Equal(Errno.Ok, Run(State.Close).Result);
        Assert.Empty(State.Table.Objects);
        Assert.Empty(_tables);
        Assert.Empty(Installed);
        Assert.Empty(_names);
        Assert.Empty(_viommus);
        Assert.Equal(0, Memory.Pinned);
    }

    private void Do(KernelCall call)
    {
        switch (call)
        {
            case CreateDomainCall create:
                _tables.Add(create.Hwpt.Id, []);
                break;
            case FreeDomainCall free:
                Assert.DoesNotContain(free.Hwpt, Installed.Values);
                Assert.Empty(_tables[free.Hwpt.Id]);
                _tables.Remove(free.Hwpt.Id);
                break;
            case AttachCall attach:
                Installed[(attach.Device.Device, attach.Pasid)] = attach.Hwpt;
                break;
            case DetachCall detach:
                Assert.True(Installed.Remove((detach.Device.Device, detach.Pasid)));
                break;
            case RespondCall respond:
                Responses.Add((respond.Device, respond.Last, respond.Answer));
                break;
            case ForwardCall forward:
                Forwarded.Add([.. forward.Commands]);
                break;
            case CreateViommuCall { Viommu: var viommu }:
                Assert.True(_viommus.Add(viommu.Id));
                break;
            case FreeViommuCall { Viommu: var viommu }:
                Assert.True(_viommus.Remove(viommu.Id));
                break;
            case AddVdeviceCall { Vdevice: var vdevice }:
                Assert.True(_names.Add((vdevice.Viommu.Id, vdevice.VirtualId)));
                break;
            case RemoveVdeviceCall { Vdevice: var vdevice }:
                Assert.True(_names.Remove((vdevice.Viommu.Id, vdevice.VirtualId)));
                break;
            case MapCall map:
                for (var at = 0UL; at < map.SizeBytes; at += Step)
                    _tables[map.Hwpt].Add(map.Iova + at, (new Pa(map.Output.Value + at), map.IsWritable));
                break;
            case UnmapCall unmap:
                for (var at = 0UL; at < unmap.SizeBytes; at += Step)
                    Assert.True(_tables[unmap.Hwpt].Remove(unmap.Iova + at), $"0x{unmap.Iova + at:x} is not mapped");
                break;
            case UnpinCall unpin:
                if (UnmapCallbacks.TryGetValue(unpin.Access, out var callback)) callback(unpin.Span);
                break;
            default:
                call.Result = Do((IoasCall)call);
                break;
        }
    }

    private Errno Do(IoasCall call)
    {
        var space = SpaceOf(call.Ioas.Id);
        switch (call)
        {
            case AddDomainCall add:
                return Run(reply => space.AddDomain(reply, add.Domain)).Result;
            case RemoveDomainCall remove:
                Run(space.RemoveDomain(remove.Hwpt));
                return Errno.Ok;
            case ReserveCall reserve:
                return space.Reserve(reserve.Device.Traits.ReservedRegions, reserve.Device.Id);
            case UnreserveCall unreserve:
                space.Unreserve(unreserve.Device.Id);
                return Errno.Ok;
            case AddAccessCall add:
                return space.AddAccess(add.Access.Id, add.Access.View);
            case RemoveAccessCall remove:
                Run(space.RemoveAccess(remove.Access.Id));
                return Errno.Ok;
            case PinQueueCall pin:
                return space.PinQueue(pin.Access.Id, pin.Span);
            case UnpinQueueCall unpin:
                return space.Unpin(unpin.Access.Id, unpin.Span.First, unpin.Span.Last - unpin.Span.First + 1);
            default:
                Assert.Equal(Errno.Ok, Run(space.UnmapAll).Result);
                return _spaces.Remove(call.Ioas.Id) ? Errno.Ok : Errno.ENOENT;
        }
    }
}
