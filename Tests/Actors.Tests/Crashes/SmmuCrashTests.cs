using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Crashes;

/// <summary>The SMMU crashes in the middle of a message: the message is not lost, and nothing happens twice.</summary>
public sealed class SmmuCrashTests : CrashTest
{
    public static TheoryData<WalkGranularity, CoreCall> WalkCalls
    {
        get
        {
            var data = new TheoryData<WalkGranularity, CoreCall>();
            foreach (var granularity in Enum.GetValues<WalkGranularity>())
            {
                data.Add(granularity, CoreCall.BeginWalk);
                data.Add(granularity, CoreCall.Resume);
                data.Add(granularity, CoreCall.EndWalk);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WalkCalls))]
    public void A_dma_is_answered_once_and_right(WalkGranularity granularity, CoreCall call)
    {
        var driver = Start(granularity);
        Core.Before(call, PlannedCrashException.Throw);
        ReportsCrash(() => Reads(driver, 0x11));
        Reads(driver, 0x11);
        Assert.Single(RealCore.CachedTranslations);
        Assert.False(driver.Probe.HasMessages);
    }

    [Theory]
    [MemberData(nameof(WalkCalls))]
    public void A_fault_is_recorded_once(WalkGranularity granularity, CoreCall call)
    {
        var driver = Start(granularity);
        Core.Before(call, PlannedCrashException.Throw);
        ReportsCrash(() => Assert.Equal(DmaOutcome.Aborted, driver.Dma(1, Unmapped).Outcome));
        Assert.Equal(1, driver.Interrupts().EventQueue);
        Assert.Equal(1UL, driver.Read(RegisterOffset.EventqProd));
        Assert.Equal(EventId.FTranslation, Board.Event(0).Id);
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_walk_goes_on_after_a_crash_at_each_of_its_reads(WalkGranularity granularity)
    {
        var driver = Start(granularity);
        foreach (var read in (Pa[])[Board.StreamEntry(1), new Pa(Board.StreamEntry(1).Value + 56), Space.LeafOf(Page)])
        {
            driver.Submit(Commands.Everything, Commands.Stream(1), Commands.Sync);
            Memory.BeforeRead(read, PlannedCrashException.Throw);
            ReportsCrash(() => Reads(driver, 0x11));
        }
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void An_invalidation_is_not_lost_and_the_sync_behind_it_does_not_overtake_it(WalkGranularity granularity)
    {
        var driver = Start(granularity);
        Reads(driver, 0x11);
        Space.Map(Page, Data(0x1000));
        Core.Before(CoreCall.Execute, PlannedCrashException.Throw);
        ReportsCrash(() => driver.Submit(Commands.Page(Space.Asid, Page), Commands.Sync));
        Reads(driver, 0x22);
    }

    [Theory]
    [InlineData(CoreCall.Barrier)]
    [InlineData(CoreCall.IsDrained)]
    public void A_sync_is_completed_although_its_question_crashed(CoreCall call)
    {
        var driver = Start();
        Core.Before(call, PlannedCrashException.Throw);
        ReportsCrash(() => Assert.Equal(2u, driver.Submit(Commands.Page(Space.Asid, Page), Commands.Sync).RD));
        Assert.Equal(4u, driver.Submit(Commands.Sync, Commands.Sync).RD);
    }

    [Fact]
    public void A_register_write_is_in_force_and_answered_once()
    {
        var driver = Start();
        Core.Before(CoreCall.WriteRegister, PlannedCrashException.Throw);
        ReportsCrash(() => driver.Write(RegisterOffset.Cr0, 0));
        Assert.Equal(0UL, driver.Read(RegisterOffset.Cr0ack));
        Core.Before(CoreCall.WriteRegister, PlannedCrashException.Throw);
        ReportsCrash(() => driver.Write(RegisterOffset.Cr0, Driver.Enabled.Raw));
        Assert.Equal(Driver.Enabled.Raw, driver.Read(RegisterOffset.Cr0ack));
        Reads(driver, 0x11);
    }

    [Fact]
    public void The_msi_of_a_global_error_is_sent_although_its_write_crashed()
    {
        var driver = Start();
        driver.Write(RegisterOffset.IrqCtrl, 0);
        driver.Write(RegisterOffset.GerrorIrqCfg0, Data(0x100).Value, 8);
        driver.Write(RegisterOffset.GerrorIrqCfg1, 0x77);
        driver.Write(RegisterOffset.IrqCtrl, (default(IrqCtrl) with { GerrorIrqen = true }).Raw);
        Memory.BeforeWrite(Data(0x100), PlannedCrashException.Throw);
        ReportsCrash(() => driver.Submit(Commands.Illegal));
        Assert.Equal(1UL, driver.Read(RegisterOffset.Gerror));
        Assert.Equal(0x77UL, Board.Read(Data(0x100)));
    }

    [Fact]
    public void What_was_sent_after_the_message_that_crashed_is_handled_after_it()
    {
        var driver = Start();
        Core.Before(CoreCall.WriteRegister, PlannedCrashException.Throw);
        ReportsCrash(() =>
        {
            var first = driver.SendWrite(RegisterOffset.Cr2, 0);
            var second = driver.SendWrite(RegisterOffset.Gbpa, (default(Gbpa) with { ABORT = true, Update = true }).Raw);
            driver.Probe.ExpectMsg(new RegisterWritten(first));
            driver.Probe.ExpectMsg(new RegisterWritten(second));
        });
    }
}
