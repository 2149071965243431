using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>What has to be right in a scenario beyond the type of each key.</summary>
internal sealed class ScenarioChecks
{
    private const int MostBlocks = 100;
    private readonly ScenarioNode _root;
    private readonly ScenarioDiagnostics _diagnostics;

    private ScenarioChecks(ScenarioNode root, ScenarioDiagnostics diagnostics) => (_root, _diagnostics) = (root, diagnostics);

    /// <summary>Reports what is wrong.</summary>
    public static void Check(Scenario scenario, ScenarioNode root, ScenarioDiagnostics diagnostics)
    {
        var checks = new ScenarioChecks(root, diagnostics);
        if (scenario.Kind == ScenarioKind.Capture) checks.CheckCapture(scenario);
        else checks.CheckSimulation(scenario);
    }

    private void CheckCapture(Scenario scenario)
    {
        if (scenario.Capture is null)
            _diagnostics.Add(_root, ScenarioError.MissingKey, "the key 'capture' is required by kind 'capture'");
        if (scenario.Machine.Capabilities.FullPath is not null)
            Wrong("kind 'capture' has its capabilities from the capture", "machine", "capabilities");
        Refuse("capture", _root, ["kind", "name", "description", "machine", "capture", "expect"]);
        Refuse("capture", _root.At("machine"), ["capabilities", "tlb"]);
        if (_root.At("machine", "tlb") is ScenarioNode.Mapping tlb && tlb != _root.At("machine")) Refuse("capture", tlb, ["entries"]);
    }

    private void CheckSimulation(Scenario scenario)
    {
        Refuse("simulation", _root, ["kind", "name", "description", "machine", "simulation"]);
        if (scenario.Machine.Capabilities.FullPath is null)
            Wrong("kind 'simulation' needs the name of a capability file", "machine", "capabilities");
        if (scenario.Simulation is not { } simulation)
        {
            _diagnostics.Add(_root, ScenarioError.MissingKey, "the key 'simulation' is required by kind 'simulation'");
            return;
        }

        CheckDevices(scenario.Machine);
        var attached = new HashSet<int>();
        for (var i = 0; i < simulation.Domains.Count; i++)
        {
            CheckPlaces(simulation.Domains[i].Devices, scenario.Machine.Devices.Count, "simulation", "domains", i, "devices");
            foreach (var device in simulation.Domains[i].Devices.Where(device => !attached.Add(device)))
                Wrong($"device {device} is attached already", "simulation", "domains", i, "devices");
            CheckPlaces(simulation.Domains[i].AuxiliaryOf, scenario.Machine.Devices.Count, "simulation", "domains", i, "auxiliaryOf");
            CheckBlocks(simulation, i);
            int[] owners = [.. simulation.Domains[i].Pasids.Select(pasid => pasid.Device)];
            CheckPlaces(owners, scenario.Machine.Devices.Count, "simulation", "domains", i, "pasids");
        }

        var parents = simulation.Guest is { } guest ? CheckGuest(guest, scenario, attached) : 0;
        if (simulation.Process is { } process) CheckProcess(process, simulation, scenario.Machine, attached);
        for (var i = 0; i < simulation.Workloads.Count; i++)
        {
            var own = simulation.Domains.Count + parents;
            var (domains, devices) = (own + (simulation.Process is null ? 0 : 1), scenario.Machine.Devices.Count);
            CheckWorkload(simulation.Workloads[i], domains, devices, "simulation", "workloads", i);
            if (simulation.Workloads[i].Kind != WorkloadKind.RandomDma && simulation.Workloads[i].Domains.Any(domain => domain >= own))
                Wrong("only randomDma is for the address space of a process", "simulation", "workloads", i, "domains");
            if (simulation.Workloads[i].Kind is WorkloadKind.StrayCommands or WorkloadKind.HotUnplug or WorkloadKind.Reboot)
                Wrong("this kind is a guest's", "simulation", "workloads", i);
            if (simulation.Workloads[i] is { Kind: WorkloadKind.ShutDown } end
                && (!end.Last || simulation.Guest?.Log2VirtualQueues is null
                    || end.Domains is not [var parent] || parent < simulation.Domains.Count))
                Wrong("shutDown is last, for a guest with VCMDQs, and has its stage 2 domain", "simulation", "workloads", i);
        }

        // Its client knows the number of each domain that it makes, because nobody else makes any; a guest makes nested ones.
        var turnovers = simulation.Workloads.Where(one => one.Kind == WorkloadKind.DomainTurnover).Sum(one => one.Devices.Count);
        if (turnovers > (simulation.Guest is null ? 1 : 0))
            Wrong("domainTurnover is for one device, and not beside a guest", "simulation", "workloads");

        foreach (var twice in simulation.Faults.GroupBy(fault => fault.Site).Where(group => group.Count() > 1))
            Wrong($"the fault {twice.Key} is there twice", "simulation", "faults");
    }

