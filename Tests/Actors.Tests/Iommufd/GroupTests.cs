using ActorIommu.Actors.Iommufd;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Devices of one group change domain together; reserved regions; and what a group refuses.</summary>
public sealed class GroupTests
{
    private static readonly IovaSpan Msi = new(Start, Start + Page - 1);
    private static readonly DeviceTraits One = Device(0) with { Group = new GroupId(7) };
    private static readonly DeviceTraits Two = Device(1) with { Group = new GroupId(7) };
    private static readonly DeviceTraits Alone = Device(2) with { ReservedRegions = [Msi] };
    private readonly Kernel _kernel = new(new SelftestRules(), One, Two, Alone);
    private readonly IommufdId _ioas;

    public GroupTests() => _ioas = _kernel.Ioas();

    [Fact]
    public void The_first_device_attaches_all_and_the_last_one_detaches_all()
    {
        var (one, two, other) = (_kernel.Bind(One), _kernel.Bind(Two), _kernel.Ioas());
        Assert.Equal(Errno.Ok, _kernel.Attach(one, _ioas));
        Assert.Equal(_kernel.DomainOf(one), _kernel.DomainOf(two));
        Assert.Equal(Errno.EINVAL, _kernel.Replace(two, other));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(two, other));
        Assert.Equal(Errno.Ok, _kernel.Attach(two, _ioas));
        Assert.Equal(Errno.EBUSY, _kernel.Attach(two, _ioas));
        Assert.Equal(Errno.Ok, _kernel.Detach(one));
        Assert.NotNull(_kernel.DomainOf(one));
        Assert.Equal(Errno.Ok, _kernel.Detach(two));
        Assert.Null(_kernel.DomainOf(one));
        _kernel.Close();
    }

    [Fact]
    public void A_replace_is_of_all_of_them()
    {
        var (one, two, other) = (_kernel.Bind(One), _kernel.Bind(Two), _kernel.Ioas());
        _kernel.Attach(one, _ioas);
        _kernel.Attach(two, _ioas);
        var old = _kernel.DomainOf(one)!;
        Assert.Equal(Errno.Ok, _kernel.Replace(two, other));
        Assert.Equal(_kernel.DomainOf(two), _kernel.DomainOf(one));
        Assert.NotEqual(old, _kernel.DomainOf(one));
        Assert.Equal(Errno.ENOENT, _kernel.Destroy(old.Id));
        Assert.Equal(3, _kernel.DomainOf(one)!.Users);
        _kernel.Close();
    }

    [Fact]
    public void O4_a_failure_at_the_second_device_puts_the_first_one_back()
    {
        var (one, two, other) = (_kernel.Bind(One), _kernel.Bind(Two), _kernel.Ioas());
        _kernel.Driver = call => call is AttachCall attach && attach.Device.Device == Two.Device ? Errno.ENOMEM : Errno.Ok;
        Assert.Equal(Errno.ENOMEM, _kernel.Attach(one, _ioas));
        Assert.Empty(_kernel.Installed);
        Assert.Equal((1, 0), (_kernel.State.Table.Find<IoasObject>(_ioas)!.Users, _kernel.State.Table.Reserved));
        var fails = _kernel.Driver;
        _kernel.Driver = _ => Errno.Ok;
        _kernel.Attach(one, _ioas);
        _kernel.Attach(two, _ioas);
        var old = _kernel.DomainOf(one);
        _kernel.Driver = fails;
        Assert.Equal(Errno.ENOMEM, _kernel.Replace(one, other));
        Assert.Equal((old, old), (_kernel.DomainOf(one), _kernel.DomainOf(two)));
        Assert.Equal(Errno.Ok, _kernel.Destroy(other));
        _kernel.Driver = _ => Errno.Ok;
        _kernel.Close();
    }

    [Fact]
    public void Reserved_regions_come_and_go_with_the_device()
    {
        var alone = _kernel.Bind(Alone);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.EADDRINUSE, _kernel.Attach(alone, _ioas));
        Assert.Empty(_kernel.Installed);
        var free = _kernel.Ioas();
        Assert.Equal(Errno.Ok, _kernel.Attach(alone, free));
        Assert.Equal(Errno.EINVAL, _kernel.Map(free, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.EADDRINUSE, _kernel.Replace(alone, _ioas));
        Assert.Equal(Errno.EINVAL, _kernel.Map(free, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, Start, Page).Result);
        Assert.Equal(Errno.Ok, _kernel.Replace(alone, _ioas));
        Assert.Equal(Errno.Ok, _kernel.Map(free, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.Ok, _kernel.Detach(alone));
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, Start).Result);
        _kernel.Close();
    }

    [Fact]
    public void What_cannot_be_bound()
    {
        Assert.Equal(Errno.EINVAL, _kernel.State.Bind(One with { IsCoherent = false }, out _));
        Assert.Equal(Errno.EPERM, _kernel.State.Bind(One with { HasIsolatedMsi = false }, out _));
        Assert.Equal(Errno.ENODEV, _kernel.State.Bind(One with { Group = new GroupId(99) }, out _));
        _kernel.State.GroupOf(One.Group).IsOwnedElsewhere = true;
        Assert.Equal(Errno.EPERM, _kernel.State.Bind(One, out _));
        _kernel.Close();
    }

    [Fact]
    public void What_cannot_be_attached()
    {
        var alone = _kernel.Bind(Alone with { IsVirtualFunctionWithPri = true });
        _kernel.State.AllocFault(0, out var fault);
        Assert.Equal(Errno.EINVAL, _kernel.Attach(alone, _kernel.Hwpt(alone, _ioas, 0, default, fault).Id));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(alone, alone.Id));
        Assert.Equal(Errno.ENOENT, _kernel.Attach(alone, new IommufdId(99)));
        _kernel.State.GroupOf(Alone.Group).Resets++;
        Assert.Equal(Errno.EBUSY, _kernel.Attach(alone, _ioas));
        _kernel.State.GroupOf(Alone.Group).Resets--;
        Assert.Equal(Errno.Ok, _kernel.Attach(alone, _ioas));
        _kernel.Close();
    }

    [Fact]
    public void A_domain_that_was_named_by_hand_outlives_the_devices_that_made_it()
    {
        var (one, alone) = (_kernel.Bind(One), _kernel.Bind(Alone));
        _kernel.Attach(one, _ioas);
        var automatic = _kernel.DomainOf(one)!;
        Assert.Equal(Errno.Ok, _kernel.Attach(alone, automatic.Id));
        Assert.Equal(Errno.Ok, _kernel.Detach(one));
        Assert.Equal(automatic, _kernel.DomainOf(alone));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(automatic.Id));
        Assert.Equal(Errno.Ok, _kernel.Detach(alone));
        Assert.Equal(Errno.ENOENT, _kernel.Destroy(automatic.Id));
        _kernel.Close();
    }
}
