using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Vmm;

/// <summary>The CMDQV unit that a guest with two VCMDQs sees, without actors; hardware has them in interface 3 beside SMMU 1.</summary>
public sealed class VirtualCmdqvTests
{
    private const int Own = CmdqvOffset.VintfBase;
    private static readonly VirtualQueues Queues = new(1, new SmmuId(1), 3);

    private readonly HostThread _thread = new();
    private readonly List<string> _asked = [];
    private readonly Dictionary<int, ulong> _hardware = [];
    private readonly VirtualCmdqv _unit;

    public VirtualCmdqvTests() => _unit = new VirtualCmdqv(Description(new ViommuId(5)), Queues, _thread);

    [Fact]
    public void The_guest_does_not_own_what_it_has()
    {
        var own = default(VintfConfig) with { HypOwn = true, EN = true };
        Write(CmdqvOffset.Config, 1);
        Write(Own + VintfOffset.Config, own.Raw);
        Assert.Equal((own with { HypOwn = false }).Raw, Read(Own + VintfOffset.Config));
        Assert.Equal((1, 0), (Parameters.NumVcmdqLog2, Parameters.NumVintfLog2));
    }

    [Fact]
    public void The_host_is_asked_for_a_queue_when_it_is_programmed()
    {
        Start();
        Assert.Empty(_asked);
        Program(0, 0x4000_0000);
        Program(1, 0x4000_1000);
        Assert.Equal(["queue 0 at 0x40000000 of 0x200", "queue 1 at 0x40001000 of 0x200"], _asked);
    }

    [Fact]
    public void Queues_go_with_their_interface_and_come_with_a_new_base()
    {
        Start();
        Program(0, 0x4000_0000);
        Program(1, 0x4000_1000);
        _asked.Clear();
        Write(CmdqvOffset.Config, 0);
        Assert.Equal(["no queue 1", "no queue 0"], _asked);
        Start();
        Assert.Equal(2, _asked.Count);
        Program(0, 0x4000_2000);
        Assert.Equal("queue 0 at 0x40002000 of 0x200", _asked[^1]);
    }

    [Fact]
    public void Another_base_is_another_queue_and_those_above_go_along()
    {
        Start();
        Program(0, 0x4000_0000);
        Program(1, 0x4000_1000);
        _asked.Clear();
        Program(0, 0x4000_2000);
        Assert.Equal(
            ["no queue 1", "no queue 0", "queue 0 at 0x40002000 of 0x200", "queue 1 at 0x40001000 of 0x200"], _asked);
    }

    [Fact]
    public void Which_queues_have_an_error_is_read_from_hardware()
    {
        Start();
        Program(0, 0x4000_0000);
        Program(1, 0x4000_1000);
        _hardware[Queues.Page0 + CmdqvOffset.VcmdqStride + VcmdqPage0Offset.Gerror] = 1;
        Assert.Equal((1UL, 2UL), (Read(CmdqvOffset.VintfErrMap), Read(Own + VintfOffset.LvcmdqErrMap64, 8)));
        _hardware[Queues.Page0 + CmdqvOffset.VcmdqStride + VcmdqPage0Offset.Gerrorn] = 1;
        Assert.Equal((0UL, 0UL), (Read(CmdqvOffset.VintfErrMap), Read(Own + VintfOffset.LvcmdqErrMap64, 8)));
    }

    [Theory]
    [InlineData(CmdqvOffset.VcmdqPage0Base + 0x84, true)]
    [InlineData(CmdqvOffset.VintfPage0Base + 0x84, true)]
    [InlineData(CmdqvOffset.VcmdqPage1Base + 0x84, false)]
    [InlineData(CmdqvOffset.Config + 0x84, false)]
    [InlineData(CmdqvOffset.VintfPage1Base + 0x84, false)]
    public void Page_0_is_hardwares_own(int offset, bool isMapped)
    {
        var write = new WriteCmdqvRegister(new SmmuId(0), new RequestId(9), offset, 4, 7);
        var expected = write with { Smmu = new SmmuId(1), Offset = CmdqvOffset.VintfPage0Base + (3 * CmdqvOffset.VintfPageStride) + 0x84 };
        Assert.Equal(isMapped ? expected : null, Queues.Mapped(write));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_queues_a_virtual_SMMU_stands_over_one_viommu(bool hasQueues)
    {
        var description = Description(new ViommuId(0), new ViommuId(1)) with { Queues = hasQueues ? Queues : null };
        Assert.Equal(!hasQueues, description.IsPossible);
        if (hasQueues) Assert.Throws<ArgumentException>(() => new VirtualSmmuState<object>(description));
        else Assert.NotNull(new VirtualSmmuState<object>(description));
    }

    private CmdqvParam Parameters => new((uint)Read(CmdqvOffset.Param));

    private static VirtualSmmuDescription Description(params ImmutableArray<ViommuId> viommus) => new()
    {
        Guest = new GuestId(0),
        Id = new SmmuId(0),
        Capabilities = Board.Capabilities,
        Viommus = viommus,
        Devices = [],
        Policy = DispatchPolicy.Broadcast,
        Memory = new PhysicalMemory((new Pa(0x4000_0000), 0x1000UL)),
        HostMemory = new PhysicalMemory((new Pa(0x4000_0000), 0x1000UL)),
        Buffers = default,
        Queues = Queues,
    };

    private void Start()
    {
        Write(CmdqvOffset.Config, 1);
        Write(Own + VintfOffset.Config, 1);
    }

    private void Program(int queue, ulong address)
    {
        var place = default(CmdqvCmdqAllocMap) with { ALLOC = true, LVCMDQ = (byte)queue };
        Write(CmdqvOffset.CmdqAllocMap + (4 * queue), place.Raw);
        Write(CmdqvOffset.VcmdqPage1Base + (queue * CmdqvOffset.VcmdqStride), address | 5, 8);
    }

    private ulong Read(int offset, int sizeBytes = 4) =>
        ((RegisterRead)Run(new ReadCmdqvRegister(new SmmuId(0), new RequestId(1), offset, sizeBytes))).Value;

    private void Write(int offset, ulong value, int sizeBytes = 4) =>
        Assert.IsType<RegisterWritten>(Run(new WriteCmdqvRegister(new SmmuId(0), new RequestId(2), offset, sizeBytes, value)));

    // The answer to the guest; the host has what it is asked for.
    private IIommuProtocol Run(ICmdqvRequest access)
    {
        IIommuProtocol? answer = null;
        _thread.Add(_unit.Access(access));
        while (_thread.Now is { } action)
        {
            switch (action.Message)
            {
                case AllocateHardwareQueue ask:
                    Assert.Equal(new ViommuId(5), ask.Viommu);
                    _asked.Add($"queue {ask.Index} at {ask.Base} of 0x{ask.SizeBytes:x}");
                    _thread.TryGoOn(new HardwareQueueReady(ask.Request, HostResult.Ok));
                    break;
                case DestroyHardwareQueue ask:
                    _asked.Add($"no queue {ask.Index}");
                    _thread.TryGoOn(new HardwareQueueDestroyed(ask.Request, HostResult.Ok));
                    break;
                case null:
                    _thread.TryGoOn(new RegisterRead(_thread.Ticket, _hardware.GetValueOrDefault(action.Offset)));
                    break;
                default:
                    answer = action.Message;
                    _thread.Advance();
                    break;
            }
        }

        return answer!;
    }
}
