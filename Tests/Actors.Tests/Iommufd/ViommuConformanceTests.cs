using ActorIommu.Actors.Iommufd;
using ActorIommu.Actors.Viommus;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Bodies 58 to 65 of the kernel's tests of iommufd, on the rules of its mock driver.</summary>
public sealed class ViommuConformanceTests
{
    private const UserDataType Type = UserDataType.Selftest;
    private const uint EventType = 0xdead;
    private const int EventBytes = 4;
    private const uint VirtualId = 0x99;
    private readonly SelftestRules _rules = new();
    private readonly Kernel _kernel;
    private readonly DeviceObject _device;
    private readonly IommufdId _ioas;
    private readonly Hwpt _parent;
    private readonly ViommuObject _viommu;

    public ViommuConformanceTests()
    {
        _kernel = new Kernel(_rules, Device(0));
        _ioas = _kernel.Ioas();
        _device = _kernel.Bind(Device(0));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _ioas));
        _parent = _kernel.Hwpt(_device, _ioas, HwptFlags.NestParent);
        _viommu = Viommu();
    }

    [Fact]
    public void Body_58_everything_goes_with_the_file()
    {
        _kernel.Hwpt(_device, _viommu.Id, 0, Nested);
        Vdevice(VirtualId);
        _kernel.Close();
    }

    [Fact]
    public void Body_59_what_a_viommu_cannot_be_made_of()
    {
        var plain = _kernel.Hwpt(_device, _ioas);
        Assert.Equal(Errno.ENOENT, Viommu(Type, _device.Id, default));
        Assert.Equal(Errno.ENOENT, Viommu(Type, default, _parent.Id));
        Assert.Equal(Errno.EINVAL, Viommu(Type, _device.Id, plain.Id));
        Assert.Equal(Errno.EOPNOTSUPP, Viommu((UserDataType)0x5678, _device.Id, _parent.Id));
        Assert.Equal(Errno.EOPNOTSUPP, Viommu(UserDataType.None, _device.Id, _parent.Id));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_parent.Id));
        var nested = _kernel.Hwpt(_device, _viommu.Id, 0, Nested);
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_viommu.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(nested.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(_viommu.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(_parent.Id));
        _kernel.Close();
    }

    [Fact]
    public void Body_60_a_nested_domain_whose_faults_are_read()
    {
        _kernel.State.AllocFault(0, out var fault);
        var request = new HwptRequest(_device.Id, _viommu.Id) { Flags = HwptFlags.FaultIdValid, Data = Nested, Fault = new IommufdId(-1) };
        Assert.Equal(Errno.ENOENT, _kernel.Alloc(request).Result);
        Assert.Equal(Errno.EOPNOTSUPP, _kernel.Alloc(request with { Flags = HwptFlags.FaultIdValid | (HwptFlags)(1u << 31) }).Result);
        var nested = _kernel.Hwpt(_device, _viommu.Id, 0, Nested, fault);
        Assert.Equal(Errno.ENOENT, _kernel.Replace(_device, nested.Id));
        Vdevice(VirtualId);
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, nested.Id));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(nested.Id));
        _kernel.RoundTrip(_device, fault!);
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _ioas));
        Assert.Equal(Errno.Ok, _kernel.Destroy(nested.Id));
        _kernel.Close();
    }

    [Fact]
    public void Body_61_memory_of_a_viommu()
    {
        var data = new UserData(Type, 4, Words(0xbeef));
        Assert.Equal(Errno.Ok, _kernel.AllocViommu(0, Type, _device.Id, _parent.Id, data, out var viommu));
        var (offset, size) = viommu!.Region!.Value;
        Assert.Equal(Errno.ENXIO, _kernel.State.Mmap(offset + Page, size, true, false, out _));
        Assert.Equal(Errno.ENXIO, _kernel.State.Mmap(offset + (2 * Page), size, true, false, out _));
        Assert.Equal(Errno.ENXIO, _kernel.State.Mmap(offset, size / 2, true, false, out _));
        Assert.Equal(Errno.ENXIO, _kernel.State.Mmap(offset, size * 2, true, false, out _));
        Assert.Equal(Errno.EINVAL, _kernel.State.Mmap(offset, size - 1, true, false, out _));
        Assert.Equal(Errno.EINVAL, _kernel.State.Mmap(offset, size, false, false, out _));
        Assert.Equal(Errno.EPERM, _kernel.State.Mmap(offset, size, true, true, out _));
        Assert.Equal(Errno.Ok, _kernel.State.Mmap(offset, size, true, false, out var owner));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(viommu.Id));
        IommufdState.Unmap(owner!);
        Assert.Equal(Errno.Ok, _kernel.Destroy(viommu.Id));
        _kernel.Close();
    }

    [Fact]
    public void Body_62_virtual_devices_and_their_events()
    {
        var nested = _kernel.Hwpt(_device, _viommu.Id, 0, Nested);
        Assert.Equal(Errno.ENOENT, _kernel.Replace(_device, nested.Id));
        Assert.Equal(Errno.EINVAL, _kernel.State.AllocVeventq(0, _viommu.Id, EventType, 0, out _));
        Assert.Equal(Errno.EINVAL, _kernel.State.AllocVeventq(0, _viommu.Id, EventType, (1 << 19) + 1, out _));
        Assert.Equal(Errno.EOPNOTSUPP, _kernel.State.AllocVeventq(0, _viommu.Id, 0, 2, out _));
        Assert.Equal(Errno.Ok, _kernel.State.AllocVeventq(0, _viommu.Id, EventType, 1 << 19, out var large));
        IommufdState.CloseFile(large!);
        Assert.Equal(Errno.Ok, _kernel.Destroy(large!.Id));
        Assert.Equal(Errno.Ok, _kernel.State.AllocVeventq(0, _viommu.Id, EventType, 2, out var events));
        Assert.Equal(Errno.EEXIST, _kernel.State.AllocVeventq(0, _viommu.Id, EventType, 2, out _));
        Assert.Equal(Errno.EINVAL, events!.Queue.Read(0, EventBytes, out _));
        Assert.Equal(Errno.EINVAL, events.Queue.Read(VirtualEventQueue.HeaderBytes - 1, EventBytes, out _));
        Assert.Equal(Errno.ENOENT, IommufdState.ReportEvent(_device, EventType));

        var vdevice = Vdevice(VirtualId);
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, nested.Id));
        Assert.Equal(Errno.Ok, IommufdState.ReportEvent(_device, EventType));
        Assert.Equal(Errno.EINVAL, events.Queue.Read(0, EventBytes, out _));
        Assert.Equal(Errno.EINVAL, events.Queue.Read(VirtualEventQueue.HeaderBytes, EventBytes, out _));
        Assert.Equal([new VirtualEvent(0, false, VirtualId)], ReadAll(events));
        Assert.Equal(Errno.EEXIST, _kernel.AllocVdevice(0, _viommu.Id, _device.Id, VirtualId, out _));

        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _ioas));
        Assert.Equal(Errno.Ok, _kernel.Destroy(vdevice.Id));
        Vdevice(0x88);
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, nested.Id));
        for (var i = 0; i < 3; i++) Assert.Equal(Errno.Ok, IommufdState.ReportEvent(_device, EventType));
        Assert.Equal([new VirtualEvent(1, false, 0x88), new VirtualEvent(2, false, 0x88), new VirtualEvent(3, true, 0)], ReadAll(events));
        Assert.Equal(Errno.Ok, IommufdState.ReportEvent(_device, EventType));
        Assert.Equal([new VirtualEvent(4, false, 0x88)], ReadAll(events));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(events.Id));
        _kernel.Close();
    }

    [Fact]
    public void Body_63_a_device_s_cache_through_its_viommu()
    {
        Vdevice(VirtualId);
        var slots = _rules.CacheOf(_device.Traits.Device);
        const uint D = SelftestRules.CacheDefault;
        var one = Entries(4, 0, VirtualId, 0, 0);
        Assert.Equal((Errno.Ok, 0), Cache(one with { Count = 0 }));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { Count = 0, Type = Type + 1 }));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { Type = Type + 1 }));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { EntryBytes = 1 }));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { EntryBytes = (int)Page + 1 }));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { Count = (1 << 19) + 1 }));
        Assert.Equal((Errno.EOPNOTSUPP, 0), Cache(Entries(4, 0xffffffff, VirtualId, 0, 0)));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { Bytes = null }));
        Assert.Equal((Errno.EINVAL, 0), Cache(one with { EntryBytes = 0 }));
        Assert.Equal((Errno.EINVAL, 0), Cache(Entries(4, 0, VirtualId, SelftestRules.Slots, 0)));
        Assert.Equal((Errno.EINVAL, 0), Cache(Entries(4, 0, VirtualId + 1, 0, 0)));
        Assert.Equal([D, D, D, D], slots);

        // A size of one word more is known by its zeros alone.
        Assert.Equal((Errno.E2BIG, 0), Cache(Entries(5, 0, VirtualId, 0, 0, 1)));
        Assert.Equal([D, D, D, D], slots);
        Assert.Equal((Errno.EOPNOTSUPP, 1), Cache(Entries(4, 0, VirtualId, 0, 0, 0xffffffff, VirtualId, 1, 0)));
        Assert.Equal([0, D, D, D], slots);
        Assert.Equal((Errno.EINVAL, 1), Cache(Entries(4, 0, VirtualId, 0, 0, 0, VirtualId, SelftestRules.Slots, 0)));
        Assert.Equal((Errno.Ok, 1), Cache(Entries(5, 0, VirtualId, 1, 0, 0)));
        Assert.Equal([0, 0, D, D], slots);
        Assert.Equal((Errno.Ok, 2), Cache(Entries(4, 0, VirtualId, 2, 0, 0, VirtualId, 3, 0)));
        Assert.Equal([0, 0, 0, 0], slots);
        slots[2] = D;
        Assert.Equal((Errno.Ok, 1), Cache(Entries(4, 1, VirtualId, 0, 0)));
        Assert.Equal([0, 0, 0, 0], slots);
        _kernel.Close();
    }

    [Fact]
    public void Body_64_queues_of_the_hardware()
    {
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress + Page, Page, Start + Page).Result);
        Assert.Equal(Errno.EOPNOTSUPP, Queue(0, Start, Page, 0).Result);
        Assert.Equal(Errno.EINVAL, Queue(0, Start, 0).Result);
        Assert.Equal(Errno.EOVERFLOW, Queue(0, ~0UL, Page).Result);
        Assert.Equal(Errno.ENOENT, Queue(0, 0, Page).Result);
        Assert.Equal(Errno.EIO, Queue(1, Start, Page).Result);
        Assert.Equal(Errno.EINVAL, Queue(2, Start, Page).Result);
        Assert.Equal(Errno.EFAULT, Queue(0, Start, 2 * Page).Result);
        var first = Queue(0, Start, Page);
        Assert.Equal(Errno.Ok, first.Result);
        Assert.Equal(Errno.EEXIST, Queue(0, Start, Page).Result);
        Assert.Equal(Errno.EBUSY, _kernel.Unmap(_ioas, Start, Page).Result);
        Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, Start + Page, Page).Result);
        var second = Queue(1, Start + (Page / 2), Page / 2);
        Assert.Equal(Errno.Ok, second.Result);
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(first.Id));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_viommu.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(second.Id));
        Assert.Equal(Errno.EBUSY, _kernel.Unmap(_ioas, Start, Page).Result);
        Assert.Equal(Errno.Ok, _kernel.Destroy(first.Id));
        Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, Start, Page).Result);
        Assert.Equal(0, _kernel.Memory.Pinned);
        _kernel.Close();
    }

    [Fact]
    public void Body_65_a_virtual_device_whose_device_goes()
    {
        var vdevice = Vdevice(VirtualId);
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_device.Id));
        Assert.Equal(Errno.Ok, _kernel.Run(reply => _kernel.State.Unbind(reply, _device.Id)).Result);
        Assert.Equal(Errno.ENOENT, _kernel.Destroy(vdevice.Id));
        Assert.Equal(Errno.ENOENT, _kernel.Destroy(_device.Id));
        Assert.Empty(_viommu.Vdevices);

        // Nothing gets its name again; the device's is free.
        Assert.NotEqual(vdevice.Id, _kernel.Ioas());
        Assert.NotEqual(vdevice.Id, _kernel.Ioas());
        Assert.NotEqual(vdevice.Id, _kernel.Ioas());
        Assert.Equal(Errno.Ok, _kernel.Destroy(_viommu.Id));
        _kernel.Close();
    }

    [Fact]
    public void Without_a_viommu_there_is_nothing()
    {
        var (kernel, none) = (new Kernel(_rules, Device(0)), new IommufdId(9));
        var device = kernel.Bind(Device(0));
        Assert.Equal(Errno.ENOENT, kernel.AllocViommu(0, Type, device.Id, default, default, out _));
        Assert.Equal(Errno.ENOENT, kernel.AllocVdevice(0, none, device.Id, VirtualId, out _));
        Assert.Equal(Errno.ENOENT, kernel.State.AllocVeventq(0, none, EventType, 2, out _));
        Assert.Equal(Errno.ENOENT, kernel.Run(reply => kernel.State.AllocHwQueue(reply, 0, none, EventType, 0, Start, Page)).Result);
        Assert.Equal((Errno.ENOENT, 0), kernel.Invalidate(none, Entries(4, 0, VirtualId, 0, 0)));
        kernel.Close();
    }

    private ViommuObject Viommu()
    {
        Assert.Equal(Errno.Ok, _kernel.AllocViommu(0, Type, _device.Id, _parent.Id, default, out var viommu));
        return viommu!;
    }

    private Errno Viommu(UserDataType type, IommufdId device, IommufdId hwpt) =>
        _kernel.AllocViommu(0, type, device, hwpt, default, out _);

    private VdeviceObject Vdevice(ulong virtualId)
    {
        Assert.Equal(Errno.Ok, _kernel.AllocVdevice(0, _viommu.Id, _device.Id, virtualId, out var vdevice));
        return vdevice!;
    }

    private Reply Queue(uint index, ulong iova, ulong size, uint type = (uint)Type) =>
        _kernel.Run(reply => _kernel.State.AllocHwQueue(reply, 0, _viommu.Id, type, index, iova, size));

    private (Errno Result, int Handled) Cache(UserArray array) => _kernel.Invalidate(_viommu.Id, array);

    private static IReadOnlyList<VirtualEvent> ReadAll(VeventqObject events)
    {
        Assert.Equal(Errno.Ok, events.Queue.Read(1000, EventBytes, out var read));
        return read;
    }
}
