using ActorIommu.Actors.Iommufd;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Bodies 13, 14, 16, 17, 18, 45 and 46 of the kernel's tests of iommufd, on the rules of its mock driver.</summary>
public sealed class HwptConformanceTests
{
    private readonly Kernel _kernel = new(new SelftestRules(), Device(0), Device(1), Device(2));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Bodies_13_14_and_17_an_ioas_goes_unless_a_device_uses_it(int devices)
    {
        var (ioas, used) = Setup(devices);
        var (last, start) = (devices == 0 ? Errno.Ok : Errno.EBUSY, devices == 0 ? 0UL : Start);
        Assert.Equal(Errno.Ok, _kernel.Map(ioas, UserAddress, Page, start).Result);
        Assert.Equal(last, _kernel.Destroy(ioas));
        foreach (var device in used) Assert.Equal(Errno.Ok, _kernel.Detach(device));
        if (devices != 0) Assert.Equal(Errno.Ok, _kernel.Destroy(ioas));
        _kernel.Close();
    }

    [Fact]
    public void Body_16_a_device_more_for_an_automatic_domain()
    {
        var (_, devices) = Setup(1);
        var other = _kernel.Bind(Device(2));
        Assert.Equal(Errno.ENOENT, _kernel.Attach(other, default));
        Assert.Equal(Errno.Ok, _kernel.Attach(other, _kernel.DomainOf(devices[0])!.Id));
        Assert.Equal(_kernel.DomainOf(devices[0]), _kernel.DomainOf(other));
        Assert.Equal(Errno.Ok, _kernel.Detach(devices[0]));
        Assert.NotNull(_kernel.State.Table.Find<Hwpt>(_kernel.DomainOf(other)!.Id));
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Body_18_areas_go_with_the_file(int devices)
    {
        var (ioas, _) = Setup(devices);
        for (var i = 0UL; i < 10; i++)
            Assert.Equal(Errno.Ok, _kernel.Map(ioas, UserAddress + (i * Page), Page, Start + (i * 16 * Page)).Result);
        Assert.Equal(devices == 0 ? 0 : 10, _kernel.Memory.Pinned);
        _kernel.Close();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Body_45_replace(int devices)
    {
        var (ioas, used) = Setup(devices);
        var old = _kernel.DomainOf(used[0])!;
        var other = _kernel.Ioas();
        Assert.Equal(Errno.Ok, _kernel.Map(other, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.Ok, _kernel.Replace(used[0], other));
        var fresh = _kernel.DomainOf(used[0])!;
        Assert.Equal(Page, _kernel.MappedBytes(fresh));

        // With one device the old automatic domain is gone.
        Assert.Equal(devices == 1 ? Errno.ENOENT : Errno.EBUSY, _kernel.Destroy(old.Id));
        Assert.Equal(Errno.Ok, _kernel.Replace(used[0], other));
        Assert.Equal(fresh, _kernel.DomainOf(used[0]));
        if (devices == 2)
        {
            Assert.Equal(Errno.Ok, _kernel.Replace(used[0], old.Id));
            Assert.Equal(old, _kernel.DomainOf(used[0]));
            Assert.Equal(Errno.ENOENT, _kernel.Replace(used[0], fresh.Id));
            Assert.Equal(old, _kernel.DomainOf(used[0]));
            Assert.Equal(Errno.Ok, _kernel.Replace(used[1], old.Id));
        }

        Assert.Equal(Errno.Ok, _kernel.Replace(used[0], ioas));
        Assert.Equal(Errno.Ok, _kernel.Destroy(other));
        _kernel.Close();
    }

    [Fact]
    public void Body_46_domains_that_are_made_by_name()
    {
        var (ioas, used) = Setup(1);
        var everything = (HwptFlags)uint.MaxValue & ~HwptFlags.NestParent;
        Assert.Equal(Errno.EOPNOTSUPP, _kernel.Alloc(new HwptRequest(used[0].Id, ioas) { Flags = everything }).Result);
        Hwpt[] made = [_kernel.Hwpt(used[0], ioas), _kernel.Hwpt(used[0], ioas, HwptFlags.NestParent)];
        foreach (var hwpt in made)
        {
            Assert.Equal(Errno.Ok, _kernel.Replace(used[0], hwpt.Id));
            Assert.Equal(Errno.EBUSY, _kernel.Destroy(hwpt.Id));
        }

        Assert.Equal(Errno.Ok, _kernel.Destroy(made[0].Id));
        var other = _kernel.Bind(Device(2));
        Assert.Equal(Errno.Ok, _kernel.Attach(other, made[1].Id));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(made[1].Id));
        Assert.Equal(Errno.Ok, _kernel.Detach(other));
        Assert.Equal(Errno.Ok, _kernel.Replace(used[0], ioas));
        Assert.Equal(Errno.Ok, _kernel.Destroy(made[1].Id));
        _kernel.Close();
    }

    private (IommufdId Ioas, DeviceObject[] Devices) Setup(int count)
    {
        var ioas = _kernel.Ioas();
        var devices = Enumerable.Range(0, count).Select(number => _kernel.Bind(Device(number))).ToArray();
        foreach (var device in devices) Assert.Equal(Errno.Ok, _kernel.Attach(device, ioas));
        return (ioas, devices);
    }
}
