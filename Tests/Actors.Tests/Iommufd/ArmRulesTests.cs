using System.Buffers.Binary;
using ActorIommu.Actors.Iommufd;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Where Linux' driver of SMMUv3 differs from the mock driver: the same bodies with what is true of an SMMU.</summary>
public sealed class ArmRulesTests
{
    private static readonly ArmTraits Full = new(HasStageOne: true, HasStageTwo: true) { Vcmdqs = 2, Log2Commands = 8 };
    private static readonly DeviceTraits First = Arm(0, 0, 16);
    private static readonly DeviceTraits Elsewhere = Arm(1, 1, 17);
    private static readonly DeviceTraits TwoStreams = Arm(2, 0, 18) with { Streams = [new StreamId(18), new StreamId(19)] };
    private readonly Kernel _kernel = new(new ArmRules([Full, Full]), First, Elsewhere, TwoStreams);
    private readonly DeviceObject _device;
    private readonly IommufdId _ioas;
    private readonly Hwpt _parent;
    private readonly ViommuObject _viommu;

    public ArmRulesTests()
    {
        _ioas = _kernel.Ioas();
        _device = _kernel.Bind(First);
        _parent = _kernel.Hwpt(_device, _ioas, HwptFlags.NestParent);
        Assert.Equal(Errno.Ok, Viommu(_device, _parent, out _viommu!));
    }

    [Theory]
    [InlineData(HwptFlags.None, Errno.Ok, Stage.One)]
    [InlineData(HwptFlags.NestParent, Errno.Ok, Stage.Two)]
    [InlineData(HwptFlags.Pasid, Errno.Ok, Stage.One)]
    [InlineData(HwptFlags.DirtyTracking, Errno.Ok, Stage.One)]
    [InlineData(HwptFlags.DirtyTracking | HwptFlags.Pasid, Errno.Ok, Stage.One)]
    [InlineData(HwptFlags.NestParent | HwptFlags.Pasid, Errno.EOPNOTSUPP, Stage.One)]
    [InlineData(HwptFlags.NestParent | HwptFlags.DirtyTracking, Errno.EOPNOTSUPP, Stage.One)]
    internal void Body_46_flags(HwptFlags flags, Errno expected, Stage stage)
    {
        var reply = _kernel.Alloc(new HwptRequest(_device.Id, _ioas) { Flags = flags });
        Assert.Equal(expected, reply.Result);
        if (expected == Errno.Ok) Assert.Equal(stage, _kernel.State.Table.Find<PagingHwpt>(reply.Id)!.Shape.Stage);
        _kernel.Close();
    }

    [Fact]
    public void An_SMMU_of_one_stage_has_no_other_domains()
    {
        var onlyTwo = new ArmTraits(HasStageOne: false, HasStageTwo: true);
        var onlyOne = new ArmTraits(HasStageOne: true, HasStageTwo: false);
        var rules = new ArmRules([onlyTwo, onlyOne]);
        Assert.Equal((Errno.Ok, Stage.Two), Alloc(First, HwptFlags.None));
        Assert.Equal(Errno.EOPNOTSUPP, Alloc(First, HwptFlags.Pasid).Result);
        Assert.Equal(Errno.EOPNOTSUPP, Alloc(First, HwptFlags.NestParent).Result);
        Assert.Equal((Errno.Ok, Stage.One), Alloc(Elsewhere, HwptFlags.Pasid));
        Assert.Equal(Errno.EOPNOTSUPP, Alloc(Elsewhere, HwptFlags.NestParent).Result);
        Assert.False(rules.HasViommu(First, UserDataType.ArmSmmuV3) || rules.HasViommu(Elsewhere, UserDataType.ArmSmmuV3));
        Assert.Equal(Errno.EOPNOTSUPP, rules.AllocPaging(First, 0, Entry(0, 0), out _));

        (Errno Result, Stage Stage) Alloc(DeviceTraits device, HwptFlags flags) =>
            (rules.AllocPaging(device, flags, default, out var shape), shape.Stage);
    }

