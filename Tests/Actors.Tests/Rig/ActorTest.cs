using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Smmu;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>An actor system, a board, and a core and a memory that can be made to fail.</summary>
public abstract class ActorTest : Akka.TestKit.Xunit2.TestKit
{
    /// <summary>The time limits say when a message counts as lost; nothing waits that long if it works.</summary>
    private const string Limits =
        """
        akka.test.single-expect-default = 15s
        akka.test.filter-leeway = 15s
        akka.test.default-timeout = 15s
        """;

    protected static readonly SmmuId Smmu0 = new(0);

    private readonly SmmuCapabilities _capabilities;

    /// <param name="capabilities">Those of the board, without ATS, if nothing else is said.</param>
    /// <param name="settings">HOCON besides the time limits.</param>
    /// <param name="choices">Which liberties the SMMU takes; none if null.</param>
    protected ActorTest(SmmuCapabilities? capabilities = null, string settings = "", IChoices? choices = null)
        : base(settings + Limits)
    {
        _capabilities = capabilities ?? Board.Capabilities;
        Board = new Board();
        Memory = new HookedMemory(Board.Memory);
        RealCore = new SmmuCore(_capabilities, new SmmuImplementation { Choices = choices ?? CalmChoices.Instance });
        Core = new HookedCore(RealCore);
    }

    /// <summary>Where a write is an interrupt.</summary>
    internal static DoorbellRange Doorbell { get; } = new(new Pa(0x0808_0000), 0x1_0000);

    internal Board Board { get; private protected set; }

    internal HookedMemory Memory { get; private protected set; }

    internal SmmuCore RealCore { get; }

    internal HookedCore Core { get; }

    internal SmmuCapabilities Capabilities => _capabilities;

    /// <summary>What the machine is observed and disturbed by.</summary>
    internal Experiment Experiment { get; set; } = Experiment.None;

    /// <summary>A machine with one SMMU and devices of the streams 0, 1, 2 and so on.</summary>
    internal IActorRef StartMachine(WalkGranularity granularity = WalkGranularity.Transaction, int devices = 3)
    {
        var description = new MachineDescription
        {
            Memory = Memory,
            Smmus = [new SmmuDescription { Core = Core, Granularity = granularity }],
            Devices = [.. Enumerable.Range(0, devices).Select(stream => new DeviceDescription(Smmu0, new StreamId((uint)stream)))],
            Doorbell = Doorbell,
            Experiment = Experiment,
        };
        var machine = Sys.ActorOf(MachineActor.Props(description), "machine");

        // Its parts have names once it has started, and it has when it answers.
        var probe = CreateTestProbe();
        probe.Send(machine, new ReadRegister(Smmu0, default, RegisterOffset.Idr0, 4));
        probe.ExpectMsg<RegisterRead>();
        return machine;
    }

    /// <summary>A machine that is running, and who talks to it.</summary>
    internal Driver StartDriver(WalkGranularity granularity = WalkGranularity.Transaction, int devices = 3)
    {
        var driver = new Driver(CreateTestProbe(), StartMachine(granularity, devices), Board);
        driver.Boot();
        return driver;
    }

    /// <summary>A DMA whose walk has begun and does not end before <see cref="HookedCore.HoldsWalks"/> is false.</summary>
    internal TransactionId StartHeldDma(Driver driver, int device, ulong iova)
    {
        Core.HoldsWalks = true;
        Core.Before(CoreCall.BeginWalk, () => TestActor.Tell(CoreCall.BeginWalk));
        var transaction = driver.StartDma(device, iova);
        ExpectMsg(CoreCall.BeginWalk);
        return transaction;
    }

    /// <summary>A part of the machine by its name.</summary>
    internal ActorSelection Part(string name) => Sys.ActorSelection($"/user/machine/{name}");
}
