using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// A context of iommufd over the driver of a machine with two SMMUs (IommufdProtocol): what an ioctl promises is true of DMAs.
/// Device 0 and device 2 are behind the first SMMU, device 1 behind the second.
/// </summary>
public sealed class IommufdActorTests : IommufdTest
{
    private protected override ImmutableArray<HostDevice> Devices => base.Devices.SetItem(2, base.Devices[2] with { PasidBits = 2 });

    [Fact]
    public void What_is_mapped_is_reached_through_every_SMMU_and_what_is_unmapped_through_none()
    {
        var (ioas, devices) = Setup(0, 1);
        Assert.Equal(Errno.Ok, Map(ioas, 0, 4).Result);
        foreach (var device in (int[])[0, 1]) Assert.Equal(At(Page), Reach(device, Iova + Page));
        Assert.Equal(4, Pinned);
        var unmapped = Ask(new UnmapIoas(Next(), ioas, new Iova(Iova), 4 * Page));
        Assert.Equal((Errno.Ok, 4 * Page), (unmapped.Result, unmapped.SizeBytes));
        foreach (var device in (int[])[0, 1]) Assert.Null(Reach(device, Iova + Page));
        Assert.Equal(0, Pinned);
        Assert.Equal(Errno.EBUSY, Ask(new DestroyObject(Next(), ioas)).Result);
        foreach (var device in devices) Assert.Equal(Errno.Ok, Ask(new DetachHwpt(Next(), device, default)).Result);
        Assert.Equal(Errno.Ok, Ask(new DestroyObject(Next(), ioas)).Result);
        Close();
    }

    [Fact]
    public void Unpin_follows_the_unmap_of_every_domain()
    {
        var (ioas, _) = Setup(0, 1);
        Map(ioas, 0, 1);
        Ask(new UnmapIoas(Next(), ioas, new Iova(Iova), Page));
        var unmaps = History.Events.OfType<OperationBegan>().Count(began => began.Kind == OperationKind.Unmap);
        Assert.Equal(2, unmaps);
        Assert.Equal(0, Pinned);
        Close();
    }

    [Fact]
    public void A_replace_has_the_new_mappings_at_once_and_the_old_domain_goes()
    {
        var (ioas, devices) = Setup(0);
        Map(ioas, 0, 1);
        var other = Ask(new AllocIoas(Next())).Id;
        Assert.Equal(Errno.Ok, Map(other, 8, 1).Result);
        var old = Ask(new AttachHwpt(Next(), devices[0], default, ioas));
        Assert.Equal(Errno.EBUSY, old.Result);
        Assert.Equal(At(0), Reach(0, Iova));
        Assert.Equal(Errno.Ok, Ask(new ReplaceHwpt(Next(), devices[0], default, other)).Result);
        Assert.Equal(At(8 * Page), Reach(0, Iova));
        Assert.Equal(Errno.Ok, Ask(new DestroyObject(Next(), ioas)).Result);
        Close();
    }

    [Fact]
    public void A_domain_that_comes_later_has_what_was_mapped_before()
    {
        var ioas = Begin();
        Assert.Equal(Errno.Ok, Map(ioas, 0, 2).Result);
        Assert.Equal(0, Pinned);
        var device = Ask(new BindDevice(Next(), new DeviceId(1))).Id;
        var hwpt = Ask(new AllocHwpt(Next(), device, ioas, IsNestParent: false, TakesPasids: false, null));
        Assert.Equal((Errno.Ok, 2), (hwpt.Result, Pinned));
        Assert.Equal(Errno.Ok, Ask(new AttachHwpt(Next(), device, default, hwpt.Id)).Result);
        Assert.Equal(At(Page), Reach(1, Iova + Page));
        Assert.Equal(Errno.EBUSY, Ask(new DestroyObject(Next(), hwpt.Id)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new AttachHwpt(Next(), Ask(new BindDevice(Next(), new DeviceId(0))).Id, default, hwpt.Id)).Result);
        Close();
    }

