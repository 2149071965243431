using ActorIommu.Actors.Iommufd;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Body 15 of the kernel's tests of iommufd, alloc_hwpt_nested, on the rules of its mock driver.</summary>
public sealed class NestedConformanceTests
{
    private readonly SelftestRules _rules = new();
    private readonly Kernel _kernel;
    private readonly DeviceObject _device;
    private readonly IommufdId _ioas;
    private readonly Hwpt _parent;
    private readonly Hwpt _plain;

    public NestedConformanceTests()
    {
        _kernel = new Kernel(_rules, Device(0));
        _ioas = _kernel.Ioas();
        _device = _kernel.Bind(Device(0));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _ioas));
        _parent = _kernel.Hwpt(_device, _ioas, HwptFlags.NestParent);
        _plain = _kernel.Hwpt(_device, _ioas);
    }

    [Fact]
    public void Step_1_domains_of_an_ioas()
    {
        Assert.Equal(Errno.ENOENT, Alloc(_ioas, _ioas));
        Assert.Equal(Errno.EINVAL, Alloc(_device.Id, _device.Id));
        Assert.Equal(Errno.EINVAL, Alloc(_device.Id, new IommufdId(77)));
        Assert.Equal(Errno.EOPNOTSUPP, Alloc(_device.Id, _ioas, HwptFlags.NestParent | HwptFlags.FaultIdValid));
        _kernel.Close();
    }

    [Fact]
    public void Step_2_what_a_nested_domain_cannot_be_made_of()
    {
        Assert.Equal(Errno.EINVAL, Alloc(_parent.Id, Nested with { Type = UserDataType.None }));
        Assert.Equal(Errno.EOPNOTSUPP, Alloc(_parent.Id, Nested with { Type = UserDataType.Selftest + 1 }));
        Assert.Equal(Errno.EINVAL, Alloc(_parent.Id, Nested with { SizeBytes = 3 }));
        Assert.Equal(Errno.EFAULT, Alloc(_parent.Id, Nested with { Bytes = null }));
        Assert.Equal(Errno.EOPNOTSUPP, Alloc(_parent.Id, Nested, HwptFlags.NestParent));
        Assert.Equal(Errno.EINVAL, Alloc(_plain.Id, Nested));
        Assert.Equal(Errno.EINVAL, Alloc(_kernel.DomainOf(_device)!.Id, Nested));
        _kernel.Close();
    }

    [Fact]
    public void Steps_3_and_4_nested_domains_of_one_parent()
    {
        var (first, second) = (_kernel.Hwpt(_device, _parent.Id, 0, Nested), _kernel.Hwpt(_device, _parent.Id, 0, Nested));
        var before = _kernel.State.Table.Objects.Count();
        var reply = _kernel.Alloc(new HwptRequest(_device.Id, _parent.Id)
        {
            Flags = HwptFlags.FaultIdValid, Data = Nested, Fault = new IommufdId(-1),
        });
        Assert.Equal(Errno.ENOENT, reply.Result);
        Assert.Equal((before, 0), (_kernel.State.Table.Objects.Count(), _kernel.State.Table.Reserved));
        Assert.Equal(Errno.Ok, _kernel.State.AllocFault(0, out var fault));
        _kernel.Hwpt(_device, _parent.Id, 0, Nested, fault);
        foreach (var nested in (Hwpt[])[first, second]) Assert.All(_rules.IotlbOf((NestedHwpt)nested), slot => Assert.Equal(Default, slot));
        Assert.Equal(Errno.EINVAL, Alloc(first.Id, Nested));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_parent.Id));
        _kernel.Close();
    }

    [Fact]
    public void Step_5_arguments_of_an_invalidation()
    {
        var nested = _kernel.Hwpt(_device, _parent.Id, 0, Nested);
        var one = Entries(2, 0, 0);
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(_parent.Id, one));
        Assert.Equal((Errno.ENOENT, 0), _kernel.Invalidate(new IommufdId(77), one));
        Assert.Equal((Errno.EOPNOTSUPP, 0), _kernel.Invalidate(nested.Id, one, reserved: 1));
        Assert.Equal((Errno.Ok, 0), _kernel.Invalidate(nested.Id, one with { Count = 0 }));
        Assert.Equal((Errno.Ok, 0), _kernel.Invalidate(nested.Id, new UserArray(UserDataType.Selftest, 0, 0, null)));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, one with { Type = UserDataType.Selftest + 1 }));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, new UserArray(UserDataType.Selftest, 9, 1, new byte[9])));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, one with { EntryBytes = 1 }));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, one with { EntryBytes = (int)Page + 1 }));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, one with { Count = (1 << 19) + 1 }));
        Assert.Equal((Errno.EOPNOTSUPP, 0), _kernel.Invalidate(nested.Id, Entries(2, 0xffffffff, 0)));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, one with { Bytes = null }));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, one with { EntryBytes = 0 }));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(nested.Id, Entries(2, 0, SelftestRules.Slots)));
        Assert.Equal([Default, Default, Default, Default], _rules.IotlbOf((NestedHwpt)nested));
        _kernel.Close();
    }

    [Fact]
    public void Step_6_what_comes_before_an_error_is_done_and_counted()
    {
        var (first, second) = (_kernel.Hwpt(_device, _parent.Id, 0, Nested), _kernel.Hwpt(_device, _parent.Id, 0, Nested));
        var slots = _rules.IotlbOf((NestedHwpt)first);
        Assert.Equal((Errno.EOPNOTSUPP, 1), _kernel.Invalidate(first.Id, Entries(2, 0, 0, 0xffffffff, 1)));
        Assert.Equal([0, Default, Default, Default], slots);
        Assert.Equal((Errno.EINVAL, 1), _kernel.Invalidate(first.Id, Entries(2, 0, 0, 0, SelftestRules.Slots)));
        Assert.Equal([0, Default, Default, Default], slots);
        Assert.Equal((Errno.Ok, 1), _kernel.Invalidate(first.Id, Entries(2, 0, 1)));
        Assert.Equal([0, 0, Default, Default], slots);
        Assert.Equal((Errno.Ok, 2), _kernel.Invalidate(first.Id, Entries(2, 0, 2, 0, 3)));
        Assert.Equal([0, 0, 0, 0], slots);
        Assert.Equal((Errno.Ok, 1), _kernel.Invalidate(second.Id, Entries(2, 1, 0)));
        Assert.Equal([0, 0, 0, 0], _rules.IotlbOf((NestedHwpt)second));
        _kernel.Close();
    }

    [Fact]
    public void Step_7_a_device_goes_through_all_of_them()
    {
        Assert.Equal(Errno.Ok, _kernel.State.AllocFault(0, out var fault));
        var (first, second) = (_kernel.Hwpt(_device, _parent.Id, 0, Nested), _kernel.Hwpt(_device, _parent.Id, 0, Nested));
        var faulting = _kernel.Hwpt(_device, _parent.Id, 0, Nested, fault);
        Use(first);
        Use(second);
        Assert.Equal(Errno.Ok, _kernel.Destroy(first.Id));
        Use(faulting);
        _kernel.RoundTrip(_device, fault!);
        Use(_parent);
        Assert.Equal(Errno.Ok, _kernel.Destroy(second.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(faulting.Id));
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _ioas));
        Assert.Equal(Errno.Ok, _kernel.Destroy(_parent.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(_plain.Id));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(fault!.Id));
        _kernel.Run(IommufdState.CloseFault(fault));
        Assert.Equal(Errno.Ok, _kernel.Destroy(fault.Id));
        _kernel.Close();
    }

    [Fact]
    public void Without_a_device_there_is_nothing()
    {
        var kernel = new Kernel(_rules);
        var ioas = kernel.Ioas();
        Assert.Equal(Errno.ENOENT, kernel.Alloc(new HwptRequest(default, ioas) { Flags = HwptFlags.NestParent }).Result);
        Assert.Equal(Errno.ENOENT, kernel.Alloc(new HwptRequest(default, default) { Data = Nested }).Result);
        Assert.Equal(Errno.ENOENT, kernel.Run(reply => kernel.State.Replace(reply, default, default, ioas)).Result);
        kernel.Close();
    }

    private void Use(Hwpt hwpt)
    {
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, hwpt.Id));
        Assert.Equal(hwpt, _kernel.DomainOf(_device));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(hwpt.Id));
    }

    private Errno Alloc(IommufdId device, IommufdId parent, HwptFlags flags = 0) =>
        _kernel.Alloc(new HwptRequest(device, parent) { Flags = flags }).Result;

    private Errno Alloc(IommufdId parent, UserData data, HwptFlags flags = 0) =>
        _kernel.Alloc(new HwptRequest(_device.Id, parent) { Flags = flags, Data = data }).Result;
}
