using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// A VMM's ioctls over the driver of a machine (IommufdViommuProtocol). Its guest's RAM is the start of the memory of the process, and is
/// followed by what it writes for the kernel.
/// </summary>
public sealed class ViommuIoctlTests : IommufdTest
{
    private const ulong Ram = 0x4000_0000;
    private const ulong RamBytes = 0x20_0000;
    private const ulong ProcessBytes = 0x800_0000;
    private const ulong GuestTables = 0x10_0000;
    private static readonly VirtualStreamId Name = new(7);
    private IommufdId _ioas;
    private IommufdId _device;
    private IommufdId _parent;
    private IommufdId _viommu;

    [Fact]
    public void A_guest_s_tables_are_used_over_those_of_the_process_until_an_invalidation_says_that_they_changed()
    {
        var (space, entry) = Guest();
        space.Map(Iova, new Pa(Ram + Page));
        var nested = Nest(entry);
        Assert.Equal(Errno.ENOENT, Attach(nested.Id));
        Assert.Equal(Errno.Ok, NameDevice());
        Assert.Equal(Errno.Ok, Attach(nested.Id));
        Assert.Equal(At(Page), Reach(0, Iova));

        space.Unmap(Iova);
        Assert.Equal(At(Page), Reach(0, Iova));
        Assert.Equal((Errno.Ok, 1), Invalidate(Asid(space)));
        Assert.Null(Reach(0, Iova));
        Close();
    }

    [Fact]
    public void Commands_are_done_up_to_the_first_that_is_not_for_guests()
    {
        var space = WithStalePage();
        var stray = default(Command) with { Opcode = CommandOpcode.CfgiCdAll, StreamID = new StreamId(Name.Value + 1) };

        Assert.Equal((Errno.EIO, 0), Invalidate(stray, Asid(space)));
        Assert.Equal(At(0), Reach(0, Iova));
        Assert.Equal((Errno.EIO, 1), Invalidate(Asid(space), stray));
        Assert.Null(Reach(0, Iova));
        Close();
    }

    [Fact]
    public void More_commands_than_the_driver_issues_at_once_are_all_done()
    {
        var space = WithStalePage();
        var other = default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = new Asid(9) };

