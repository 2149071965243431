using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Scenarios;
using Akka.Actor;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// The virtual machine of a run: stage 2 domains, viommus and vdevices at the host, a VMM, and the guest's driver, which is the same
/// software as the host's on memory of its own.
/// </summary>
internal sealed class GuestRig
{
    private const int InputBits = 39;
    private const int StreamBits = 4;
    private const long FirstRequest = 1L << 32;

    private static readonly GuestId Guest = new(0);
    // IPAs of pages that the host may take, apart from the addresses in the guest's page tables: so nothing is mapped to its own address.
    private const ulong HostPages = 0x2000_0000;

    private static readonly Pa Buffers = new(0x7000_0000);
    private static readonly (Pa Guest, Pa Machine, ulong Bytes) Ram = (new Pa(0x4000_0000), new Pa(0x1_0000_0000), 0x4000_0000);
    private static readonly (Pa Base, ulong Bytes) Tables = (Ram.Guest, 0x1000_0000);
    private static readonly Pa Data = new(0x6000_0000);

    private readonly GuestSettings _settings;
    private readonly MachineSettings _machine;
    private readonly List<DomainWindow> _windows = [];
    private readonly List<(ViommuId Viommu, int? Interface)> _viommus = [];
    private readonly List<DomainWindow> _parents = [];
    private readonly HashSet<int> _refused = [];
    private GuestSurroundings _around;

    public GuestRig(GuestSettings settings, MachineSettings machine, Func<int, int> draw, IHistory history)
    {
        (_settings, _machine) = (settings, machine);
        Smmus = [.. settings.Devices.Select(device => machine.Devices[device.Device].Smmu).Distinct().Order()];
        ImmutableArray<PlannedDevice> devices = [.. settings.Devices.Select(device => new PlannedDevice(
            new DeviceId(device.Device), new SmmuId(IsPerInstance ? Smmus.IndexOf(Smmu(device)) : 0),
            machine.Devices[device.Device].Aliases.Count, new StreamId((uint)device.Stream)))];
        Planner = new WorkloadPlanner(draw, _windows, devices, new GuestHistory(Guest, history), FirstRequest);
    }

    /// <summary>Memory that a machine with a guest has besides.</summary>
    public static IEnumerable<(Pa Base, ulong Bytes)> Memory => [(Buffers, 0x10000), (Ram.Machine, Ram.Bytes)];

    /// <summary>The SMMUs that its devices are behind.</summary>
    public ImmutableArray<int> Smmus { get; }

    /// <summary>Draws what happens in it.</summary>
    public WorkloadPlanner Planner { get; }

    /// <summary>The guest's driver.</summary>
    public IActorRef Driver { get; private set; } = null!;

    /// <summary>The guest's VMM.</summary>
    public IActorRef Vmm { get; private set; } = null!;

    /// <summary>What happens in it.</summary>
    public IEnumerable<ClientPlan> Plans => _settings.Workloads
        .SelectMany((workload, number) => Planner.Plan(workload with { Devices = [.. workload.Devices.Where(IsThere)] }, number))
        .Select(plan => plan with { Name = $"guest-{plan.Name}" });

    /// <summary>When all is over: each device reads each page, so that what the guest made can be seen.</summary>
    public ImmutableArray<ClientPlan> Probes => _settings.Probes
        ? [.. Enumerable.Range(0, _settings.Devices.Count).Where(IsThere).Select(Probe)] : [];

    // A device that the host refuses its viommu is not the guest's: what the scenario has for it is left out.
    private bool IsThere(int device) => !_refused.Contains(device);

    private ClientPlan Probe(int device)
    {
        var addresses = _windows.SelectMany(window => Enumerable.Range(0, window.Pages).Select(window.AddressOf)).Distinct();
        return new ClientPlan($"probe{device}", [.. addresses.Select(address => Planner.DmaTo(device, address, isWrite: false))]);
    }

    /// <summary>What it is put into; before it is set up.</summary>
    public void Surround(in GuestSurroundings around) => _around = around;

    private int Smmu(GuestDeviceSettings device) => _machine.Devices[device.Device].Smmu;

    private bool IsPerInstance => _settings.Policy == DispatchPolicy.PerInstance;

