using System.Diagnostics;
using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Tests.Crashes;

/// <summary>A part crashes between two messages, again and again, or for good.</summary>
public sealed class KilledPartTests : CrashTest
{
    private const int CrashesAllowed = 10;

    public static TheoryData<string> Parts => ["doorbell", "smmu0", "smmu0-cmdq", "smmu0-evtq", "smmu0-priq", "device1"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_restarted_part_has_all_that_hardware_would_have_kept(string name)
    {
        var driver = Start(WalkGranularity.Descriptor);
        Reads(driver, 0x11);
        driver.Dma(1, Unmapped);
        driver.Submit(Commands.Stream(2), Commands.SyncWith(SyncSignal.Irq));
        var (registers, interrupts, cached) = (Registers(driver), driver.Interrupts(), RealCore.CachedTranslations.ToArray());

        Kill(name);
        Assert.Equal(registers, Registers(driver));
        Assert.Equal(interrupts with { Request = default }, driver.Interrupts() with { Request = default });
        Assert.Equal(cached, RealCore.CachedTranslations);
        Assert.NotEmpty(cached);
        Reads(driver, 0x11);
        driver.Dma(1, Unmapped + 8);
        Assert.Equal(4u, driver.Submit(Commands.Page(Space.Asid, Page), Commands.Sync).RD);
        Assert.Equal(2UL, driver.Read(RegisterOffset.EventqProd));
        Assert.Empty(RealCore.CachedTranslations);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_walk_in_flight_and_the_sync_that_waits_for_it_survive(string name)
    {
        var driver = Start(WalkGranularity.Descriptor);
        var dma = StartHeldDma(driver, 1, Page);
        driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.Page(Space.Asid, Page), Commands.Sync, Commands.Stream(1)));
        while (driver.Read(RegisterOffset.CmdqCons) != 1) Assert.Equal(3UL, driver.Read(RegisterOffset.CmdqProd));
        var idle = driver.SendAwaitIdle();
        Kill(name);
        Assert.Equal(1UL, driver.Read(RegisterOffset.CmdqCons));
        Core.HoldsWalks = false;
        driver.Probe.ExpectMsgAllOf<object>(
            new DmaCompleted(new DeviceId(1), dma, DmaOutcome.Completed, Data(0), 0x11),
            new CommandQueueIdle(idle, default(CmdqCons) with { RD = 3 }));
        Assert.Empty(RealCore.CachedTranslations);
        Reads(driver, 0x11);
        Assert.False(driver.Probe.HasMessages);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void As_many_crashes_as_are_allowed_are_survived_and_one_more_ends_the_machine(string name)
    {
        var driver = Start();
        driver.Probe.Watch(driver.Machine);
        for (var crash = 0; crash < CrashesAllowed; crash++) Kill(name);
        Reads(driver, 0x11);
        Kill(name);
        driver.Probe.ExpectTerminated(driver.Machine);
    }

    [Fact]
    public void A_message_that_crashes_each_time_ends_the_machine()
    {
        var driver = Start();
        driver.Probe.Watch(driver.Machine);
        Memory.AlwaysBeforeRead(Board.CommandAt(0), PlannedCrashException.Throw);
        EventFilter.Exception<PlannedCrashException>().Expect(CrashesAllowed + 1, () =>
        {
            driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.Sync));
            driver.Probe.ExpectTerminated(driver.Machine);
        });
    }

    [Fact]
    public void A_broken_invariant_ends_the_machine_at_once_and_it_is_not_built_again()
    {
        var driver = Start();
        driver.Probe.Watch(driver.Machine);
        Core.Before(CoreCall.BeginWalk, () => throw new UnreachableException("planned"));
        EventFilter.Exception<UnreachableException>("planned").ExpectOne(() =>
        {
            driver.StartDma(1, Page);
            driver.Probe.ExpectTerminated(driver.Machine);
        });
    }

    private void Kill(string name) =>
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => Part(name).Tell(Akka.Actor.Kill.Instance));

    private static List<ulong> Registers(Driver driver) =>
    [
        driver.Read(RegisterOffset.Cr0), driver.Read(RegisterOffset.Cr0ack), driver.Read(RegisterOffset.Cr2),
        driver.Read(RegisterOffset.IrqCtrl), driver.Read(RegisterOffset.StrtabBase, 8), driver.Read(RegisterOffset.StrtabBaseCfg),
        driver.Read(RegisterOffset.CmdqBase, 8), driver.Read(RegisterOffset.CmdqProd), driver.Read(RegisterOffset.CmdqCons),
        driver.Read(RegisterOffset.EventqBase, 8), driver.Read(RegisterOffset.EventqProd), driver.Read(RegisterOffset.EventqCons),
    ];
}
