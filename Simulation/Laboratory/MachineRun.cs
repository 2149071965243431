using System.Collections.Immutable;
using System.Globalization;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Scenarios;
using Akka.Actor;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>One run of a machine scenario: set up calmly, then all workloads side by side, then perhaps a phase without faults.</summary>
internal sealed class MachineRun : ISimulatedRun
{
    private const int StreamBits = 4;
    private const int MostLaps = 3_000;
    private const int TwoLevelStreamBits = 8;
    private static readonly (Pa Base, ulong Bytes) Tables = (new Pa(0x4000_0000), 0x1000_0000);
    private static readonly (Pa Base, ulong Bytes) Data = (new Pa(0x8000_0000), 0x4000_0000);

    // A thread makes one run at a time; nothing of the last one is left when the next begins.
    [ThreadStatic]
    private static PhysicalMemory? _memory;

    private readonly MachineScenario _scenario;
    private readonly IRunHistory _history;
    private readonly ClientCounts _counts;
    private readonly ClientCounts _healed;
    private readonly List<DomainWindow> _windows = [];
    private readonly WorkloadPlanner _planner;
    private readonly GuestRig? _guest;
    private readonly ProcessRig? _process;
    private readonly ClientCounts _probed;
    private bool _hasProbed;
    private int _probeEvents;
    private IActorRef _machine = null!;
    private IActorRef _driver = null!;
    private int _toHeal = -1;
    private int _requests;
    private int _setUpEvents;
    private ImmutableArray<ClientPlan> _last = [];
    private string? _setUpFailure;

    private MachineRun(MachineScenario scenario, IRunContext context, IRunHistory history)
    {
        (_scenario, _history) = (scenario, history);
        (_counts, _healed, _probed) = (new ClientCounts(context), new ClientCounts(context), new ClientCounts(context));
        ImmutableArray<PlannedDevice> devices = [.. Machine.Devices.Select((device, number) =>
            new PlannedDevice(new DeviceId(number), new SmmuId(device.Smmu), device.Aliases.Count, new StreamId((uint)device.Stream)))];
        _planner = new WorkloadPlanner(context.Draw, _windows, devices, _history);
        if (Simulated.Guest is { } guest) _guest = new GuestRig(guest, Machine, context.Draw, _history);
        if (Simulated.Process is { } process) _process = new ProcessRig(process, Machine.Devices, _planner, context.Draw);
    }

    private SimulationSettings Simulated => _scenario.Scenario.Simulation!;

    private MachineSettings Machine => _scenario.Scenario.Machine;

    /// <summary>Builds it, and starts its clients.</summary>
    public static MachineRun Start(MachineScenario scenario, IRunContext context, IRunHistory history)
    {
        var run = new MachineRun(scenario, context, history);
        var simulated = scenario.Scenario.Simulation!;
        if (simulated.TimersRace || simulated.Faults.Any(fault => fault.Site == FaultSite.ClockJump)) history.Record(new TimersRace());
        run.Build(context);
        if (!run.SetUp(context)) return run;
        run._setUpEvents = run._history.Events.Count;
        var workloads = simulated.Workloads;
        var plans = workloads.SelectMany((workload, number) =>
            run._planner.Plan(workload, number).Select(plan => (Plan: plan, workload.Last))).ToList();
        run._last = [.. plans.Where(one => one.Last).Select(one => one.Plan)];
        run._requests = plans.Sum(one => one.Plan.Requests.Length);
        run.Begin(context, [.. plans.Where(one => !one.Last).Select(one => run.Prolonged(one.Plan))], run._counts, run._driver);
        if (run._guest is { } guest) run.BeginMore(context, guest.Plans, guest.Driver);
        if (run._process is { } process) run.BeginMore(context, [process.Plan()], run._driver);
        return run;
    }

    private void BeginMore(IRunContext context, IEnumerable<ClientPlan> more, IActorRef driver)
    {
        var plans = more.Select(Prolonged).ToList();
        Begin(context, plans, _counts, driver);
        _requests += plans.Sum(plan => plan.Requests.Length);
    }

    bool ISimulatedRun.OnQuiet(SimulationContext context) => OnQuiet(context);

    RunOutcome ISimulatedRun.Judge(SimulationContext context, RunEnd end) => Judge(end);

