using ActorIommu.Actors.Iommufd;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Body 66 of the kernel's tests of iommufd, pasid_attach, on the rules of its mock driver.</summary>
public sealed class PasidConformanceTests
{
    private const uint Pasid = 100;
    private readonly Kernel _kernel;
    private readonly IommufdId _ioas;
    private DeviceObject _device = null!;
    private Hwpt _parent = null!;
    private Hwpt _stageTwo = null!;
    private Hwpt[] _nested = [];

    public PasidConformanceTests()
    {
        _kernel = new Kernel(new SelftestRules(), PasidDevice(0), Device(1));
        _ioas = _kernel.Ioas();
    }

    [Fact]
    public void A_device_without_PASIDs()
    {
        Setup(Device(1));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device, Pasid));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _stageTwo.Id));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _nested[0].Id, Pasid));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _parent.Id, Pasid));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device));
        _kernel.Close();
    }

    [Fact]
    public void The_device_s_own_domain_and_those_of_its_PASIDs()
    {
        Setup(PasidDevice(0));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device, Pasid));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _parent.Id));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _nested[0].Id, Pasid));
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _stageTwo.Id));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _nested[0].Id, Pasid));
        Assert.Equal(_nested[0], _kernel.DomainOf(_device, Pasid));
        Assert.Equal(Errno.EINVAL, _kernel.Replace(_device, _parent.Id));
        Assert.Equal(_stageTwo, _kernel.DomainOf(_device));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _parent.Id));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device, Pasid));
        Assert.Null(_kernel.DomainOf(_device, Pasid));
        _kernel.Close();
    }

    [Fact]
    public void Attach_and_detach()
    {
        Setup(PasidDevice(0));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _parent.Id, Pasid));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _ioas, Pasid));
        Assert.Equal(0, _kernel.State.Table.Reserved);
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _stageTwo.Id, Pasid));
        Assert.Equal(Errno.EBUSY, _kernel.Attach(_device, _nested[0].Id, Pasid));
        Assert.Equal(Errno.EBUSY, _kernel.Attach(_device, _stageTwo.Id, Pasid));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _stageTwo.Id, 1 << 20));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_stageTwo.Id));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device, Pasid));
        Assert.Equal(Errno.Ok, _kernel.Destroy(_stageTwo.Id));
        _kernel.Close();
    }

    [Fact]
    public void Replace()
    {
        Setup(PasidDevice(0));
        Assert.Equal(Errno.EINVAL, _kernel.Replace(_device, _stageTwo.Id, 200));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _stageTwo.Id, 200));
        Assert.Equal(Errno.EINVAL, _kernel.Replace(_device, _ioas, 200));
        Assert.Equal(_stageTwo, _kernel.DomainOf(_device, 200));
        foreach (var nested in _nested)
        {
            Assert.Equal(Errno.Ok, _kernel.Replace(_device, nested.Id, 200));
            Assert.Equal(nested, _kernel.DomainOf(_device, 200));
        }

        Assert.Equal(Errno.Ok, _kernel.Detach(_device, 200));
        _kernel.Close();
    }

    // PASID 1024: the mock fails the second one that is set.
    [Fact]
    public void A_replace_that_fails_leaves_the_old_domain()
    {
        Setup(PasidDevice(0));
        var sets = 0;
        _kernel.Driver = call => call is AttachCall { Pasid.Value: 1024 } && sets++ == 1 ? Errno.ENOMEM : Errno.Ok;
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _stageTwo.Id, 1024));
        Assert.Equal(Errno.ENOMEM, _kernel.Replace(_device, _nested[0].Id, 1024));
        Assert.Equal(_stageTwo, _kernel.DomainOf(_device, 1024));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(_stageTwo.Id));
        Assert.Equal(Errno.Ok, _kernel.Destroy(_nested[0].Id));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device, 1024));
        _kernel.Close();
    }

    [Fact]
    public void Page_faults_of_a_PASID()
    {
        Setup(PasidDevice(0));
        _kernel.State.AllocFault(0, out var fault);
        var faulting = _kernel.Hwpt(_device, _parent.Id, HwptFlags.Pasid, Nested, fault);
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, faulting.Id, 2048));
        _kernel.RoundTrip(_device, fault!, new SubstreamId(2048));
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, _stageTwo.Id, 2048));
        Assert.Equal(Errno.Ok, _kernel.Detach(_device, 2048));
        Assert.Equal(Errno.Ok, _kernel.Destroy(faulting.Id));
        _kernel.Close();
    }

    private void Setup(DeviceTraits traits)
    {
        _device = _kernel.Bind(traits);
        _parent = _kernel.Hwpt(_device, _ioas, HwptFlags.NestParent);
        _stageTwo = _kernel.Hwpt(_device, _ioas, HwptFlags.Pasid);
        Assert.Equal(Errno.Ok, _kernel.AllocViommu(0, UserDataType.Selftest, _device.Id, _parent.Id, default, out var viommu));
        Assert.Equal(Errno.Ok, _kernel.AllocVdevice(0, viommu!.Id, _device.Id, 0x99, out _));
        _nested =
        [
            _kernel.Hwpt(_device, _parent.Id, HwptFlags.Pasid, Nested),
            _kernel.Hwpt(_device, _parent.Id, HwptFlags.Pasid, Nested),
            _kernel.Hwpt(_device, viommu.Id, HwptFlags.Pasid, Nested),
        ];
    }
}
