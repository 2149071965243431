using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>
/// A context of iommufd over two SMMUs with a device each: a user who maps, replaces a domain that takes page faults, unmaps and closes;
/// devices that access memory meanwhile, of which one waits for what it does not find; an emulated device that pins what is about to be
/// unmapped.
/// </summary>
internal sealed class IommufdScenario : ISimulatedScenario
{
    private const ulong Page = 0x1000;
    private static readonly Pa Tables = new(0x4000_0000);
    private static readonly Pa Data = new(0x8000_0000);
    private static readonly Iova Iova = new(0x10_0000);

    private static readonly SmmuCapabilities Capabilities = new(
        default(Idr0) with
        {
            S1P = true,
            S2P = true,
            TTF = TableFormats.AArch64,
            COHACC = true,
            ASID16 = true,
            MSI = true,
            SEV = true,
            TTENDIAN = TableEndianness.Little,
        },
        default(Idr1) with { SIDSIZE = 8, CMDQS = 8, EVENTQS = 8 },
        default(Idr5) with { OAS = AddressSize.Bits44, GRAN4K = true });

    public string Name => "iommufd";

    public ulong Hash => Prng.Fork(0, Name);

    public ISimulatedRun Start(SimulationContext context)
    {
        var history = new Recorder(() => context.Steps);
        var memory = new PhysicalMemory((Tables, 0x1000_0000UL), (Data, 0x100_0000UL));
        var experiment = Experiment.None with { History = history, Faults = context.Faults };
        var implementation = new SmmuImplementation { Choices = context.Choices };
        var machine = context.System.ActorOf(MachineActor.Props(new MachineDescription
        {
            Memory = memory,
            Smmus = [.. Enumerable.Range(0, 2).Select(_ => new SmmuDescription { Core = new SmmuCore(Capabilities, implementation) })],
            Devices = [new DeviceDescription(new SmmuId(0), new StreamId(1)), new DeviceDescription(new SmmuId(1), new StreamId(1))],
            Experiment = experiment,
        }), "machine");
        var driver = context.System.ActorOf(DriverActor.Props(new HostDescription
        {
            Memory = memory,
            Tables = Tables,
            TablesBytes = 0x1000_0000,
            Smmus = [Capabilities, Capabilities],
            Devices = [new HostDevice(new SmmuId(0), new StreamId(1)) { CanStall = true }, new HostDevice(new SmmuId(1), new StreamId(1))],
            StreamBits = 4,
            ProcessMemory = (Data, 0x100_0000),
            Experiment = experiment,
            Choices = context.Choices,
        }, machine), "driver");
        driver.Tell(new StartDriver(new RequestId(1)), ActorRefs.NoSender);
        context.Settle();
        var run = new Run(history);
        context.System.ActorOf(ProducedActor.By(() => new UserActor(driver, run)), "user");
        context.System.ActorOf(ProducedActor.By(() => new EmulatedActor(driver)), "emulated");
        for (var device = 0; device < 2; device++)
        {
            var (number, pages) = (device, Enumerable.Range(0, 6).Select(_ => (ulong)context.Draw(4)).ToArray());
            context.System.ActorOf(ProducedActor.By(() => new AccessingActor(new DeviceId(number), pages, machine)), $"accesses{device}");
        }

        return run;
    }

    private sealed class Run(Recorder history) : ISimulatedRun
    {
        private readonly CheckerJudge _judge = new();

        /// <summary>What the user was refused; "" while it is not done.</summary>
        public string? Refused { get; set; } = "";

        public RunOutcome Judge(SimulationContext context, RunEnd end)
        {
            history.Record(new RunEnded(end == RunEnd.Quiet));
            var judgement = _judge.Judge(history.Events, isConcurrent: false);
            var hash = (ulong)history.Events.Count;
            if (judgement.Verdict == RunVerdict.Invalid) return RunOutcome.Invalid(judgement.Rules[0], judgement.Explanation, hash);
            return Refused is null ? RunOutcome.Valid(hash) : RunOutcome.Invalid("Refused", $"{end}: {Refused}", hash);
        }
    }