    [Fact]
    public void Body_15_a_nested_domain_needs_a_viommu()
    {
        Assert.Equal(Errno.EOPNOTSUPP, Nest(Entry(0, 0), _parent.Id));
        Assert.Equal(Errno.Ok, Nest(Entry(0, 0)));
        Assert.Equal(Errno.EOPNOTSUPP, Nest(Entry(0, 0), flags: HwptFlags.Pasid));
        Assert.Equal(Errno.EOPNOTSUPP, Nest(Entry(0, 0), flags: HwptFlags.NestParent));
        Assert.Equal(Errno.EINVAL, Nest(Entry(0, 0) with { Type = UserDataType.Selftest }));
        Assert.Equal(Errno.EINVAL, Nest(Entry(0, 0) with { SizeBytes = 15 }));
        Assert.Equal(Errno.EINVAL, Nest(Entry(0, 0) with { SizeBytes = 17 }));
        Assert.Equal(Errno.EFAULT, Nest(Entry(0, 0) with { Bytes = null }));
        var other = _kernel.Bind(Elsewhere);
        Assert.Equal(Errno.EINVAL, _kernel.Alloc(new HwptRequest(other.Id, _viommu.Id) { Data = Entry(0, 0) }).Result);
        Assert.Equal(Errno.EINVAL, Viommu(other, _parent, out _));
        _kernel.Close();
    }

    // arm_smmu_validate_vste: what a guest may say about its stream.
    [Fact]
    public void Fields_of_a_guest_s_stream_table_entry()
    {
        var valid = default(StreamTableEntry) with { V = true };
        Assert.Equal(Errno.Ok, Nest(Entry(valid with { Config = SteConfig.S1Translate, S1ContextPtr = 0x1_2340_0000, S1CDMax = 4 })));
        Assert.Equal(Errno.Ok, Nest(Entry(valid with { Config = SteConfig.Bypass, EATS = SteEats.Full, S1STALLD = true })));
        Assert.Equal(Errno.Ok, Nest(Entry(default(StreamTableEntry) with { Config = SteConfig.S2Translate, MEV = true })));
        Assert.Equal(Errno.EIO, Nest(Entry(valid with { Config = SteConfig.S2Translate })));
        Assert.Equal(Errno.EIO, Nest(Entry(valid with { Config = SteConfig.Nested })));
        Assert.Equal(Errno.EIO, Nest(Entry(valid with { Config = SteConfig.Bypass, EATS = SteEats.SplitStage })));
        Assert.Equal(Errno.EIO, Nest(Entry(valid with { Config = SteConfig.Bypass, MEV = true })));
        _kernel.Close();
    }

