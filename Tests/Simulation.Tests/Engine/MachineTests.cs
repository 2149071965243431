using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Machines;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;
using ActorIommu.Simulation.Strategies;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Engine;

/// <summary>The emulator's own actors, as they are, in the engine's hands.</summary>
public sealed class MachineTests
{
    private const int Steps = 120;
    private static readonly DoorbellRange Doorbell = new(new Pa(0x0808_0000), 0x1_0000);

    public static TheoryData<WalkGranularity, ulong> Runs
    {
        get
        {
            var runs = new TheoryData<WalkGranularity, ulong>();
            foreach (var granularity in Enum.GetValues<WalkGranularity>())
            {
                for (var seed = 1UL; seed <= 12; seed++) runs.Add(granularity, seed);
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_driver_that_waits_gets_what_plain_calls_give_whatever_the_schedule(WalkGranularity granularity, ulong seed)
    {
        var other = new Board();
        var calls = Script.Run(seed, new SynchronousUnderTest(other.Memory, Board.AtsCapabilities), other, Steps);
        foreach (var strategy in (Strategy[])[new CalmStrategy(), new RandomStrategy(), new PctStrategy(3), new RoundRobinStrategy()])
        {
            var (board, script) = Simulate(granularity, seed, strategy);

            Assert.Equal(calls.Answers, script.Answers);
            Assert.Equal(other.AllEvents(), board.AllEvents());
        }
    }

    // A crash takes nothing that hardware would keep, so the answers are the same.
    [Theory]
    [MemberData(nameof(Runs))]
    public void A_machine_whose_parts_crash_gives_the_same(WalkGranularity granularity, ulong seed)
    {
        var other = new Board();
        var calls = Script.Run(seed, new SynchronousUnderTest(other.Memory, Board.AtsCapabilities), other, Steps);
        var odds = new SiteOdds { FaultActive = Ratio.Always, FaultFires = new Ratio(1, 50), FaultsPerRun = 5 };
        IReadOnlyList<string> answers = [];
        var simulator = new Simulator(
            Scenario(granularity, seed, (_, script) => answers = script.Answers), new SimulationOptions { Faults = [FaultSite.PartCrash] });

        simulator.Run(new RandomStrategy(odds), seed);

        Assert.Equal(calls.Answers, answers);
        Assert.Equal(5, simulator.LastChoices().ToArray().Count(choice => choice.Site.IsFault && choice.Value == 1));
    }

    [Fact]
    public void Control_a_schedule_of_a_machine_has_choices_and_differs_from_the_calm_one()
    {
        Assert.NotEqual(Unseed(new CalmStrategy()), Unseed(new RandomStrategy()));

        static ulong Unseed(Strategy strategy) =>
            new Simulator(Scenario(WalkGranularity.Descriptor, 1, (_, _) => { })).Run(strategy, 1).Unseed;
    }

    private static (Board Board, Script Script) Simulate(WalkGranularity granularity, ulong seed, Strategy strategy)
    {
        (Board, Script) all = default;
        new Simulator(Scenario(granularity, seed, (board, script) => all = (board, script))).Run(strategy, seed);
        return all;
    }

    private static ToyScenario Scenario(WalkGranularity granularity, ulong seed, Action<Board, Script> done) => new("machine", context =>
    {
        var board = new Board();
        var description = new MachineDescription
        {
            Memory = board.Memory,
            Smmus = [new SmmuDescription { Core = new SmmuCore(Board.AtsCapabilities), Granularity = granularity }],
            Devices = [.. Enumerable.Range(0, Script.Streams).Select(i => new DeviceDescription(new SmmuId(0), new StreamId((uint)i)))],
            Doorbell = Doorbell,
            Experiment = Experiment.None with { Faults = context.Faults },
        };
        var machine = context.System.ActorOf(MachineActor.Props(description), "machine");
        done(board, Script.Run(seed, new SimulatedUnderTest(context, machine), board, Steps));
        return (_, _) => RunOutcome.Valid(StableHash.Start.Value);
    });

    /// <summary>A CPU that lets the machine come to rest after each of its accesses.</summary>
    private sealed class SimulatedUnderTest : ISmmuUnderTest
    {
        private static readonly SmmuId Smmu = new(0);
        private readonly SimulationContext _context;
        private readonly IActorRef _machine;
        private readonly IActorRef _cpu;
        private readonly List<object> _answers = [];
        private readonly Dictionary<TransactionId, long> _stalled = [];
        private long _request;
        private long _dmas;

        public SimulatedUnderTest(SimulationContext context, IActorRef machine)
        {
            (_context, _machine) = (context, machine);
            _cpu = context.System.ActorOf(Props.Create(() => new Cpu(_answers)), "cpu");
        }

        public ulong Read(int offset, int sizeBytes) =>
            Answer<RegisterRead>(new ReadRegister(Smmu, new RequestId(++_request), offset, sizeBytes)).Value;

        public void Write(int offset, ulong value, int sizeBytes) =>
            Answer<RegisterWritten>(new WriteRegister(Smmu, new RequestId(++_request), offset, sizeBytes, value));

        public (DmaOutcome Outcome, ulong Address, ulong Data)? Dma(
            uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data) =>
            Dma(stream, iova, access, sizeBytes, data, usesAts: false);

        public (DmaOutcome Outcome, ulong Address, ulong Data) AtsDma(
            uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data) =>
            Dma(stream, iova, access, sizeBytes, data, usesAts: true)!.Value;

        public IReadOnlyList<string> TakeAnswers()
        {
            var late = new SortedDictionary<long, string>();
            foreach (var dma in _answers.OfType<DmaCompleted>())
            {
                Assert.True(_stalled.Remove(dma.Transaction, out var number));
                late.Add(number, $"{new TransactionId(number)} {dma.Outcome} {dma.Address.Value:x} {dma.Data:x}");
            }

            _answers.Clear();
            return [.. late.Values];
        }

        public void RequestPage(PageRequest page) =>
            Send(new StartPageRequest(new DeviceId((int)page.StreamID.Value), new RequestId(++_request), page));

        public (long EventQueue, long CommandSync, long GlobalError, long PageRequestQueue, long WakeUps) Interrupts()
        {
            var read = Answer<InterruptsRead>(new ReadInterrupts(Smmu, new RequestId(++_request)));
            return (read.EventQueue, read.CommandSync, read.GlobalError, read.PageRequestQueue, read.WakeUps);
        }

        private (DmaOutcome Outcome, ulong Address, ulong Data)? Dma(
            uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data, bool usesAts)
        {
            var transaction = new TransactionId(++_request);
            if (!usesAts) _dmas++;
            Send(new StartDma(new DeviceId((int)stream), transaction, new Iova(iova), access, sizeBytes, data, null, usesAts));
            if (_answers.OfType<DmaCompleted>().SingleOrDefault(completed => completed.Transaction == transaction) is not { } dma)
            {
                _stalled.Add(transaction, _dmas);
                return null;
            }

            _answers.Remove(dma);
            return (dma.Outcome, dma.Address.Value, dma.Data);
        }

        private T Answer<T>(object request)
        {
            Send(request);
            var answer = Assert.Single(_answers.OfType<T>());
            _answers.Remove(answer!);
            return answer;
        }

        private void Send(object request)
        {
            _machine.Tell(request, _cpu);
            Assert.Equal(RunEnd.Quiet, _context.RunUntilQuiet());
        }

        private sealed class Cpu(List<object> answers) : UntypedActor
        {
            protected override void OnReceive(object message) => answers.Add(message);
        }
    }
}
