using ActorIommu.Actors.Iommufd;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// Bodies 20 to 26 and 34 to 39 of the kernel's tests of iommufd: addresses. Without a domain they begin at 0, else where the mock's begin.
/// </summary>
public sealed class IoasConformanceTests
{
    private readonly Kernel _kernel = new(new SelftestRules(), Device(0), Device(1), Device(2));
    private IommufdId _ioas;
    private ulong _base;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Body_20_areas(int devices)
    {
        Setup(devices);
        for (var i = 0UL; i < 10; i++) Assert.Equal(Errno.ENOENT, _kernel.Unmap(_ioas, _base + (i * Page), Page).Result);
        for (var i = 0UL; i < 10; i++) Map(UserAddress + (i * Page), Page, _base + (i * Page));
        for (var i = 0UL; i < 10; i++) Assert.Equal((Errno.Ok, Page), Unmap(_base + (i * Page), Page));

        Map(UserAddress, 2 * Page, _base + (16 * Page));
        Assert.Equal((Errno.ENOENT, 0UL), Unmap(_base + (16 * Page), Page));
        Assert.Equal((Errno.ENOENT, 0UL), Unmap(_base + (17 * Page), Page));
        (ulong First, ulong Pages)[] overlapping = [(16, 2), (16, 1), (17, 1), (17, 2), (15, 4)];
        foreach (var (first, pages) in overlapping)
            Assert.Equal(Errno.EEXIST, _kernel.Map(_ioas, UserAddress, pages * Page, _base + (first * Page)).Result);
        var all = _kernel.UnmapAll(_ioas);
        Assert.Equal((Errno.Ok, 2 * Page), (all.Result, all.SizeBytes));
        var none = _kernel.UnmapAll(_ioas);
        Assert.Equal((Errno.Ok, 0UL), (none.Result, none.SizeBytes));
        Assert.Equal(0, _kernel.Memory.Pinned);
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Body_21_a_range_of_whole_areas(int devices)
    {
        Setup(devices);
        for (var i = 0UL; i < 4; i++) Map(UserAddress + (i * 16 * Page), 8 * Page, _base + (i * 16 * Page));
        Assert.Equal((Errno.ENOENT, 0UL), Unmap(_base + Page, 63 * Page));
        Assert.Equal((Errno.Ok, 32 * Page), Unmap(_base, 56 * Page));

        // What came before the area that is cut stays unmapped (BZ-76).
        for (var i = 0UL; i < 4; i++) Map(UserAddress + (i * 16 * Page), 8 * Page, _base + (i * 16 * Page));
        Assert.Equal(Errno.ENOENT, Unmap(_base, 55 * Page).Result);
        Assert.Equal((Errno.Ok, 8 * Page), Unmap(_base, 64 * Page));
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Body_22_addresses_that_the_kernel_chooses(int devices)
    {
        Setup(devices);
        var space = _kernel.SpaceOf(_ioas);
        foreach (var iova in Automatic()) Assert.Equal(Errno.Ok, Unmap(iova.First, iova.Last - iova.First + 1).Result);
        var reserved = new IovaSpan(_base + (4 * Page), _base + (104 * Page) - 1);
        Assert.Equal(Errno.Ok, space.Reserve(reserved, _ioas));
        foreach (var iova in Automatic())
        {
            Assert.False(iova.Overlaps(reserved));
            Assert.Equal(Errno.Ok, Unmap(iova.First, iova.Last - iova.First + 1).Result);
        }

        Assert.Equal(Errno.EADDRINUSE, space.Allow([new IovaSpan(_base + Page, _base + (601 * Page) - 1)]));
        var allowed = new IovaSpan(_base + (200 * Page), _base + (600 * Page) - 1);
        Assert.Equal(Errno.Ok, space.Allow([allowed]));
        Assert.All(Automatic(), iova => Assert.True(allowed.Contains(iova)));
        _kernel.Close();
    }

    [Fact]
    public void Body_23_a_reserved_range_up_to_the_end()
    {
        Setup(0);
        Assert.Equal(Errno.Ok, _kernel.SpaceOf(_ioas).Reserve(new IovaSpan(6, ulong.MaxValue - 1), _ioas));
        Assert.Equal(Errno.ENOSPC, _kernel.Map(_ioas, UserAddress, 0x2000).Result);
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Body_24_allowed_ranges(int devices)
    {
        Setup(devices);
        var space = _kernel.SpaceOf(_ioas);
        var (allowed, inside) = (new IovaSpan(_base, _base + (10 * Page)), new IovaSpan(_base + Page, _base + (2 * Page) - 1));
        Assert.Equal(Errno.Ok, space.Allow([allowed]));
        Assert.Equal(Errno.EADDRINUSE, space.Reserve(inside, _ioas));
        Assert.Equal(Errno.Ok, space.Allow([]));
        Assert.Equal(Errno.Ok, space.Reserve(inside, _ioas));
        Assert.Equal(Errno.EADDRINUSE, space.Allow([allowed]));
        Assert.Equal(Errno.EINVAL, space.Allow([new IovaSpan(5 * Page, 5 * Page)]));
        IovaSpan[] overlapping = [new(_base + (3 * Page), _base + (5 * Page)), new(_base + (5 * Page), _base + (6 * Page))];
        Assert.Equal(Errno.EINVAL, space.Allow(overlapping));
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Body_25_copies(int devices)
    {
        Setup(devices);
        Map(UserAddress, Page, _base);
        var pinned = _kernel.Memory.Pinned;
        Assert.Equal(Errno.Ok, _kernel.Copy(_ioas, _base, Page, _ioas, _base + Page).Result);
        Assert.Equal(pinned, _kernel.Memory.Pinned);
        Assert.Equal(Errno.Ok, _kernel.Copy(_ioas, _base, Page, _kernel.Ioas(), 0).Result);
        Assert.Equal(Errno.ENOENT, _kernel.Copy(_ioas, _base + Page, 2 * Page, _kernel.Ioas(), 0).Result);
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Body_26_ranges_that_can_be_used(int devices)
    {
        Setup(devices);
        var space = _kernel.SpaceOf(_ioas);
        var (all, alignment) = devices == 0 ? (IovaSpan.All, 1UL) : (new IovaSpan(Start, (1UL << 31) - 1), MockPage);
        Assert.Equal([all], space.Ranges());
        Assert.Equal(alignment, space.Alignment);
        Assert.Equal(Errno.Ok, space.Reserve(new IovaSpan(Page, (2 * Page) - 1), _ioas));
        Assert.Equal(devices == 0 ? [new IovaSpan(0, Page - 1), new IovaSpan(2 * Page, ulong.MaxValue)] : [all], space.Ranges());
        _kernel.Close();
    }

    [Fact]
    public void Body_34_the_option_of_huge_pages()
    {
        Setup(1);
        var space = _kernel.SpaceOf(_ioas);
        Assert.Equal(1UL, space.HugePages);
        Assert.Equal(Errno.Ok, space.SetHugePages(0));
        Assert.Equal(0UL, space.HugePages);
        Assert.Equal(Errno.EINVAL, space.SetHugePages(2));
        Assert.Equal(Errno.Ok, space.SetHugePages(1));
        Map(UserAddress, Page, _base);
        Assert.Equal(Errno.EINVAL, space.SetHugePages(0));
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Body_35_every_size_up_to_two_pages(int devices)
    {
        Setup(devices);
        for (var size = 1UL; size < 2 * Page; size++)
        {
            var reply = _kernel.Map(_ioas, UserAddress, size);
            Assert.Equal(devices != 0 && size % MockPage != 0 ? Errno.EINVAL : Errno.Ok, reply.Result);
            if (reply.Result == Errno.Ok) Assert.Equal((Errno.Ok, size), Unmap(reply.Iova, size));
        }

        _kernel.Close();
    }

    [Fact]
    public void Body_36_a_change_of_alignment()
    {
        Setup(0);
        var space = _kernel.SpaceOf(_ioas);
        Map(UserAddress, Page, Start);
        Assert.Equal(Errno.Ok, space.SetHugePages(0));
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, MockPage, Start + (2 * Page)).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress + MockPage, Page, Start + (2 * Page)).Result);
        Assert.Equal(Errno.Ok, space.SetHugePages(0));
        Assert.Equal(Errno.Ok, space.SetHugePages(1));
        Map(UserAddress + MockPage, MockPage, Start + (2 * Page));
        Assert.Equal(Errno.EADDRINUSE, space.SetHugePages(0));
        Assert.Equal((1UL, 1UL), (space.HugePages, space.Alignment));
        _kernel.Close();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Body_37_copies_of_parts(int devices)
    {
        Setup(devices);
        var source = _kernel.Ioas();
        const ulong From = Start + (12 * Page);
        const ulong Size = 9 * MockPage;
        Assert.Equal(Errno.Ok, _kernel.Map(source, UserAddress, Size, From).Result);
        for (var iova = From - MockPage - 511; iova < From + Size + MockPage; iova += 511)
        {
            var inside = iova >= From && iova + MockPage <= From + Size;
            var isAligned = devices == 0 || (UserAddress + iova - From) % MockPage == 0;
            var reply = _kernel.Copy(source, iova, MockPage, _ioas);
            Assert.Equal(!inside ? Errno.ENOENT : isAligned ? Errno.Ok : Errno.EINVAL, reply.Result);
            if (reply.Result == Errno.Ok) Assert.Equal(Errno.Ok, Unmap(reply.Iova, MockPage).Result);
        }

        _kernel.Close();
    }

    // An area in transition: its addresses are taken, and nothing else can be done with it.
    [Fact]
    public void O10_what_others_see_of_an_area_that_is_being_mapped_or_unmapped()
    {
        Setup(1);
        var space = _kernel.SpaceOf(_ioas);
        var seen = 0;
        _kernel.Driver = call =>
        {
            if (call is not (MapCall or UnmapCall)) return Errno.Ok;
            seen++;
            _kernel.Driver = _ => Errno.Ok;
            Assert.Equal(Errno.EEXIST, _kernel.Map(_ioas, UserAddress, Page, _base).Result);
            Assert.Equal(Errno.EBUSY, Unmap(_base, Page).Result);
            Assert.Equal(Errno.ENOENT, _kernel.Copy(_ioas, _base, Page, _ioas).Result);
            Assert.Equal(Errno.ENOENT, space.Reach(_base, 1, false, out _));
            return Errno.Ok;
        };
        var during = _kernel.Driver;
        Map(UserAddress, Page, _base);
        _kernel.Driver = during;
        Assert.Equal(Errno.Ok, Unmap(_base, Page).Result);
        Assert.Equal(2, seen);
        _kernel.Close();
    }

    [Fact]
    public void Errors_of_a_map_come_in_the_kernel_s_order()
    {
        Setup(1);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, 0, _base).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, Page, _base + 1).Result);
        Assert.Equal(Errno.EOVERFLOW, _kernel.Map(_ioas, UserAddress, 2 * Page, ulong.MaxValue - Page + 1).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress, Page, 0).Result);
        Map(UserAddress, Page, _base);
        Assert.Equal(Errno.EEXIST, _kernel.Map(_ioas, UserAddress + 1, Page, _base).Result);
        Assert.Equal(Errno.EINVAL, _kernel.Map(_ioas, UserAddress + 1, Page, _base + Page).Result);
        var readOnly = new MappedPages(_kernel.Memory, UserAddress, Page, isWritable: false);
        var reply = _kernel.Run(reply => _kernel.SpaceOf(_ioas).Map(reply, [new PagesPart(readOnly, 0, Page)], _base + Page, isWritable: true));
        Assert.Equal(Errno.EPERM, reply.Result);
        _kernel.Close();
    }

    private void Setup(int devices)
    {
        _ioas = _kernel.Ioas();
        for (var number = 0; number < devices; number++) Assert.Equal(Errno.Ok, _kernel.Attach(_kernel.Bind(Device(number)), _ioas));
        _base = devices == 0 ? 0 : Start;
    }

    private List<IovaSpan> Automatic()
    {
        var mapped = new List<IovaSpan>();
        for (var pages = 1UL; pages <= 10; pages++)
        {
            var reply = _kernel.Map(_ioas, UserAddress, pages * Page);
            Assert.Equal(Errno.Ok, reply.Result);
            Assert.Equal(0UL, reply.Iova % Page);
            Assert.NotEqual(0UL, reply.Iova);
            mapped.Add(new IovaSpan(reply.Iova, reply.Iova + (pages * Page) - 1));
        }

        return mapped;
    }

    private void Map(ulong address, ulong size, ulong iova) => Assert.Equal(Errno.Ok, _kernel.Map(_ioas, address, size, iova).Result);

    private (Errno Result, ulong SizeBytes) Unmap(ulong iova, ulong size)
    {
        var reply = _kernel.Unmap(_ioas, iova, size);
        return (reply.Result, reply.SizeBytes);
    }
}