    /// <inheritdoc cref="ISimulatedRun.OnQuiet"/>
    public bool OnQuiet(IRunContext context)
    {
        if (_last is { IsEmpty: false } last && _setUpFailure is null)
        {
            _last = [];
            Begin(context, last, _counts, _driver);
            return true;
        }

        if (_guest is { Probes: { IsEmpty: false } probes } guest && _setUpFailure is null && !_hasProbed)
        {
            (_hasProbed, _probeEvents) = (true, _history.Events.Count);
            Begin(context, probes, _probed, guest.Driver);
            return true;
        }

        if (!Simulated.Heals || _toHeal >= 0 || _setUpFailure is not null) return false;
        context.StopFaults();
        var plans = _windows.Take(Simulated.Domains.Count).SelectMany((window, index) =>
            (window.Domain == DomainId.Identity ? [] : Simulated.Domains[index].Devices).Select(device => Heal(window, device))).ToList();
        _toHeal = plans.Count;
        Begin(context, plans, _healed, _driver);
        return _toHeal > 0;
    }

    /// <inheritdoc cref="ISimulatedRun.Judge"/>
    public RunOutcome Judge(RunEnd end)
    {
        var isQuiet = end == RunEnd.Quiet;
        _history.Record(new RunEnded(isQuiet));
        var judgement = _scenario.Judge(_history);
        var hash = StateHash(judgement);
        _scenario.OnJudged?.Invoke(
            new MachineRunReport(
                _history.Events, judgement, _requests, _counts.Reached, _counts.Refused, _counts.NotOk, _setUpEvents, _probeEvents));
        if (judgement.Verdict == RunVerdict.Invalid)
            return RunOutcome.Invalid(judgement.Rules[0], judgement.Explanation, hash);
        if (_setUpFailure is not null && end != RunEnd.Overdue) return RunOutcome.Invalid(FailureClasses.SetUp, _setUpFailure, hash);
        if (!isQuiet)
            return RunOutcome.Invalid(FailureClasses.Progress, $"The workloads are finite, and the run did not come to rest: {end}.", hash);
        if (_toHeal > _healed.Reached && !_history.Events.Any(stamped => stamped.Event is SmmuGivenUp))
        {
            var explanation = string.Create(
                CultureInfo.InvariantCulture,
                $"Faults had stopped, and of {_toHeal} devices that were attached again {_healed.Reached} reached a page mapped for them.");
            return RunOutcome.Invalid(FailureClasses.Heal, explanation, hash);
        }

        return new RunOutcome(judgement.Verdict, "", judgement.Explanation, hash);
    }

    private void Build(IRunContext context)
    {
        var machine = Machine;
        var memory = NewMemory();
        var choices = Simulated.Freedoms is { } permitted ? new PermittedChoices(context.Choices, permitted) : context.Choices;
        var bugs = new BugSet(_scenario.Bugs.AsSpan()) { Quirks = _scenario.Quirks };
        var experiment = Experiment.None with
        {
            History = _history,
            Faults = new BudgetedFaults(context.Faults, Simulated.Faults),
            Bugs = bugs,
        };
        var implementation = new SmmuImplementation
        {
            TlbCapacity = machine.Tlb.Entries.Count ?? SmmuImplementation.Unbounded,
            MicroTlbs = machine.Tlb.MicroTlbs,
            WalkCacheCapacity = machine.WalkCache,
            ConfigurationCacheCapacity = machine.ConfigurationCache.Count ?? SmmuImplementation.Unbounded,
            Choices = choices,
            Bugs = bugs,
        };
        var smmus = Enumerable.Range(0, machine.Smmus).Select(_ => new SmmuDescription
        {
            Core = new SmmuCore(_scenario.Capabilities, implementation),
            Granularity = machine.Granularity,
            Cmdqv = machine.Log2VirtualQueues is { } log2 ? UnitOf(log2) : null,
        });
        ImmutableArray<HostDevice> devices =
            [.. machine.Devices.Select(device => new HostDevice(new SmmuId(device.Smmu), new StreamId((uint)device.Stream), device.Ats)
            {
                Aliases = [.. device.Aliases.Select(alias => new StreamId((uint)alias))],
                PasidBits = device.PasidBits,
                CanStall = device.Stalls,
            })];
        var description = new MachineDescription
        {
            Memory = memory,
            Smmus = [.. smmus],
            Devices = [.. devices.Select(device =>
                new DeviceDescription(device.Smmu, device.Stream, BeginsWithAts: false) { Aliases = device.Aliases })],
            Experiment = experiment,
            Doorbell = new DoorbellRange(HostSetUp.Doorbell, 4),
            SoftwareKnowsErrata = machine.RepeatsInvalidations,
        };
        _machine = context.System.ActorOf(MachineActor.Props(description), "machine");
        _guest?.Surround(new GuestSurroundings(memory, _scenario.Capabilities, experiment, choices, () => context.IsDeciding));
        var host = HostOf(memory, devices, experiment, choices, () => context.IsDeciding);
        _driver = context.System.ActorOf(DriverActor.Props(host, _machine), "driver");
    }