    // Each block takes memory of its own, of which the machine has not too much.
    private void CheckBlocks(SimulationSettings simulation, int number)
    {
        var domain = simulation.Domains[number];
        if (!domain.MapsBlocks) return;
        var maps = simulation.Workloads.Where(one => one.Kind == WorkloadKind.MapUnmap && one.Domains.Contains(number));
        if (domain is { TablePerPage: true } or { Block: true } or { Granule: not Granule.K4 })
            Wrong("mapsBlocks is not beside tablePerPage and block, and its granule is k4", "simulation", "domains", number, "mapsBlocks");
        if (domain.Pages + maps.Sum(one => one.Operations * one.Clients) > MostBlocks)
            Wrong($"there are more than {MostBlocks} pages and operations of mapUnmap", "simulation", "domains", number, "mapsBlocks");
    }

    private void CheckDevices(MachineSettings machine)
    {
        var streams = new HashSet<(int, int)>();
        for (var i = 0; i < machine.Devices.Count; i++)
        {
            var device = machine.Devices[i];
            if (device.Smmu >= machine.Smmus) Wrong($"there is no SMMU {device.Smmu}", "machine", "devices", i, "smmu");
            if (device.Stream > 15 && !machine.TwoLevelStreams)
                Wrong("StreamIDs are 0 to 15 without twoLevelStreams", "machine", "devices", i, "stream");
            if (!streams.Add((device.Smmu, device.Stream)))
                Wrong($"another device has StreamID {device.Stream} at this SMMU", "machine", "devices", i, "stream");
            if (device.Aliases.Any(alias => alias is < 0 or > 15)) Wrong("a StreamID is from 0 to 15", "machine", "devices", i, "aliases");
        }
    }

    private void CheckProcess(ProcessSettings process, SimulationSettings simulation, MachineSettings machine, HashSet<int> attached)
    {
        if (simulation.Guest is not null) Wrong("a process is not beside a guest", "simulation", "process");
        CheckPlaces(process.Devices, machine.Devices.Count, "simulation", "process", "devices");
        foreach (var device in process.Devices.Where(device => !attached.Add(device)))
            Wrong($"device {device} is attached already", "simulation", "process", "devices");
    }

    // How many domains its stage 2 is made of.
    private int CheckGuest(GuestSettings guest, Scenario scenario, HashSet<int> attached)
    {
        var machine = scenario.Machine;
        if (guest.Devices.Count == 0) Wrong("a guest has devices", "simulation", "guest", "devices");
        CheckPlaces([.. guest.Devices.Select(device => device.Device)], machine.Devices.Count, "simulation", "guest", "devices");
        for (var i = 0; i < guest.Devices.Count; i++)
        {
            var device = guest.Devices[i];
            if (!attached.Add(device.Device)) Wrong($"device {device.Device} is attached already", "simulation", "guest", "devices", i);
            if (guest.Devices.Take(i).Any(other => other.Stream == device.Stream))
                Wrong($"another device has StreamID {device.Stream} in the guest", "simulation", "guest", "devices", i, "stream");
        }

        var inside = new HashSet<int>();
        for (var i = 0; i < guest.Domains.Count; i++)
        {
            CheckPlaces(guest.Domains[i].Devices, guest.Devices.Count, "simulation", "guest", "domains", i, "devices");
            if (guest.Domains[i] is not { Stage: Stage.One, Granule: Granule.K4, Mode: InvalidationMode.Strict, MapsBlocks: false })
                Wrong("a guest's domain is of stage one, granule k4 and mode strict, and maps pages", "simulation", "guest", "domains", i);
            foreach (var device in guest.Domains[i].Devices.Where(device => !inside.Add(device)))
                Wrong($"device {device} is attached already", "simulation", "guest", "domains", i, "devices");
        }

        for (var i = 0; i < guest.Workloads.Count; i++)
        {
            CheckWorkload(guest.Workloads[i], guest.Domains.Count, guest.Devices.Count, "simulation", "guest", "workloads", i);
            if (IsOnlyOfHosts(guest.Workloads[i])) Wrong("this kind is not for guests", "simulation", "guest", "workloads", i);
        }

        var smmus = guest.Devices.Where(device => device.Device < machine.Devices.Count)
            .Select(device => machine.Devices[device.Device].Smmu).Distinct().Count();
        if (guest.Log2VirtualQueues is { } queues) CheckQueues(queues, guest.Policy, smmus, scenario);
        return guest.Sharing == DomainSharing.Shared ? 1 : smmus;
    }

