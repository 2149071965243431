using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Pcie;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>
/// An SMMU with a CMDQV unit of 8 queues, 4 interfaces and 4 streams each. Queue n has 8 entries at 0x70000000 + n * 0x1000.
/// </summary>
internal sealed class CmdqvRig
{
    public const ulong Rings = 0x7000_0000;

    private readonly uint[] _produced = new uint[8];

    public CmdqvRig(SmmuCapabilities? capabilities = null, BugSet? bugs = null)
    {
        Rig = new Rig(capabilities);
        Core = new RecordingCore(Rig.Core);
        Block = new CmdqvBlock(new CmdqvParameters(3, 2, 2), Rig.Capabilities, bugs);
        Unit = new CmdqvUnit(Block, Core, Rig.Memory, Endpoint);
    }

    public Rig Rig { get; }

    public RecordingCore Core { get; }

    public CmdqvBlock Block { get; }

    public Endpoint Endpoint { get; } = new();

    public CmdqvUnit Unit { get; }

    /// <summary>
    /// Two guests, interface 0 with VMID 5 and queues 0 and 1, interface 1 with VMID 6 and queue 2; the host has 3 and queue 3.
    /// </summary>
    public static CmdqvRig WithTwoGuests(SmmuCapabilities? capabilities = null, BugSet? bugs = null)
    {
        var rig = new CmdqvRig(capabilities, bugs);
        rig.Write(CmdqvOffset.Config, 1);
        rig.Configure(0, vmid: 5);
        rig.Configure(1, vmid: 6);
        rig.Configure(3, vmid: 0, hypOwn: true);
        rig.StartQueue(0, 0, 0);
        rig.StartQueue(1, 0, 1);
        rig.StartQueue(2, 1, 0);
        rig.StartQueue(3, 3, 0);
        return rig;
    }

    public static int Page0(int queue, int register) => CmdqvOffset.VcmdqPage0Base + (queue * CmdqvOffset.VcmdqStride) + register;

    public static int Page1(int queue, int register) => CmdqvOffset.VcmdqPage1Base + (queue * CmdqvOffset.VcmdqStride) + register;

    public static int Interface(int index, int register) => CmdqvOffset.VintfBase + (index * CmdqvOffset.VintfStride) + register;

    public uint Read(int offset) => (uint)Unit.ReadRegister(offset, 4);

    public void Write(int offset, uint value) => Unit.WriteRegister(offset, 4, value);

    public uint Consumer(int queue) => Read(Page0(queue, VcmdqPage0Offset.ConsIndx));

    public uint Gerror(int queue) => Read(Page0(queue, VcmdqPage0Offset.Gerror)) ^ Read(Page0(queue, VcmdqPage0Offset.Gerrorn));

    public bool IsEnabled(int queue) => Read(Page0(queue, VcmdqPage0Offset.Status)) == 1;

    public void Acknowledge(int queue) => Write(Page0(queue, VcmdqPage0Offset.Gerrorn), Read(Page0(queue, VcmdqPage0Offset.Gerror)));

    public void Configure(int index, ushort vmid, bool hypOwn = false, bool enable = true)
    {
        var config = default(VintfConfig) with { VMID = new Vmid(vmid), HypOwn = hypOwn };
        Write(Interface(index, VintfOffset.Config), config.Raw);
        if (enable) Write(Interface(index, VintfOffset.Config), (config with { EN = true }).Raw);
    }

    public void Allocate(int queue, int owner, int logical, bool allocated = true)
    {
        var map = default(CmdqvCmdqAllocMap) with { ALLOC = allocated, VINTF = (byte)owner, LVCMDQ = (byte)logical };
        Write(CmdqvOffset.CmdqAllocMap + (4 * queue), map.Raw);
    }

    public void StartQueue(int queue, int owner, int logical)
    {
        Allocate(queue, owner, logical);
        Unit.WriteRegister(Page1(queue, VcmdqPage1Offset.Base), 8, (Rings + (0x1000 * (ulong)queue)) | 3);
        Write(Page0(queue, VcmdqPage0Offset.Config), 1);
        Assert.True(IsEnabled(queue));
    }

    public void MapStream(int index, int slot, uint guest, uint physical)
    {
        Write(Interface(index, VintfOffset.SidReplace + (4 * slot)), physical);
        Write(Interface(index, VintfOffset.SidMatch + (4 * slot)), (guest << 1) | 1);
    }

    public void Put(int queue, uint slot, Command command) =>
        Assert.True(Rig.Memory.TryWrite(new Pa(Rings + (0x1000 * (ulong)queue) + (16 * slot)), [command.D0, command.D1]));

    public void Submit(int queue, params ReadOnlySpan<Command> commands)
    {
        foreach (var command in commands)
        {
            Put(queue, _produced[queue] & 7, command);
            _produced[queue] = (_produced[queue] + 1) & 15;
        }

        Write(Page0(queue, VcmdqPage0Offset.ProdIndx), _produced[queue]);
    }
}