    private sealed class Recorder(Func<long> steps) : IHistory
    {
        public bool IsOn => true;

        public List<StampedEvent> Events { get; } = [];

        public void Record(IHistoryEvent what) => Events.Add(new StampedEvent(Events.Count + 1, steps(), what));
    }

    /// <summary>One ioctl after the other; what is read from the fault queue is answered at once: it is there, or it will not be.</summary>
    private sealed class UserActor(IActorRef driver, Run run) : UntypedActor
    {
        private readonly List<IommufdId> _made = [];
        private int _asked;

        protected override void PreStart() => Ask();

        protected override void OnReceive(object message)
        {
            if (message is PageFaultDelivered read)
                driver.Tell(new RespondToFault(new RequestId(-1), read.Fault, read.Cookie, read.Cookie.Value & 1));
            if (message is not IoctlEnded { Request.Value: > 0 } ended) return;
            _made.Add(ended.Id);
            if (ended.Result != Errno.Ok) run.Refused = $"{Step(_asked)} ended with {ended.Result}";
            else Ask();
        }

        private void Ask()
        {
            if (Step(++_asked) is { } next) driver.Tell(next);
            else run.Refused = null;
        }

        // Steps count from 1, as their requests do: made[0] is the IOAS, [1] the fault queue, [2] and [3] the devices, [4] a domain.
        private IIommufdRequest? Step(int step)
        {
            var request = new RequestId(step);
            return step switch
            {
                1 => new AllocIoas(request),
                2 => new AllocFaultQueue(request),
                3 or 4 => new BindDevice(request, new DeviceId(step - 3)),
                5 => new AllocHwpt(request, _made[2], _made[0], IsNestParent: false, TakesPasids: false, _made[1]),
                6 => new AttachHwpt(request, _made[2], default, _made[4]),
                7 => new AttachHwpt(request, _made[3], default, _made[0]),
                8 or 11 => new MapIoas(request, _made[0], Data, 4 * Page, Iova, IsWritable: true),
                9 => new ReplaceHwpt(request, _made[2], default, _made[0]),
                10 or 12 => new UnmapIoas(request, _made[0], Iova, 4 * Page),
                13 => new DetachHwpt(request, _made[3], default),
                14 => new CloseContext(request),
                _ => null,
            };
        }
    }

    /// <summary>Pins what is mapped when it asks, which may be nothing yet or nothing any more, and unpins when it is asked.</summary>
    private sealed class EmulatedActor(IActorRef driver) : UntypedActor
    {
        private IommufdId _access;
        private bool _hasPin;

        protected override void PreStart() => driver.Tell(new CreateAccess(new RequestId(1), HasUnmapCallback: true));

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case IoctlEnded { Request.Value: 1 } created:
                    _access = created.Id;
                    driver.Tell(new AttachAccess(new RequestId(2), _access, new IommufdId(1), IsReplace: false));
                    break;
                case IoctlEnded { Request.Value: 2, Result: Errno.Ok }:
                    driver.Tell(new PinPages(new RequestId(3), _access, Iova, Page, IsWritten: false));
                    break;
                case IoctlEnded { Request.Value: 3 } pinned:
                    _hasPin = pinned.Result == Errno.Ok;
                    break;
                case UnpinRequested request:
                    if (_hasPin) driver.Tell(new UnpinPages(new RequestId(4), _access, Iova, Page));
                    _hasPin = false;
                    driver.Tell(new UnpinDone(request.Ticket));
                    break;
            }
        }
    }

    /// <summary>One access after the other, whether it gets through or not.</summary>
    private sealed class AccessingActor(DeviceId device, ulong[] pages, IActorRef machine) : UntypedActor
    {
        private int _next;

        protected override void PreStart() => Access();

        protected override void OnReceive(object message)
        {
            if (message is DmaCompleted) Access();
        }

        private void Access()
        {
            if (_next == pages.Length) return;
            var transaction = new TransactionId((device.Value * 100) + _next + 1);
            var address = new Iova(Iova.Value + (pages[_next++] * Page));
            machine.Tell(new StartDma(device, transaction, address, AccessAttributes.Read, 8));
        }
    }
}