    /// <summary>The stage 2 domains, with all of the guest's memory; false if one cannot be made.</summary>
    public bool SetUpHost(Asker ask, DataPages data, List<DomainWindow> hostWindows, IActorRef machine)
    {
        var layout = new DomainLayout { Pages = Math.Max(1, _settings.Pages), Stage = Stage.Two };
        var count = _settings.Sharing == DomainSharing.Shared ? 1 : Smmus.Length;
        for (var index = 0; index < count; index++)
        {
            var settings = new DomainSettings(Stage.Two, Granule.K4, InputBits, IsNestParent: true)
            {
                Instance = _settings.Sharing == DomainSharing.Shared ? null : new SmmuId(Smmus[index]),
            };
            if (ask.Host<DomainReady>(new CreateDomain(ask.Next(), settings)) is not { Domain: var domain })
                return false;
            var window = new DomainWindow(domain, layout, data, HostPages);
            var ram = new MapPages(domain, ask.Next(), new Iova(Ram.Guest.Value), Ram.Machine, Ram.Bytes);
            if (ask.Host<PagesMapped>(ram) is null || !ask.MapAll(window)) return false;
            _parents.Add(window);
            hostWindows.Add(window);
        }

        return Smmus.Select((_, index) => index).All(index => SetUpViommu(ask, index))
            && _settings.Devices.Where(device => _machine.Devices[device.Device].Ats).All(device => UseAts(ask, device, machine));
    }

    // Before the guest has it a device with a translation cache uses that, on the stage 2: so the SMMU knows where invalidations go.
    private bool UseAts(Asker ask, GuestDeviceSettings device, IActorRef machine)
    {
        var parent = _parents[_settings.Sharing == DomainSharing.Shared ? 0 : Smmus.IndexOf(Smmu(device))];
        var attach = new AttachDevice(new DeviceId(device.Device), ask.Next(), parent.Domain);
        if (ask.Host<DeviceAttached>(attach) is null) return false;
        var dma = new StartDma(attach.Device, new TransactionId(ask.Next().Value), parent.AddressOf(0), default, 8, UsesAts: true);
        return ask.Ask<DmaCompleted>(machine, dma, done => done.Outcome == DmaOutcome.Completed) is not null;
    }

    /// <summary>The VMM, the guest's driver and its domains; false if something cannot be made.</summary>
    public bool SetUpGuest(Asker ask, IRunContext context, IActorRef machine)
    {
        var (smmus, experiment, host) = (SmmusOf(_around), _around.Experiment, ask.Driver);
        Vmm = context.System.ActorOf(VmmActor.Props(smmus, experiment, host, machine), "vmm");
        Driver = context.System.ActorOf(DriverActor.Props(HostOf(_around), Vmm), "guest");
        if (ask.Guest<DriverStarted>(Driver, new StartDriver(ask.Next())) is null) return false;
        var data = new DataPages(Data);
        return _settings.Domains.All(layout => SetUpDomain(ask, layout, data));
    }

    private bool SetUpDomain(Asker ask, DomainLayout layout, DataPages data)
    {
        var window = new DomainWindow(DomainId.Identity, layout, data, HostPages);
        if (!layout.Identity)
        {
            var create = new CreateDomain(ask.Next(), window.Settings);
            if (ask.Guest<DomainReady>(Driver, create) is not { Domain: var domain }) return false;
            window = new DomainWindow(domain, layout, data);
        }

        var taken = _windows.Count == 0 ? _settings.Pages : 0;
        _windows.Add(window);
        for (var page = 0; page < window.Pages && !layout.Identity; page++)
        {
            var output = page < taken ? new Pa(_parents[0].AddressOf(page).Value) : window.NewPages(1);
            var map = new MapPages(window.Domain, ask.Next(), window.AddressOf(page), output, window.PageBytes);
            if (ask.Guest<PagesMapped>(Driver, map) is null) return false;
            window.Leads(map.Address, output, window.PageBytes);
        }

        return layout.Devices.Where(IsThere).All(device => ask.Guest<DeviceAttached>(
            Driver, new AttachDevice(new DeviceId(device), ask.Next(), window.Domain)) is not null);
    }