    // Every virtual interface has as many VCMDQs as the guest is to have; without a guest that has some there is the host's alone.
    private CmdqvParameters UnitOf(int log2Queues) => Simulated.Guest?.Log2VirtualQueues is { } each
        ? CmdqvParameters.Largest with { QueuesLog2 = log2Queues, InterfacesLog2 = log2Queues - each }
        : new CmdqvParameters(log2Queues, 0, 0);

    // On real threads a round that was given up may still write.
    private PhysicalMemory NewMemory()
    {
        if (_history.IsConcurrent) return new PhysicalMemory([Tables, Data, ProcessRig.Memory, .. GuestRig.Memory]);
        _memory ??= new PhysicalMemory([Tables, Data, ProcessRig.Memory, .. GuestRig.Memory]);
        _memory.Clear();
        return _memory;
    }

    private HostDescription HostOf(
        IPhysicalMemory memory, ImmutableArray<HostDevice> devices, Experiment experiment, IChoices choices, Func<bool> takesTurns)
    {
        return new HostDescription
        {
            Memory = memory,
            Tables = Tables.Base,
            TablesBytes = Tables.Bytes,
            Smmus = [.. Enumerable.Repeat(_scenario.Capabilities, Machine.Smmus)],
            Devices = devices,
            Log2Commands = Machine.Log2Commands,
            VirtualQueues = Machine.Log2VirtualQueues is { } all ? 1 << (Simulated.Guest?.Log2VirtualQueues ?? all) : 0,
            VirtualInterfaces = Machine.Log2VirtualQueues is { } log2 ? 1 << UnitOf(log2).InterfacesLog2 : 1,
            Log2Events = Machine.Log2Events,
            StreamBits = Machine.TwoLevelStreams ? TwoLevelStreamBits : StreamBits,
            TwoLevelStreams = Machine.TwoLevelStreams,
            PollsMsi = Machine.PollsMsi,
            MergesEvents = Machine.MergesEvents,
            TakesTurns = takesTurns,
            ForcesSync = Machine.ForcesSync,
            RepeatsInvalidations = Machine.RepeatsInvalidations,
            PacksSyncWords = Machine.PacksSyncWords,
            ProcessMemory = Simulated.Process is null ? null : ProcessRig.Memory,
            Experiment = experiment,
            Choices = choices,
        };
    }

    private bool SetUp(IRunContext context)
    {
        var (ask, data) = (new Asker(context, _planner, _driver), new DataPages(Data.Base));
        var isUp = new HostSetUp(ask, Simulated, _windows, _planner.Interrupts).Run(data)
            && (_guest is null || (_guest.SetUpHost(ask, data, _windows, _machine) && _guest.SetUpGuest(ask, context, _machine)))
            && (_process is null || _process.SetUp(ask, context, _windows));
        _setUpFailure = ask.Failure;
        return isUp;
    }

    // The device is attached again, whatever became of it, and has to reach what is mapped for it.
    private ClientPlan Heal(DomainWindow window, int device)
    {
        var map = new MapPages(
            window.Domain, Next(), window.AddressOf(window.Pages + 8 + device), window.NewPages(1), window.PageBytes);
        var attach = new AttachDevice(new DeviceId(device), Next(), window.Domain);
        var dma = _planner.DmaTo(device, map.Address, isWrite: false) with { UsesAts = Machine.Devices[device].Ats };
        return new ClientPlan($"heal{device}", [attach, map, dma]);
    }

    // On real threads devices would be done before an unmap has returned.
    private ClientPlan Prolonged(ClientPlan plan) =>
        _history.IsConcurrent && plan.Requests.All(request => request is StartDma) ? plan with { Laps = MostLaps } : plan;

    private RequestId Next() => new(_planner.NextRequest());

    private void Begin(IRunContext context, IReadOnlyList<ClientPlan> plans, ClientCounts counts, IActorRef driver)
    {
        foreach (var plan in plans) counts.Expect(plan);
        var (machine, vmm) = (_machine, _guest?.Vmm);
        foreach (var plan in plans.Where(plan => !plan.Requests.IsEmpty))
            context.System.ActorOf(ProducedActor.By(() => new ClientActor(plan, counts, machine, driver, vmm)), plan.Name);
    }

    private ulong StateHash(HistoryJudgement judgement)
    {
        var hash = StableHash.Start;
        hash.Add(_history.Hash);
        hash.Add((ulong)judgement.Verdict);
        foreach (var rule in judgement.Rules) hash.Add(rule);
        hash.Add((ulong)_counts.Answered);
        hash.Add((ulong)_counts.Reached);
        hash.Add((ulong)_counts.NotOk);
        return hash.Value;
    }
}
