namespace ActorIommu.Simulation.Scenarios;

/// <summary>What has to be right in a scenario beyond the type of each key.</summary>
internal sealed class ScenarioChecks
{
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
            int[] owners = [.. simulation.Domains[i].Pasids.Select(pasid => pasid.Device)];
            CheckPlaces(owners, scenario.Machine.Devices.Count, "simulation", "domains", i, "pasids");
        }

        for (var i = 0; i < simulation.Workloads.Count; i++) CheckWorkload(simulation, i, scenario.Machine.Devices.Count);
        foreach (var twice in simulation.Faults.GroupBy(fault => fault.Site).Where(group => group.Count() > 1))
            Wrong($"the fault {twice.Key} is there twice", "simulation", "faults");
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

    private void CheckWorkload(SimulationSettings simulation, int index, int devices)
    {
        var workload = simulation.Workloads[index];
        CheckPlaces(workload.Devices, devices, "simulation", "workloads", index, "devices");
        CheckPlaces(workload.Domains, simulation.Domains.Count, "simulation", "workloads", index, "domains");
        var needsDevices = workload.Kind is WorkloadKind.RandomDma or WorkloadKind.AtsDma or WorkloadKind.AttachDetach
            or WorkloadKind.EventStorm or WorkloadKind.DomainTurnover or WorkloadKind.Auxiliary or WorkloadKind.Msi;
        if (needsDevices && workload.Devices.Count == 0) Wrong("this kind needs 'devices'", "simulation", "workloads", index);
        if (!needsDevices && workload.Devices.Count > 0) Wrong("this kind has no 'devices'", "simulation", "workloads", index, "devices");
        // Its client knows the number of each domain that it makes, because nobody else makes any.
        var turnovers = simulation.Workloads.Where(one => one.Kind == WorkloadKind.DomainTurnover).Sum(one => one.Devices.Count);
        if (workload.Kind == WorkloadKind.DomainTurnover && turnovers > 1)
            Wrong("only one device may have this kind", "simulation", "workloads", index);
        if (workload.Domains.Count == 0) Wrong("there is no domain in the list", "simulation", "workloads", index, "domains");
        if (workload.Kind is not (WorkloadKind.AttachDetach or WorkloadKind.Auxiliary) && workload.Domains.Count > 1)
            Wrong("this kind has one domain", "simulation", "workloads", index, "domains");
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
