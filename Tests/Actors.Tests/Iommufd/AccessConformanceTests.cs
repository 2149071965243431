using ActorIommu.Actors.Iommufd;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Bodies 27 to 31 and 40 to 44 of the kernel's tests of iommufd: what emulated devices and domains pin.</summary>
public sealed class AccessConformanceTests
{
    private readonly Kernel _kernel = new(new SelftestRules(), Device(0), Device(1), Device(2));
    private readonly List<DeviceObject> _devices = [];
    private IommufdId _ioas;

    [Fact]
    public void Body_27_a_domain_goes_while_an_access_pins()
    {
        Setup(1);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, 4 * Page, Start).Result);
        var access = Access();
        Assert.Equal(Errno.Ok, _kernel.Pin(access, Start + Page, Page));
        Assert.Equal(4, _kernel.Memory.Pinned);
        Assert.Equal(Errno.Ok, _kernel.Detach(_devices[0]));
        Assert.Equal((1, 1), (_kernel.Memory.Pinned, _kernel.Memory.PinsOf(UserAddress + Page)));
        Assert.Equal(Errno.Ok, _kernel.Unpin(access, Start + Page, Page));
        Assert.Equal(0, _kernel.Memory.Pinned);
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Body_28_pins(int devices)
    {
        Setup(devices);
        var access = Access();
        for (var pages = 1UL; pages <= 15; pages++)
        {
            var (iova, size) = (Start, pages * Page);
            Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, size, iova).Result);
            Assert.Equal(devices == 0 ? 0 : (int)pages, _kernel.Memory.Pinned);
            Assert.Equal(Errno.Ok, _kernel.Pin(access, iova, size, isWritten: true));
            Assert.Equal(Errno.Ok, _kernel.Unpin(access, iova, size));
            Assert.Equal(Errno.Ok, _kernel.Pin(access, iova, size));
            Assert.Equal(Errno.Ok, _kernel.Pin(access, iova, Page));
            Assert.Equal((int)pages, _kernel.Memory.Pinned);
            Assert.Equal(Errno.Ok, _kernel.Unpin(access, iova, Page));
            Assert.Equal((int)pages, _kernel.Memory.Pinned);
            var late = _kernel.Bind(Device(2));
            Assert.Equal(Errno.Ok, _kernel.Attach(late, _ioas));
            var hwpt = _kernel.DomainOf(late)!;
            Assert.Equal(UserMemory.PhysicalOf(UserAddress + size - Page), _kernel.Translate(hwpt, iova + size - Page));
            _kernel.Run(_kernel.State.Unbind(late));
            Assert.Equal((int)pages, _kernel.Memory.Pinned);
            Assert.Equal(Errno.Ok, _kernel.Unpin(access, iova, size));
            Assert.Equal(Errno.ENOENT, _kernel.Unpin(access, iova, size));
            Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, iova, size).Result);
            Assert.Equal(0, _kernel.Memory.Pinned);
        }

        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Body_29_an_unmap_asks_for_the_pins(int devices)
    {
        Setup(devices);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, 2 * Page, Start).Result);
        var access = Access();
        Assert.Equal(Errno.Ok, _kernel.Pin(access, Start, 2 * Page));
        var asked = new List<IovaSpan>();
        _kernel.UnmapCallbacks[access.Id] = span =>
        {
            asked.Add(span);
            Assert.Equal(Errno.EINVAL, _kernel.Pin(access, Start, Page));
            Assert.Equal(Errno.Ok, _kernel.Unpin(access, Start, 2 * Page));
        };
        Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, Start, 2 * Page).Result);
        Assert.Equal([new IovaSpan(Start, Start + (2 * Page) - 1)], asked);
        Assert.Equal(Errno.ENOENT, _kernel.Unpin(access, Start, 2 * Page));
        Assert.Equal(Errno.ENOENT, _kernel.Pin(access, Start, Page));
        _kernel.UnmapCallbacks.Clear();
        _kernel.Close();
    }

    [Fact]
    public void An_unmap_gives_up_on_an_access_that_does_not_unpin()
    {
        Setup(1);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, Start).Result);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, Start + Page).Result);
        var access = Access();
        Assert.Equal(Errno.Ok, _kernel.Pin(access, Start + Page, Page));
        var reply = _kernel.Unmap(_ioas, Start, 2 * Page);
        Assert.Equal((Errno.EDEADLOCK, Page), (reply.Result, reply.SizeBytes));
        Assert.InRange(_kernel.Calls.OfType<UnpinCall>().Count(), 100, 102);
        Assert.Equal(Errno.Ok, _kernel.Unpin(access, Start + Page, Page));
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x800)]
    public void Bodies_30_and_31_reads_and_writes_at_any_byte(ulong offset)
    {
        Setup(0);
        var space = _kernel.SpaceOf(_ioas);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, 2 * Page, Start + offset).Result);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress + (8 * Page), Page, Start + offset + (2 * Page), isWritable: false).Result);
        for (var at = Page - 50; at < Page + 50; at++)
        {
            for (var size = 1UL; size < 64; size++)
            {
                Assert.Equal(Errno.Ok, space.Reach(Start + offset + at, size, true, out var parts));
                Assert.Equal((at, size), (Assert.Single(parts).Start, parts[0].SizeBytes));
            }
        }

        Assert.Equal(Errno.Ok, space.Reach(Start + offset, 3 * Page, false, out var all));
        Assert.Equal([2 * Page, Page], all.Select(part => part.SizeBytes));
        Assert.Equal(Errno.EPERM, space.Reach(Start + offset, 3 * Page, true, out _));
        Assert.Equal(Errno.ENOENT, space.Reach(Start + offset, (3 * Page) + 1, false, out _));
        Assert.Equal(Errno.EINVAL, space.Reach(Start, 0, false, out _));
        Assert.Equal(Errno.EOVERFLOW, space.Reach(ulong.MaxValue, 2, false, out _));
        _kernel.Close();
    }

    [Fact]
    public void What_cannot_be_pinned()
    {
        Setup(0);
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, 2 * Page, Start, isWritable: false).Result);
        var access = Access();
        Assert.Equal(Errno.EINVAL, _kernel.Pin(access, Start, 0));
        Assert.Equal(Errno.EOVERFLOW, _kernel.Pin(access, ulong.MaxValue, Page));
        Assert.Equal(Errno.ENOENT, _kernel.Pin(access, Start, 3 * Page));
        Assert.Equal(Errno.EINVAL, _kernel.Pin(access, Start + 1, Page));
        Assert.Equal(Errno.EPERM, _kernel.Pin(access, Start, Page, isWritten: true));
        Assert.Equal(0, _kernel.Memory.Pinned);
        _kernel.Memory.Holes.Add(UserAddress + Page);
        Assert.Equal(Errno.EFAULT, _kernel.Pin(access, Start, 2 * Page));
        Assert.Equal(0, _kernel.Memory.Pinned);

        // Without a callback nobody could ask for the pin (vfio_pin_pages).
        var deaf = _kernel.State.CreateAccess(hasUnmapCallback: false);
        Assert.Equal(Errno.Ok, _kernel.Run(reply => _kernel.State.AttachAccess(reply, deaf, _ioas)).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Pin(deaf, Start, Page));
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(deaf.Id));
        _kernel.Close();
    }

    [Fact]
    public void O4_body_40_a_map_that_fails_half_way_leaves_nothing()
    {
        Setup(1);
        var hwpt = _kernel.Hwpt(_devices[0], _ioas);
        foreach (var hole in (ulong[])[0, 4])
        {
            _kernel.Memory.Holes.Clear();
            _kernel.Memory.Holes.Add(UserAddress + (hole * Page));
            Assert.Equal(Errno.EFAULT, _kernel.Map(_ioas, UserAddress, 8 * Page, Start).Result);
            Assert.Equal((0, 0UL), (_kernel.Memory.Pinned, _kernel.MappedBytes(hwpt)));
        }

        _kernel.Memory.Holes.Clear();
        _kernel.Memory.End = UserAddress + (4 * Page);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, 4 * Page + 1, Start).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, 5 * Page, Start).Result);
        Assert.Equal((0, 0UL), (_kernel.Memory.Pinned, _kernel.MappedBytes(hwpt)));

        // Each step of the driver fails once: the second domain, the third run of the first.
        for (var nth = 1; nth <= 8; nth++)
        {
            var maps = 0;
            _kernel.Driver = call => call is MapCall && ++maps == nth ? Errno.ENOMEM : Errno.Ok;
            Assert.Equal(Errno.ENOMEM, _kernel.Map(_ioas, UserAddress, 4 * Page, Start).Result);
            Assert.Equal((0, 0UL), (_kernel.Memory.Pinned, _kernel.MappedBytes(hwpt)));
            Assert.Equal(0UL, _kernel.MappedBytes(_kernel.DomainOf(_devices[0])!));
            Assert.Empty(_kernel.SpaceOf(_ioas).Areas);
        }

        _kernel.Driver = _ => Errno.Ok;
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, 4 * Page, Start).Result);
        _kernel.Close();
    }

    [Fact]
    public void Bodies_42_and_43_every_alignment_and_a_domain_that_comes_later()
    {
        Setup(1);
        const ulong Pages = 8;
        for (var start = 0UL; start < Pages * Page; start += MockPage)
        {
            for (var end = start + MockPage; end <= Pages * Page; end += MockPage)
            {
                Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress + start, end - start, Start + start).Result);
                Assert.Equal((int)(((end - 1) / Page) - (start / Page)) + 1, _kernel.Memory.Pinned);
                var late = _kernel.Hwpt(_devices[0], _ioas);
                foreach (var hwpt in (Hwpt[])[_kernel.DomainOf(_devices[0])!, late])
                {
                    Assert.Equal(end - start, _kernel.MappedBytes(hwpt));
                    for (var at = start; at < end; at += MockPage) Assert.Equal(Expected(at), _kernel.Translate(hwpt, Start + at)!.Value.Value);
                }

                Assert.Equal(Errno.Ok, _kernel.Destroy(late.Id));
                Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, Start + start, end - start).Result);
                Assert.Equal(0, _kernel.Memory.Pinned);
            }
        }

        _kernel.Close();

        static ulong Expected(ulong at) => UserMemory.PhysicalOf((UserAddress + at) & ~(Page - 1)).Value + (at % Page);
    }

    [Fact]
    public void Body_44_a_copy_of_what_an_access_pins_and_a_replace_of_its_address_space()
    {
        Setup(2);
        var (source, access) = (_kernel.Ioas(), _kernel.State.CreateAccess(hasUnmapCallback: true));
        Assert.Equal(Errno.Ok, _kernel.Map(source, UserAddress, 2 * Page, Start).Result);
        Assert.Equal(Errno.ENOENT, _kernel.Run(reply => _kernel.State.ReplaceAccess(reply, access, source)).Result);
        Assert.Equal(Errno.Ok, _kernel.Run(reply => _kernel.State.AttachAccess(reply, access, source)).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Run(reply => _kernel.State.AttachAccess(reply, access, source)).Result);
        Assert.Equal(Errno.EBUSY, _kernel.Destroy(source));
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(Errno.Ok, _kernel.Pin(access, Start, Page));
            Assert.Equal(Errno.Ok, _kernel.Copy(source, Start, 2 * Page, _ioas, Start).Result);
            Assert.Equal(2, _kernel.Memory.Pinned);
            var fresh = _kernel.Ioas();
            Assert.Equal(Errno.Ok, _kernel.Copy(source, Start, 2 * Page, fresh, Start).Result);
            var (from, asked) = (source, 0);
            _kernel.UnmapCallbacks[access.Id] = span =>
            {
                asked++;
                Assert.Equal(IovaSpan.All, span);
                Assert.Equal(Errno.ENOENT, _kernel.Pin(access, Start, Page));
                Assert.Equal(Errno.Ok, _kernel.Unpin(access, Start, Page));
            };
            Assert.Equal(Errno.Ok, _kernel.Run(reply => _kernel.State.ReplaceAccess(reply, access, fresh)).Result);
            Assert.Equal(Errno.Ok, _kernel.Run(reply => _kernel.State.ReplaceAccess(reply, access, fresh)).Result);
            Assert.Equal(1, asked);
            Assert.Equal(Errno.Ok, _kernel.Unmap(_ioas, Start, 2 * Page).Result);
            Assert.Equal(Errno.Ok, _kernel.Destroy(from));
            Assert.Equal(0, _kernel.Memory.Pinned);
            source = fresh;
        }

        _kernel.UnmapCallbacks.Clear();
        _kernel.Close();
    }

    private void Setup(int devices)
    {
        _ioas = _kernel.Ioas();
        for (var number = 0; number < devices; number++)
        {
            _devices.Add(_kernel.Bind(Device(number)));
            Assert.Equal(Errno.Ok, _kernel.Attach(_devices[^1], _ioas));
        }
    }

    private AccessObject Access()
    {
        var access = _kernel.State.CreateAccess(hasUnmapCallback: true);
        Assert.Equal(Errno.Ok, _kernel.Run(reply => _kernel.State.AttachAccess(reply, access, _ioas)).Result);
        return access;
    }
}