    [Fact]
    public void Body_60_only_a_domain_that_translates_needs_a_virtual_device()
    {
        var valid = default(StreamTableEntry) with { V = true };
        var translates = _kernel.Hwpt(_device, _viommu.Id, 0, Entry(valid with { Config = SteConfig.S1Translate }));
        var bypasses = _kernel.Hwpt(_device, _viommu.Id, 0, Entry(valid with { Config = SteConfig.Bypass }));
        var aborts = _kernel.Hwpt(_device, _viommu.Id, 0, Entry(default));
        Assert.Equal(Errno.ENOENT, _kernel.Attach(_device, translates.Id));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, bypasses.Id));
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, aborts.Id));
        Assert.Equal(Errno.ENOENT, _kernel.Replace(_device, translates.Id));
        Assert.Equal(aborts, _kernel.DomainOf(_device));
        Vdevice(_device, 0x99);
        Assert.Equal(Errno.Ok, _kernel.Replace(_device, translates.Id));
        _kernel.Close();
    }

    // Headline fact 1: a domain belongs to one SMMU, so one IOAS over two of them has two.
    [Fact]
    public void Bodies_16_and_45_a_domain_for_each_SMMU()
    {
        var other = _kernel.Bind(Elsewhere);
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, _ioas));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(other, _kernel.DomainOf(_device)!.Id));
        Assert.Equal(Errno.Ok, _kernel.Attach(other, _ioas));
        Assert.NotEqual(_kernel.DomainOf(_device), _kernel.DomainOf(other));
        Assert.Equal(Errno.EINVAL, _kernel.Replace(other, _parent.Id));
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, Start).Result);
        foreach (var device in (DeviceObject[])[_device, other])
            Assert.Equal(UserMemory.PhysicalOf(UserAddress), _kernel.Translate(_kernel.DomainOf(device)!, Start));
        _kernel.Close();
    }

    [Fact]
    public void Body_66_no_PASID_with_stage_two()
    {
        var stageOne = _kernel.Hwpt(_device, _ioas, HwptFlags.Pasid);
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _parent.Id, 5));
        Assert.Equal(Errno.Ok, _kernel.Attach(_device, stageOne.Id, 5));
        Assert.Equal(Errno.EINVAL, _kernel.Attach(_device, _parent.Id));
        Assert.Equal(Errno.EINVAL, _kernel.Replace(_device, _parent.Id, 5));
        Assert.Equal(stageOne, _kernel.DomainOf(_device, 5));
        _kernel.Close();
    }

    [Fact]
    public void Body_62_a_virtual_device_has_one_stream_and_a_name_of_20_bits()
    {
        var two = _kernel.Bind(TwoStreams);
        Assert.Equal(Errno.EOPNOTSUPP, _kernel.AllocVdevice(0, _viommu.Id, two.Id, 1, out _));
        Assert.Equal(Errno.EINVAL, _kernel.AllocVdevice(0, _viommu.Id, _device.Id, 1 << 20, out _));
        Assert.Equal(Errno.EINVAL, _kernel.AllocVdevice(0, _viommu.Id, _kernel.Bind(Elsewhere).Id, 1, out _));
        Vdevice(_device, (1 << 20) - 1);
        Assert.Equal(Errno.EEXIST, _kernel.AllocVdevice(0, _viommu.Id, _device.Id, 2, out _));
        _kernel.Close();
    }

    [Fact]
    public void Body_64_queues_of_the_hardware()
    {
        Assert.Equal(Errno.Ok, _kernel.Map(_ioas, UserAddress, Page, 0).Result);
        Assert.Equal(Errno.EINVAL, Queue(2, 0, 64));
        Assert.Equal(Errno.EIO, Queue(1, 0, 64));
        Assert.Equal(Errno.EINVAL, Queue(0, 0, 16));
        Assert.Equal(Errno.EINVAL, Queue(0, 0, 48));
        Assert.Equal(Errno.EINVAL, Queue(0, 32, 64));
        Assert.Equal(Errno.Ok, Queue(0, 64, 64));
        Assert.Equal(Errno.EEXIST, Queue(0, 64, 64));
        Assert.Equal(Errno.Ok, Queue(1, 0, 64));
        _kernel.Close();
    }

    [Fact]
    public void Body_63_arguments_of_an_invalidation()
    {
        Vdevice(_device, 0x99);
        var one = Commands(AllOf(0x99));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(_viommu.Id, one with { Count = 0 }));
        Assert.Equal((Errno.EINVAL, 0), _kernel.Invalidate(_viommu.Id, one with { Type = UserDataType.Selftest }));
        Assert.Equal((Errno.EOPNOTSUPP, 0), _kernel.Invalidate(_kernel.Hwpt(_device, _viommu.Id, 0, Entry(0, 0)).Id, one));

        // The size alone is no error here: a short entry is zero beyond, a long one has to be.
        Assert.Equal((Errno.EIO, 0), _kernel.Invalidate(_viommu.Id, one with { EntryBytes = 4 }));
        Assert.Equal((Errno.EIO, 0), _kernel.Invalidate(_viommu.Id, one with { EntryBytes = 1 }));
        Assert.Equal((Errno.Ok, 1), _kernel.Invalidate(_viommu.Id, Long(0)));
        Assert.Equal((Errno.E2BIG, 0), _kernel.Invalidate(_viommu.Id, Long(1)));
        Assert.Equal(AllOf(16), Assert.Single(Assert.Single(_kernel.Forwarded)));
        _kernel.Close();

        static UserArray Long(byte tail) =>
            new(UserDataType.ArmSmmuV3, 17, 1, (byte[])[.. Commands(AllOf(0x99)).Bytes!.Value.Span, tail]);
    }

    [Fact]
    public void Body_63_which_commands_a_guest_may_send_and_what_becomes_of_them()
    {
        Vdevice(_device, 0x99);
        CommandOpcode[] opcodes = [CommandOpcode.TlbiNhAll, CommandOpcode.TlbiNhAsid, CommandOpcode.TlbiNhVa, CommandOpcode.TlbiNhVaa];
        var allowed = opcodes.Select(Of).ToArray();
        Assert.Equal((Errno.Ok, 4), _kernel.Invalidate(_viommu.Id, Commands(allowed)));
        Assert.Equal(allowed, Assert.Single(_kernel.Forwarded));
        _kernel.Forwarded.Clear();
        Assert.Equal((Errno.Ok, 3), _kernel.Invalidate(_viommu.Id, Commands(AllOf(0x99), Of(CommandOpcode.TlbiNsnhAll), OneOf(0x99))));
        Assert.Equal([AllOf(16), Of(CommandOpcode.TlbiNhAll), OneOf(16)], Assert.Single(_kernel.Forwarded));
        Assert.Equal((Errno.EIO, 0), _kernel.Invalidate(_viommu.Id, Commands(AllOf(16))));
        CommandOpcode[] refused =
        [
            CommandOpcode.CfgiSte, CommandOpcode.TlbiEl2All, CommandOpcode.TlbiS12Vmall, CommandOpcode.TlbiS2Ipa, CommandOpcode.Sync,
            CommandOpcode.PrefetchConfig, CommandOpcode.Resume,
        ];
        foreach (var opcode in refused) Assert.Equal((Errno.EIO, 0), _kernel.Invalidate(_viommu.Id, Commands(Of(opcode))));
        Assert.Single(_kernel.Forwarded);
        _kernel.Close();
    }

    // D3: what is counted has been issued, whatever comes after it (BZ-16 is that it has not).
    [Fact]
    public void Body_63_what_was_handled()
    {
        Vdevice(_device, 0x99);
        var (good, bad) = (Of(CommandOpcode.TlbiNhAll), Of(CommandOpcode.Sync));
        Assert.Equal((Errno.EIO, 1), _kernel.Invalidate(_viommu.Id, Commands(good, bad, good)));
        Assert.Equal([good], Assert.Single(_kernel.Forwarded));
        _kernel.Forwarded.Clear();
        Assert.Equal((Errno.EIO, 64), _kernel.Invalidate(_viommu.Id, Commands([.. Enumerable.Repeat(good, 64), bad])));
        Assert.Equal([63, 1], _kernel.Forwarded.Select(block => block.Length));
        _kernel.Forwarded.Clear();
        Assert.Equal((Errno.Ok, 130), _kernel.Invalidate(_viommu.Id, Commands([.. Enumerable.Repeat(good, 130)])));
        Assert.Equal([63, 63, 4], _kernel.Forwarded.Select(block => block.Length));
        var blocks = 0;
        _kernel.Driver = call => call is ForwardCall && ++blocks == 2 ? Errno.ETIMEDOUT : Errno.Ok;
        Assert.Equal((Errno.ETIMEDOUT, 63), _kernel.Invalidate(_viommu.Id, Commands([.. Enumerable.Repeat(good, 130)])));
        _kernel.Driver = _ => Errno.Ok;
        _kernel.Close();
    }

    private static DeviceTraits Arm(int device, int smmu, uint stream) =>
        new(new DeviceId(device), new GroupId(device), new SmmuId(smmu))
        {
            TracksDirty = true,
            MaxPasids = 1 << 16,
            Streams = [new StreamId(stream)],
        };

    private static Command Of(CommandOpcode opcode) => default(Command) with { Opcode = opcode };

    private static Command AllOf(uint stream) => Of(CommandOpcode.CfgiCdAll) with { StreamID = new StreamId(stream) };

    private static Command OneOf(uint stream) => Of(CommandOpcode.AtcInv) with { StreamID = new StreamId(stream), Size = 52 };

    private static UserArray Commands(params Command[] commands)
    {
        var bytes = new byte[16 * commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16 * i), commands[i].D0);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((16 * i) + 8), commands[i].D1);
        }

        return new UserArray(UserDataType.ArmSmmuV3, 16, (uint)commands.Length, bytes);
    }

    private static UserData Entry(StreamTableEntry entry) => Entry(entry.D0, entry.D1);

    private static UserData Entry(ulong d0, ulong d1)
    {
        var words = Words((uint)d0, (uint)(d0 >> 32), (uint)d1, (uint)(d1 >> 32));
        return new UserData(UserDataType.ArmSmmuV3, words.Length, words);
    }

    private Errno Nest(UserData data, IommufdId? parent = null, HwptFlags flags = 0) =>
        _kernel.Alloc(new HwptRequest(_device.Id, parent ?? _viommu.Id) { Data = data, Flags = flags }).Result;

    private Errno Viommu(DeviceObject device, Hwpt parent, out ViommuObject? viommu) =>
        _kernel.AllocViommu(0, UserDataType.ArmSmmuV3, device.Id, parent.Id, default, out viommu);

    private void Vdevice(DeviceObject device, ulong virtualId) =>
        Assert.Equal(Errno.Ok, _kernel.AllocVdevice(0, _viommu.Id, device.Id, virtualId, out _));

    private Errno Queue(uint index, ulong iova, ulong size) =>
        _kernel.Run(reply => _kernel.State.AllocHwQueue(reply, 0, _viommu.Id, 2, index, iova, size)).Result;
}