    [Fact]
    public void Each_PASID_has_its_own_address_space()
    {
        Start(with: Board.PasidCapabilities);
        var (ioas, other) = (Ask(new AllocIoas(Next())).Id, Ask(new AllocIoas(Next())).Id);
        var bound = Ask(new BindDevice(Next(), new DeviceId(2))).Id;
        Assert.Equal([Errno.Ok, Errno.Ok], [Map(ioas, 0, 1).Result, Map(other, 8, 1).Result]);
        var (plain, first, second) = (Hwpt(ioas, takesPasids: false), Hwpt(ioas), Hwpt(other));
        var (one, two) = (new SubstreamId(1), new SubstreamId(2));
        Assert.Equal(Errno.EINVAL, Attach(one, plain));
        Assert.Equal(Errno.EINVAL, Attach(new SubstreamId(4), first));
        Assert.Equal([Errno.Ok, Errno.Ok, Errno.Ok], [Attach(default, first), Attach(one, first), Attach(two, second)]);
        Assert.Equal([At(0), At(0), At(8 * Page)], [Reach(2, Iova), Reach(2, Iova, pasid: 1), Reach(2, Iova, pasid: 2)]);
        Assert.Equal(Errno.EBUSY, Attach(one, first));
        Assert.Equal(Errno.Ok, Ask(new ReplaceHwpt(Next(), bound, one, second)).Result);
        Assert.Equal([At(0), At(8 * Page)], [Reach(2, Iova), Reach(2, Iova, pasid: 1)]);
        Assert.Equal(Errno.Ok, Ask(new DetachHwpt(Next(), bound, two)).Result);
        Assert.Equal([At(8 * Page), null], [Reach(2, Iova, pasid: 1), Reach(2, Iova, pasid: 2)]);
        Assert.Equal(Errno.Ok, Attach(two, first));
        Assert.Equal(At(0), Reach(2, Iova, pasid: 2));
        Assert.Equal(Errno.Ok, Ask(new CloseContext(Next())).Result);
        Assert.Equal(0, Pinned);
        foreach (var pasid in (uint?[])[null, 1, 2]) Assert.Null(Reach(2, Iova, pasid: pasid));

        IommufdId Hwpt(IommufdId parent, bool takesPasids = true) =>
            Ask(new AllocHwpt(Next(), bound, parent, IsNestParent: false, takesPasids, null)).Id;

        Errno Attach(SubstreamId pasid, IommufdId to) => Ask(new AttachHwpt(Next(), bound, pasid, to)).Result;
    }

    [Fact]
    public void An_unmap_waits_for_an_emulated_device_to_unpin()
    {
        var (ioas, _) = Setup(0);
        Map(ioas, 0, 1);
        var access = Ask(new CreateAccess(Next(), HasUnmapCallback: true)).Id;
        Assert.Equal(Errno.Ok, Ask(new AttachAccess(Next(), access, ioas, IsReplace: false)).Result);
        Assert.Equal(Errno.Ok, Ask(new PinPages(Next(), access, new Iova(Iova), Page, IsWritten: false)).Result);
        var unmap = new UnmapIoas(Next(), ioas, new Iova(Iova), Page);
        Driver.Tell(unmap, TestActor);
        var asked = ExpectMsg<UnpinRequested>();
        Assert.Equal((access, Iova, Iova + Page - 1), (asked.Access, asked.First.Value, asked.Last.Value));
        Assert.Equal(At(0), Reach(0, Iova));
        Assert.Equal(Errno.EINVAL, Ask(new PinPages(Next(), access, new Iova(Iova), Page, IsWritten: false)).Result);
        Assert.Equal(Errno.EBUSY, Ask(new DestroyObject(Next(), ioas)).Result);
        Assert.Equal(Errno.Ok, Ask(new UnpinPages(Next(), access, new Iova(Iova), Page)).Result);
        Driver.Tell(new UnpinDone(asked.Ticket), TestActor);
        Assert.Equal(Errno.Ok, ExpectMsg<IoctlEnded>(ended => ended.Request == unmap.Request).Result);
        Assert.Null(Reach(0, Iova));
        Assert.Equal(0, Pinned);
        Driver.Tell(new DestroyAccess(Next(), access), TestActor);
        Driver.Tell(new UnpinDone(ExpectMsg<UnpinRequested>().Ticket), TestActor);
        Assert.Equal(Errno.Ok, ExpectMsg<IoctlEnded>().Result);
        Close();
    }