    // What a guest tells its VCMDQ goes to one SMMU, and nobody passes it on to another.
    private void CheckQueues(int log2, DispatchPolicy policy, int smmus, Scenario scenario)
    {
        if (scenario.Simulation!.Workloads.Any(one => one.Kind == WorkloadKind.Reset))
            Wrong("a reset of the machine's SMMUs would stop them", "simulation", "guest", "log2VirtualQueues");
        if (scenario.Machine.Log2VirtualQueues is not { } all || all <= log2)
            Wrong("the host keeps some of the VCMDQs: log2VirtualQueues of the machine is greater",
                "simulation", "guest", "log2VirtualQueues");
        if (smmus > 1 && policy != DispatchPolicy.PerInstance)
            Wrong("a virtual SMMU with VCMDQs stands over one SMMU: the devices are behind one, or the policy is perInstance",
                "simulation", "guest", "log2VirtualQueues");
    }

    // What a virtual SMMU does not have: PASIDs, ATS, MSIs; nor is it reset, and nested domains take the numbers of others.
    private static bool IsOnlyOfHosts(WorkloadSettings workload) => workload.Pasid != 0 || workload.Last
        || workload.Kind is WorkloadKind.Reset or WorkloadKind.AtsDma or WorkloadKind.Msi or WorkloadKind.Auxiliary
            or WorkloadKind.DomainTurnover or WorkloadKind.ShutDown;

    private void CheckWorkload(WorkloadSettings workload, int domains, int devices, params ReadOnlySpan<object> path)
    {
        CheckPlaces(workload.Devices, devices, [.. path, "devices"]);
        CheckPlaces(workload.Domains, domains, [.. path, "domains"]);
        var needsDevices = workload.Kind is WorkloadKind.RandomDma or WorkloadKind.AtsDma or WorkloadKind.AttachDetach
            or WorkloadKind.EventStorm or WorkloadKind.DomainTurnover or WorkloadKind.Auxiliary or WorkloadKind.Msi
            or WorkloadKind.HotUnplug or WorkloadKind.Reboot;
        if (needsDevices && workload.Devices.Count == 0) Wrong("this kind needs 'devices'", path);
        if (!needsDevices && workload.Devices.Count > 0) Wrong("this kind has no 'devices'", [.. path, "devices"]);
        if (workload is { Pasid: not 0, Kind: not (WorkloadKind.RandomDma or WorkloadKind.AtsDma or WorkloadKind.AttachDetach) })
            Wrong("this kind has no 'pasid'", [.. path, "pasid"]);
        if (workload.Domains.Count == 0) Wrong("there is no domain in the list", [.. path, "domains"]);
        if (workload.Kind is not (WorkloadKind.AttachDetach or WorkloadKind.Auxiliary) && workload.Domains.Count > 1)
            Wrong("this kind has one domain", [.. path, "domains"]);
    }

    private void CheckPlaces(IReadOnlyList<int> places, int count, params ReadOnlySpan<object> path)
    {
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i] >= count) Wrong($"there is no number {places[i]}: there are {count}", [.. path, i]);
        }
    }

    private void Refuse(string kind, ScenarioNode node, IReadOnlyList<string> known)
    {
        if (node is not ScenarioNode.Mapping mapping) return;
        foreach (var (key, _) in mapping.Entries.Where(entry => !known.Contains(entry.Key.Text)))
            _diagnostics.Add(key, ScenarioError.UnknownKey, $"kind '{kind}' has no key '{key.Text}' here");
    }

    private void Wrong(string message, params ReadOnlySpan<object> path) =>
        _diagnostics.Add(_root.At(path), ScenarioError.BadValue, message);
}
