using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Benchmarks.Scale;

/// <summary>
/// A virtual machine with one virtual SMMU over viommus of several SMMUs, a device behind each. They share a stage 2.
/// </summary>
/// <param name="number">Counts from 0.</param>
/// <param name="machine">The memory of the machine.</param>
/// <param name="capabilities">Of each SMMU.</param>
internal sealed class BigGuest(int number, PhysicalMemory machine, SmmuCapabilities capabilities)
{
    private const ulong RamBytes = 0x100_0000;
    private const ulong TablesBytes = 0x80_0000;
    private const ulong BufferBytes = 0x2_0000;
    private const ulong DataBytes = 16 << 12;
    private const int StreamBits = 6;

    private static readonly Pa Ram = new(0x4000_0000);

    /// <summary>What its devices are mapped to; an IPA.</summary>
    public static Pa Data { get; } = new(Ram.Value + TablesBytes);

    /// <summary>What it takes of the machine: its RAM, and behind it the commands that its VMM writes.</summary>
    /// <param name="number">Which one.</param>
    public static (Pa Base, ulong SizeBytes) MemoryOf(int number) =>
        (new Pa(0x2_0000_0000 + ((ulong)number * 0x1000_0000)), RamBytes + BufferBytes);

    /// <summary>Brings it up; its driver, and a domain of its with all its devices.</summary>
    public (IActorRef Driver, DomainId Domain) Start(
        SimulationContext context, BigMachine big, IActorRef host, ImmutableArray<DeviceId> devices)
    {
        var physical = MemoryOf(number).Base;
        var settings = new DomainSettings(Stage.Two, Granule.K4, 39, IsNestParent: true);
        var parent = big.Ask<DomainReady>(context, host, new CreateDomain(big.Next(), settings)).Domain;
        var ram = new MapPages(parent, big.Next(), new Iova(Ram.Value), physical, RamBytes);
        _ = big.Ask<PagesMapped>(context, host, ram);
        var viommus = ImmutableArray.CreateBuilder<ViommuId>();
        foreach (var device in devices)
        {
            var smmu = new SmmuId(device.Value / BigMachine.DevicesPerSmmu);
            var create = new CreateViommu(big.Next(), smmu, parent);
            var viommu = big.Ask<ViommuReady>(context, host, create).Viommu;
            var name = new VirtualStreamId((uint)viommus.Count);
            _ = big.Ask<VdeviceAdded>(context, host, new AddVdevice(viommu, big.Next(), device, name));
            viommus.Add(viommu);
        }

        var memory = new GuestMemory(machine, Ram, physical, RamBytes);
        var seen = Smmu(viommus.ToImmutable(), devices, memory, physical);
        var vmm = context.System.ActorOf(VmmActor.Props([seen], Experiment.None, host, ActorRefs.Nobody), $"vmm{number}");
        var driver = context.System.ActorOf(DriverActor.Props(Software(devices.Length, memory), vmm), $"guest{number}");
        _ = big.Ask<DriverStarted>(context, driver, new StartDriver(big.Next()));
        var own = new DomainSettings(Stage.One, Granule.K4, 39);
        var domain = big.Ask<DomainReady>(context, driver, new CreateDomain(big.Next(), own)).Domain;
        var map = new MapPages(domain, big.Next(), default, Data, DataBytes);
        _ = big.Ask<PagesMapped>(context, driver, map);
        for (var device = 0; device < devices.Length; device++)
        {
            var attach = new AttachDevice(new DeviceId(device), big.Next(), domain);
            _ = big.Ask<DeviceAttached>(context, driver, attach);
        }

        return (driver, domain);
    }

    private SmmuCapabilities Offered => capabilities with
    {
        Idr0 = capabilities.Idr0 with { S2P = false, Hyp = false, ATS = false, PRI = false, MSI = false },
    };

    private VirtualSmmuDescription Smmu(
        ImmutableArray<ViommuId> viommus, ImmutableArray<DeviceId> devices, GuestMemory memory, Pa physical)
    {
        return new VirtualSmmuDescription
        {
            Guest = new GuestId(number),
            Id = new SmmuId(0),
            Capabilities = Offered,
            Viommus = viommus,
            Devices = [.. devices.Select(Seen)],
            Policy = DispatchPolicy.Broadcast,
            Memory = memory,
            HostMemory = machine,
            Buffers = new Pa(physical.Value + RamBytes),
        };
    }

    private static VirtualSmmuDevice Seen(DeviceId device, int leg) => new(new VirtualStreamId((uint)leg), device, leg, new DeviceId(leg));

    private HostDescription Software(int devices, GuestMemory memory) => new()
    {
        Memory = memory,
        Tables = Ram,
        TablesBytes = TablesBytes,
        Smmus = [Offered],
        Devices = [.. Enumerable.Range(0, devices).Select(device => new HostDevice(new SmmuId(0), new StreamId((uint)device)))],
        StreamBits = StreamBits,
        PollsMsi = false,
    };
}