    [Fact]
    public void Without_a_callback_nothing_is_pinned()
    {
        var (ioas, _) = Setup(0);
        Map(ioas, 0, 1);
        var access = Ask(new CreateAccess(Next(), HasUnmapCallback: false)).Id;
        Assert.Equal(Errno.Ok, Ask(new AttachAccess(Next(), access, ioas, IsReplace: false)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new PinPages(Next(), access, new Iova(Iova), Page, IsWritten: false)).Result);
        Close();
    }

    [Fact]
    public void Errors_come_back()
    {
        var (ioas, devices) = Setup(0);
        Assert.Equal(Errno.ENOENT, Ask(new MapIoas(Next(), new IommufdId(99), At(0), Page, null, IsWritable: true)).Result);
        Assert.Equal(Errno.EFAULT, Ask(new MapIoas(Next(), ioas, new Pa(Data.Value - Page), Page, null, IsWritable: true)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new MapIoas(Next(), ioas, At(0), 1, null, IsWritable: true)).Result);
        Assert.Equal(Errno.EOVERFLOW, Ask(new MapIoas(Next(), ioas, At(0), ulong.MaxValue, null, IsWritable: true)).Result);
        Assert.Equal(Errno.ENOENT, Ask(new UnmapIoas(Next(), ioas, new Iova(Iova), Page)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new UnmapIoas(Next(), ioas, new Iova(Iova), 0)).Result);
        Assert.Equal(Errno.EOVERFLOW, Ask(new UnmapIoas(Next(), ioas, new Iova(Iova), ulong.MaxValue)).Result);
        Assert.Equal(Errno.Ok, Ask(new UnmapIoas(Next(), ioas, default, ulong.MaxValue)).Result);
        Assert.Equal(Errno.EBUSY, Ask(new DestroyObject(Next(), devices[0])).Result);
        Assert.Equal(Errno.ENODEV, Ask(new BindDevice(Next(), new DeviceId(99))).Result);
        Assert.Equal(Errno.ENOENT, Ask(new UnbindDevice(Next(), ioas)).Result);
        Close();
    }

    [Fact]
    public void What_many_users_map_and_unmap_at_once_leaves_nothing()
    {
        var (ioas, _) = Setup(0, 1);
        const int Users = 8;
        for (var user = 0; user < Users; user++)
        {
            var iova = new Iova(Iova + ((ulong)user * 4 * Page));
            Driver.Tell(new MapIoas(Next(), ioas, At((ulong)user * 4 * Page), 4 * Page, iova, IsWritable: true), TestActor);
        }

        var third = Ask(new BindDevice(Next(), new DeviceId(2)), others: Users).Id;
        Assert.Equal(Errno.Ok, Ask(new AttachHwpt(Next(), third, default, ioas)).Result);
        Assert.Equal(4 * Users, Pinned);
        foreach (var device in (int[])[0, 1, 2]) Assert.Equal(At(5 * Page), Reach(device, Iova + (5 * Page)));
        for (var user = 0; user < Users; user++)
            Driver.Tell(new UnmapIoas(Next(), ioas, new Iova(Iova + ((ulong)user * 4 * Page)), 4 * Page), TestActor);
        for (var user = 0; user < Users; user++) Assert.Equal(Errno.Ok, ExpectMsg<IoctlEnded>().Result);
        Assert.Equal(0, Pinned);
        Close();
    }
}
