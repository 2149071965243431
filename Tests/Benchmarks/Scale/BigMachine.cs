using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Capabilities;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;
using Akka.Actor;

namespace ActorIommu.Benchmarks.Scale;

/// <summary>
/// Many SMMUs and devices on the calm engine, which delivers one message after the other: counts are exact, and time is that of one thread.
/// Every device is attached: one behind each of the first SMMUs of a span to the domain of that span, another to the guest of that span,
/// and all others to a domain of a million pages.
/// </summary>
internal sealed class BigMachine : ISimulatedScenario, IDisposable
{
    public const int Smmus = 64;
    public const int DevicesPerSmmu = 64;
    public const int Devices = Smmus * DevicesPerSmmu;
    public const int Pages = 1 << 20;

    private const ulong PageBytes = 0x1000;
    private static readonly Pa Tables = new(0x1_0000_0000);
    private const ulong TablesBytes = 0x4000_0000;

    // No multiple of a block away from its input address: nothing but pages fits.
    private static readonly Pa Data = new(0x10_0000_1000);
    private static readonly DomainSettings Settings = new(Stage.One, Granule.K4, 39);

    private readonly Thread _thread;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly List<object> _answers = [];
    private readonly Dictionary<int, (IActorRef Driver, DomainId Domain)> _hosts = [];
    private readonly Dictionary<int, (IActorRef Driver, DomainId Domain)> _guests = [];
    private IActorRef _boot = ActorRefs.Nobody;
    private Exception? _failure;
    private (bool OfGuest, int Affected, int Count)? _order;
    private long _request;
    private long _took;

    public BigMachine()
    {
        _thread = new Thread(Simulate);
        _thread.Start();
        Await();
    }

    /// <summary>Of so many SMMUs a broadcast can concern.</summary>
    public static ImmutableArray<int> Spans { get; } = [1, 4, 16, 64];

    public string Name => "big-machine";

    public ulong Hash => StableHash.Start.Value;

    /// <summary>Unmaps and maps a page so often, at the host or in a guest; how many messages that took.</summary>
    public long Broadcast(bool ofGuest, int affected, int count)
    {
        _order = (ofGuest, affected, count);
        _asked.Release();
        Await();
        return _took;
    }

    public void Dispose()
    {
        _order = null;
        _asked.Release();
        _thread.Join();
        _asked.Dispose();
        _done.Dispose();
    }

    public ISimulatedRun Start(SimulationContext context)
    {
        Build(context);
        for (_done.Release(); Take() is { } order; _done.Release())
        {
            var (driver, domain) = (order.OfGuest ? _guests : _hosts)[order.Affected];
            var data = order.OfGuest ? BigGuest.Data : Data;
            var before = context.Steps;
            for (var i = 0; i < order.Count; i++)
            {
                var (page, output) = (new Iova((ulong)(i & 15) * PageBytes), new Pa(data.Value + ((ulong)(i & 15) * PageBytes)));
                _ = Ask<PagesUnmapped>(context, driver, new UnmapPages(domain, Next(), page, PageBytes));
                _ = Ask<PagesMapped>(context, driver, new MapPages(domain, Next(), page, output, PageBytes));
            }

            _took = context.Steps - before;
        }

        return new Finished();
    }

    private void Simulate()
    {
        try
        {
            new Simulator(this, new SimulationOptions { MaxSteps = long.MaxValue }).Run(new CalmStrategy(), seed: 1);
        }
        catch (Exception failure)
        {
            _failure = failure;
            _done.Release();
        }
    }

    private (bool OfGuest, int Affected, int Count)? Take()
    {
        _asked.Wait();
        return _order;
    }

    private void Await()
    {
        _done.Wait();
        if (_failure is not null) throw new InvalidOperationException("The big machine does not run.", _failure);
    }

    /// <summary>What is asked, and its answer; nothing is under way when it has come.</summary>
    public T Ask<T>(SimulationContext context, IActorRef driver, IRequest request)
        where T : class, IHostAnswer
    {
        _answers.Clear();
        driver.Tell(request, _boot);
        context.Settle();
        return _answers is [T answer] && answer.Result == HostResult.Ok
            ? answer
            : throw new InvalidOperationException($"{request} was answered with {string.Join(", ", _answers)}.");
    }

    /// <summary>Names a request.</summary>
    public RequestId Next() => new(++_request);

    private void Build(SimulationContext context)
    {
        var capabilities = CapabilityReader.Load("config/capabilities/mmu-700.yaml", Repository.Root).Capabilities;
        var memory = new PhysicalMemory([(Tables, TablesBytes), .. Spans.Select((_, number) => BigGuest.MemoryOf(number))]);
        ImmutableArray<HostDevice> devices =
        [
            .. Enumerable.Range(0, Devices).Select(device =>
                new HostDevice(new SmmuId(device / DevicesPerSmmu), new StreamId((uint)(device % DevicesPerSmmu)))),
        ];
        var machine = context.System.ActorOf(MachineActor.Props(new MachineDescription
        {
            Memory = memory,
            Smmus = [.. Enumerable.Range(0, Smmus).Select(_ => new SmmuDescription { Core = new SmmuCore(capabilities) })],
            Devices = [.. devices.Select(device => new DeviceDescription(device.Smmu, device.Stream, BeginsWithAts: false))],
        }), "machine");
        var driver = context.System.ActorOf(DriverActor.Props(new HostDescription
        {
            Memory = memory,
            Tables = Tables,
            TablesBytes = TablesBytes,
            Smmus = [.. Enumerable.Repeat(capabilities, Smmus)],
            Devices = devices,
            StreamBits = 6,
            TablesPerDomain = Pages / 256,
        }, machine), "driver");
        _boot = context.System.ActorOf(Props.Create(() => new Collector(_answers)), "boot");
        _ = Ask<DriverStarted>(context, driver, new StartDriver(Next()));
        var rest = NewDomain(context, driver, Pages);
        foreach (var span in Spans) _hosts[span] = (driver, NewDomain(context, driver, 16));
        for (var device = 0; device < Devices; device++)
        {
            var (smmu, number) = (device / DevicesPerSmmu, device % DevicesPerSmmu);
            if (number < 2 * Spans.Length && number >= Spans.Length && smmu < Spans[number - Spans.Length]) continue;
            var domain = number < Spans.Length && smmu < Spans[number] ? _hosts[Spans[number]].Domain : rest;
            _ = Ask<DeviceAttached>(context, driver, new AttachDevice(new DeviceId(device), Next(), domain));
        }

        foreach (var (number, span) in Spans.Index())
        {
            ImmutableArray<DeviceId> its =
                [.. Enumerable.Range(0, span).Select(smmu => new DeviceId((smmu * DevicesPerSmmu) + Spans.Length + number))];
            _guests[span] = new BigGuest(number, memory, capabilities).Start(context, this, driver, its);
        }
    }

    private DomainId NewDomain(SimulationContext context, IActorRef driver, int pages)
    {
        var domain = Ask<DomainReady>(context, driver, new CreateDomain(Next(), Settings)).Domain;
        var map = new MapPages(domain, Next(), default, Data, (ulong)pages * PageBytes);
        _ = Ask<PagesMapped>(context, driver, map);
        return domain;
    }

    private sealed class Finished : ISimulatedRun
    {
        public RunOutcome Judge(SimulationContext context, RunEnd end) => RunOutcome.Valid(0);
    }

    private sealed class Collector(List<object> answers) : UntypedActor
    {
        protected override void OnReceive(object message) => answers.Add(message);
    }
}