        Assert.Equal((Errno.Ok, 101), Invalidate([.. Enumerable.Repeat(other, 100), Asid(space)]));
        Assert.Null(Reach(0, Iova));
        Close();
    }

    [Fact]
    public void Events_come_with_the_guest_s_name_of_the_device_to_who_reads_the_queue()
    {
        var (_, entry) = Guest();
        NameDevice();
        Attach(Nest(entry).Id);
        var reader = CreateTestProbe();
        var alloc = new AllocVeventq(Next(), _viommu, VirtualEventKind.Smmu);
        Driver.Tell(alloc, reader);
        var queue = reader.ExpectMsg<IoctlEnded>(ended => ended.Request == alloc.Request).Id;
        Assert.Equal(Errno.EEXIST, Ask(new AllocVeventq(Next(), _viommu, VirtualEventKind.Smmu)).Result);
        foreach (var sequence in (uint[])[0, 1])
        {
            Assert.Null(Reach(0, Iova + (sequence * Page)));
            var delivered = reader.ExpectMsg<VirtualEventDelivered>();
            Assert.Equal((queue, sequence, false), (delivered.Queue, delivered.Sequence, delivered.IsLost));
            Assert.Equal(
                (EventId.FTranslation, Name.Value, Iova + (sequence * Page)),
                (delivered.Event.Id, delivered.Event.StreamID.Value, delivered.Event.InputAddr.Value));
        }

        Assert.Equal(Errno.EBUSY, Ask(new DestroyObject(Next(), queue)).Result);
        Assert.Equal(Errno.Ok, Ask(new CloseQueueFile(Next(), queue)).Result);
        Assert.Equal(Errno.Ok, Ask(new DestroyObject(Next(), queue)).Result);
        Close();
    }

    [Fact]
    public void What_relies_on_something_keeps_it_and_a_name_goes_with_its_device()
    {
        var (_, entry) = Guest();
        NameDevice();
        var nested = Nest(entry).Id;
        Assert.Equal(Errno.Ok, Attach(nested));
        foreach (var used in (IommufdId[])[_parent, _viommu, nested])
            Assert.Equal(Errno.EBUSY, Ask(new DestroyObject(Next(), used)).Result);
        Assert.Equal(Errno.Ok, Ask(new UnbindDevice(Next(), _device)).Result);
        Assert.Single(History.Events.OfType<VdeviceUnmapped>());
        foreach (var free in (IommufdId[])[nested, _viommu, _parent])
            Assert.Equal(Errno.Ok, Ask(new DestroyObject(Next(), free)).Result);
        Close();
    }

    [Fact]
    public void Errors_come_back()
    {
        var (space, entry) = Guest();
        var (behindOther, plain) = (Bind(1), Alloc(isNestParent: false));
        Assert.Equal(Errno.EINVAL, Ask(new AllocViommu(Next(), _device, plain)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new AllocViommu(Next(), behindOther, _parent)).Result);
        Assert.Equal(Errno.ENOENT, Ask(new AllocViommu(Next(), _device, default)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new AllocVdevice(Next(), _viommu, behindOther, Name)).Result);
        Assert.Equal(Errno.Ok, NameDevice());
        Assert.Equal(Errno.EEXIST, NameDevice());
        Assert.Equal(Errno.EEXIST, Ask(new AllocVdevice(Next(), _viommu, Bind(2), Name)).Result);
        Assert.Equal(Errno.EIO, Nest(entry with { MEV = true }).Result);
        Assert.Equal(Errno.ENOENT, Ask(new AllocVeventq(Next(), _parent, VirtualEventKind.Smmu)).Result);

        Assert.Equal((Errno.EINVAL, 0), Invalidate());
        Assert.Equal(Errno.ENOENT, Ask(new InvalidateHwpt(Next(), default, At(RamBytes), 1)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new InvalidateHwpt(Next(), _parent, At(RamBytes), 1)).Result);
        Assert.Equal(Errno.EFAULT, Ask(new InvalidateHwpt(Next(), _viommu, new Pa(Data.Value - 16), 1)).Result);
        Assert.Equal(Errno.EFAULT, Ask(new InvalidateHwpt(Next(), _viommu, At(ProcessBytes - 16), 2)).Result);
        Assert.Equal(Errno.EINVAL, Ask(new InvalidateHwpt(Next(), _viommu, At(RamBytes), uint.MaxValue)).Result);
        Assert.Equal((Errno.Ok, 1), Invalidate(Asid(space)));
        Close();
    }

    // A process with a guest's RAM, a device, a nest parent and a viommu; and what the guest wrote.
    private (AddressSpace Space, StreamTableEntry Entry) Guest()
    {
        _ioas = Begin();
        var map = new MapIoas(Next(), _ioas, At(0), RamBytes, new Iova(Ram), IsWritable: true);
        Assert.Equal(Errno.Ok, Ask(map).Result);
        _device = Bind(0);
        _parent = Alloc(isNestParent: true);
        var viommu = Ask(new AllocViommu(Next(), _device, _parent));
        Assert.Equal(Errno.Ok, viommu.Result);
        _viommu = viommu.Id;
        var memory = new GuestMemory(Memory, new Pa(Ram), At(0), RamBytes);
        var frames = new FrameAllocator(memory, new Pa(Ram + GuestTables), RamBytes - GuestTables);
        var space = new AddressSpace(memory, frames, asid: 3, abortsOnFault: true, stalls: false, marks: false);
        var entry = default(StreamTableEntry) with { V = true, Config = SteConfig.S1Translate };
        return (space, space.Contexts.AttachedTo(entry));
    }

    // A page that the guest has unmapped, and not told anybody of.
    private AddressSpace WithStalePage()
    {
        var (space, entry) = Guest();
        NameDevice();
        Attach(Nest(entry).Id);
        space.Map(Iova, new Pa(Ram));
        Assert.Equal(At(0), Reach(0, Iova));
        space.Unmap(Iova);
        return space;
    }

    private IommufdId Bind(int device) => Ask(new BindDevice(Next(), new DeviceId(device))).Id;

    private IommufdId Alloc(bool isNestParent)
    {
        var hwpt = Ask(new AllocHwpt(Next(), _device, _ioas, isNestParent, TakesPasids: false, null));
        Assert.Equal(Errno.Ok, hwpt.Result);
        return hwpt.Id;
    }

    private Errno NameDevice() => Ask(new AllocVdevice(Next(), _viommu, _device, Name)).Result;

    private IoctlEnded Nest(StreamTableEntry entry) => Ask(new AllocNestedHwpt(Next(), _device, _viommu, entry));

    private Errno Attach(IommufdId hwpt) => Ask(new AttachHwpt(Next(), _device, default, hwpt)).Result;

    private static Command Asid(AddressSpace space) => default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = space.Asid };

    private (Errno Result, int Handled) Invalidate(params Command[] commands)
    {
        for (var index = 0; index < commands.Length; index++)
        {
            var at = RamBytes + (16UL * (ulong)index);
            Memory.Store(At(at), commands[index].D0);
            Memory.Store(At(at + 8), commands[index].D1);
        }

        var ended = Ask(new InvalidateHwpt(Next(), _viommu, At(RamBytes), (uint)commands.Length));
        return (ended.Result, ended.Handled);
    }
}
