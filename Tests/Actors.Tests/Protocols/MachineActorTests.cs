using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>The machine: what its parts are called, what it passes on, and when it is over.</summary>
public sealed class MachineActorTests : ActorTest
{
    public static TheoryData<string> Parts =>
        ["doorbell", "smmu0", "smmu0-cmdq", "smmu0-evtq", "smmu0-priq", "device0", "device1", "device2"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_is_found_by_its_name(string name)
    {
        var machine = StartMachine();
        Part(name).Tell(new Identify(name), TestActor);
        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal(machine.Path / name, identity.Subject.Path);
    }

    [Fact]
    public void The_settings_of_the_system_stay_what_they_are()
    {
        StartMachine();
        Assert.False(Sys.Settings.Config.HasPath("actor-iommu"));
        Assert.True(MachineActor.DefaultConfig().HasPath("actor-iommu"));
    }

    [Fact]
    public void Requests_reach_the_smmu_that_they_name_from_who_sent_them()
    {
        var machine = Sys.ActorOf(MachineActor.Props(new MachineDescription
        {
            Memory = Memory,
            Smmus = [Description(), Description()],
            Devices = [new DeviceDescription(new SmmuId(1), new StreamId(1))],
        }));
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        first.Send(machine, new WriteRegister(new SmmuId(1), new RequestId(1), RegisterOffset.StrtabBaseCfg, 4, 5));
        first.ExpectMsg(new RegisterWritten(new RequestId(1)));
        second.Send(machine, new ReadRegister(new SmmuId(0), new RequestId(2), RegisterOffset.StrtabBaseCfg, 4));
        second.ExpectMsg(new RegisterRead(new RequestId(2), 0));
        second.Send(machine, new ReadRegister(new SmmuId(1), new RequestId(3), RegisterOffset.StrtabBaseCfg, 4));
        second.ExpectMsg(new RegisterRead(new RequestId(3), 5));

        // The device is behind the second SMMU, which aborts; the first would let it through.
        first.Send(machine, new WriteRegister(new SmmuId(1), new RequestId(4), RegisterOffset.Gbpa, 4, Abort.Raw));
        first.ExpectMsg(new RegisterWritten(new RequestId(4)));
        second.Send(machine, new StartDma(new DeviceId(0), new TransactionId(1), new Iova(Rig.Board.Data.Value), AccessAttributes.Read, 8));
        second.ExpectMsg(new DmaCompleted(new DeviceId(0), new TransactionId(1), DmaOutcome.Aborted, default, 0));
    }

    [Fact]
    public void What_the_machine_does_not_have_is_unhandled_and_does_no_harm()
    {
        var machine = StartMachine(devices: 1);
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        object[] strangers =
        [
            new ReadRegister(new SmmuId(1), new RequestId(1), 0, 4), new ReadRegister(new SmmuId(-1), new RequestId(1), 0, 4),
            new AwaitCommandQueueIdle(new SmmuId(int.MaxValue), new RequestId(1)),
            new ReadInterrupts(new SmmuId(int.MinValue), new RequestId(1)),
            Start(1), Start(-1), Start(int.MinValue), new TakeEffect(default), "a text",
        ];
        foreach (var stranger in strangers)
        {
            machine.Tell(stranger, TestActor);
            Assert.Equal(stranger, ExpectMsg<UnhandledMessage>().Message);
        }

        machine.Tell(new ReadRegister(Smmu0, new RequestId(9), RegisterOffset.Idr0, 4), TestActor);
        ExpectMsg(new RegisterRead(new RequestId(9), Rig.Board.Capabilities.Idr0.Raw));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_handles_only_its_protocols(string name)
    {
        StartMachine();
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        Part(name).Tell(new InterruptsRead(default, 0, 0, 0, 0));
        Assert.EndsWith(name, ExpectMsg<UnhandledMessage>().Recipient.Path.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_machine_without_one_of_its_parts_is_over(string name)
    {
        var machine = Watch(StartMachine());
        Part(name).Tell(PoisonPill.Instance);
        ExpectTerminated(machine);
    }

    private static Gbpa Abort => default(Gbpa) with { ABORT = true, Update = true };

    private static StartDma Start(int device) =>
        new(new DeviceId(device), new TransactionId(1), default, AccessAttributes.Read, 8);

    private static SmmuDescription Description() => new() { Core = new SmmuCore(Rig.Board.Capabilities) };
}
