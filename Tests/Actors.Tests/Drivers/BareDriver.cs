using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>The driver of one SMMU without a machine, whose registers the test plays; its event queue has four records.</summary>
internal static class BareDriver
{
    public static SmmuDriver New(Experiment experiment)
    {
        var host = new HostDescription
        {
            Memory = new PhysicalMemory((new Pa(0x4000_0000), 0x100_0000UL)),
            Tables = new Pa(0x4000_0000),
            TablesBytes = 0x100_0000,
            Smmus = [Board.Capabilities],
            Devices = [],
            StreamBits = 4,
            Log2Events = 2,
            Experiment = experiment,
        };
        var frames = new FrameAllocator(host.Memory, host.Tables, host.TablesBytes);
        return new SmmuDriver(default, new SmmuResources(default, host, frames), new StreamDirectory(), host);
    }
}