    private bool SetUpViommu(Asker ask, int index)
    {
        var parent = _parents[_settings.Sharing == DomainSharing.Shared ? 0 : index].Domain;
        var create = new CreateViommu(ask.Next(), new SmmuId(Smmus[index]), parent, _settings.Log2VirtualQueues is not null);
        if (ask.Host<ViommuReady>(create) is not { Viommu: var viommu } ready) return false;
        _viommus.Add((viommu, ready.Interface));
        for (var place = 0; place < _settings.Devices.Count; place++)
        {
            var device = _settings.Devices[place];
            if (Smmu(device) != Smmus[index]) continue;
            var add = new AddVdevice(viommu, ask.Next(), new DeviceId(device.Device), new VirtualStreamId((uint)device.Stream));
            if (ask.Ask<VdeviceAdded>(ask.Driver, add, one => one.Result is HostResult.Ok or HostResult.Unsupported) is not { } added)
                return false;
            if (added.Result != HostResult.Ok) _refused.Add(place);
        }

        return true;
    }

    private ImmutableArray<VirtualSmmuDescription> SmmusOf(GuestSurroundings around)
    {
        var groups = IsPerInstance ? Smmus.Select((_, index) => index).Chunk(1) : [[.. Smmus.Select((_, index) => index)]];
        return [.. groups.Select((legs, number) => new VirtualSmmuDescription
        {
            Guest = Guest,
            Id = new SmmuId(number),
            Capabilities = CapabilitiesOf(around.Capabilities),
            Viommus = [.. legs.Select(leg => _viommus[leg].Viommu)],
            Queues = _settings.Log2VirtualQueues is { } log2
                ? new VirtualQueues(log2, new SmmuId(Smmus[legs[0]]), _viommus[legs[0]].Interface!.Value) : null,
            Devices = [.. _settings.Devices.Select((device, place) => (device, place))
                .Where(one => IsThere(one.place) && legs.Contains(Smmus.IndexOf(Smmu(one.device))))
                .Select(one => new VirtualSmmuDevice(
                    new VirtualStreamId((uint)one.device.Stream), new DeviceId(one.device.Device),
                    Array.IndexOf(legs, Smmus.IndexOf(Smmu(one.device))), new DeviceId(one.place)))],
            Policy = _settings.Policy,
            Memory = new GuestMemory(around.Memory, Ram.Guest, Ram.Machine, Ram.Bytes),
            HostMemory = around.Memory,
            Buffers = new Pa(Buffers.Value + ((ulong)number * 0x2000)),
            History = around.Experiment.History,
            Bugs = around.Experiment.Bugs,
        })];
    }

    // The guest's software is in order, whatever is wrong with what is below it; but for what only a guest's can do wrong.
    private HostDescription HostOf(in GuestSurroundings around) => new()
    {
        Memory = new GuestMemory(around.Memory, Ram.Guest, Ram.Machine, Ram.Bytes),
        Tables = Tables.Base,
        TablesBytes = Tables.Bytes,
        Smmus = [.. Enumerable.Repeat(CapabilitiesOf(around.Capabilities), IsPerInstance ? Smmus.Length : 1)],
        Devices = [.. _settings.Devices.Select(device => new HostDevice(
            new SmmuId(IsPerInstance ? Smmus.IndexOf(Smmu(device)) : 0), new StreamId((uint)device.Stream)))],
        Log2Commands = _machine.Log2Commands,
        VirtualQueues = _settings.Log2VirtualQueues is { } log2 ? 1 << log2 : 0,
        Log2Events = _machine.Log2Events,
        StreamBits = StreamBits,
        PollsMsi = false,
        Log2EntryRange = _settings.EntryRanges ? 2 : null,
        Experiment = Experiment.None with
        {
            History = new GuestHistory(Guest, around.Experiment.History),
            Bugs = around.Experiment.Bugs.Has(Bug.NoSupportsCmd) ? new BugSet(Bug.NoSupportsCmd) : BugSet.None,
        },
        Choices = around.Choices,
        TakesTurns = around.TakesTurns,
    };

    private SmmuCapabilities CapabilitiesOf(SmmuCapabilities machine) => machine with
    {
        Idr0 = machine.Idr0 with { S2P = false, Hyp = false, ATS = false, PRI = false, MSI = false },
        Idr3 = machine.Idr3 with { RIL = _settings.Ranges },
    };
}

/// <summary>What a guest is put into.</summary>
/// <param name="Memory">The machine's.</param>
/// <param name="Capabilities">Of the machine's SMMUs.</param>
/// <param name="Experiment">What the run observes and does.</param>
/// <param name="Choices">When stores become visible.</param>
/// <param name="TakesTurns">Each step of software is a message of its own.</param>
internal readonly record struct GuestSurroundings(
    IPhysicalMemory Memory, SmmuCapabilities Capabilities, Experiment Experiment, IChoices Choices, Func<bool> TakesTurns);
