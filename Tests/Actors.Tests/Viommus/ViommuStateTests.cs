using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Drivers;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>Which devices a viommu takes (Linux 7.2: iommufd_vdevice_alloc_ioctl, arm_vsmmu_vdevice_init).</summary>
public sealed class ViommuStateTests
{
    private readonly RecordedHistory _history = new();

    [Theory]
    [InlineData(HostResult.Unsupported, 0)]
    [InlineData(HostResult.Ok, 1, Bug.MultiSidFirstOnly)]
    public void A_device_with_several_StreamIDs_is_refused(HostResult result, int mapped, params Bug[] bugs)
    {
        var viommu = NewViommu(bugs);
        Assert.Equal(result, Add(viommu, 1, 4));
        Assert.Equal(mapped, _history.Events.OfType<VdeviceMapped>().Count());
        // Its name is free, or taken, as the answer says.
        Assert.Equal(result == HostResult.Ok ? HostResult.Exists : HostResult.Ok, Add(viommu, 0, 4));
    }

    [Fact]
    public void A_device_with_one_StreamID_is_taken_once_behind_its_own_SMMU()
    {
        var viommu = NewViommu();
        Assert.Equal(HostResult.Ok, Add(viommu, 0, 4));
        Assert.Equal(HostResult.Exists, Add(viommu, 0, 5));
        Assert.Equal(HostResult.Invalid, Add(viommu, 2, 5));
    }

    private ViommuState<string> NewViommu(params Bug[] bugs)
    {
        var host = new HostDescription
        {
            Memory = new FlatMemory(1),
            Tables = default,
            TablesBytes = 8,
            Smmus = [Board.Capabilities, Board.Capabilities],
            Devices =
            [
                new HostDevice(new SmmuId(0), new StreamId(1)),
                new HostDevice(new SmmuId(0), new StreamId(2)) { Aliases = [new StreamId(3)] },
                new HostDevice(new SmmuId(1), new StreamId(1)),
            ],
            Experiment = Experiment.None with { Bugs = new BugSet(bugs), History = _history },
        };
        return new ViommuState<string>(new ViommuId(0), new SmmuId(0), new DomainId(0), new Vmid(1), host, []);
    }

    private static HostResult Add(ViommuState<string> viommu, int device, uint name) =>
        viommu.Add(new AddVdevice(viommu.Id, new RequestId(1), new DeviceId(device), new VirtualStreamId(name)));
}
