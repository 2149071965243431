using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Crashes;

/// <summary>A queue or a device crashes in the middle of a message: the message is not lost, and nothing happens twice.</summary>
public sealed class QueueAndDeviceCrashTests : CrashTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_command_whose_fetch_crashed_is_consumed_once(uint index)
    {
        var driver = Start();
        Reads(driver, 0x11);
        Space.Map(Page, Data(0x1000));
        Memory.BeforeRead(Board.CommandAt(index), PlannedCrashException.Throw);
        ReportsCrash(() => Assert.Equal(3u, driver.Submit(Commands.Stream(2), Commands.Page(Space.Asid, Page), Commands.Sync).RD));
        Reads(driver, 0x22);
    }

    [Fact]
    public void A_sync_whose_msi_crashed_sends_it_and_is_complete_after_that()
    {
        var driver = Start();
        Memory.BeforeWrite(Data(0x100), PlannedCrashException.Throw);
        ReportsCrash(() => Assert.Equal(1u, driver.Submit(Commands.SyncWith(SyncSignal.Irq, Data(0x100).Value, 0x66)).RD));
        Assert.Equal(0x66UL, Board.Read(Data(0x100)));
        Assert.Equal(2u, driver.Submit(Commands.Sync).RD);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void A_record_whose_write_crashed_is_recorded_once(ulong offset)
    {
        var driver = Start();
        Memory.BeforeWrite(new Pa(Board.EventAt(0).Value + offset), PlannedCrashException.Throw);
        ReportsCrash(() =>
        {
            driver.Dma(1, Unmapped);
            Assert.Equal(1UL, driver.Read(RegisterOffset.EventqProd));
        });
        Assert.Equal(1, driver.Interrupts().EventQueue);
        driver.Dma(1, Unmapped + 8);
        Assert.Equal(2UL, driver.Read(RegisterOffset.EventqProd));
        Assert.Equal((Unmapped, Unmapped + 8), (Board.Event(0).InputAddr.Value, Board.Event(1).InputAddr.Value));
    }

    [Fact]
    public void A_record_whose_interrupt_crashed_is_recorded_once_and_interrupts()
    {
        var driver = Start();
        driver.Write(RegisterOffset.IrqCtrl, 0);
        driver.Write(RegisterOffset.EventqIrqCfg0, Data(0x100).Value, 8);
        driver.Write(RegisterOffset.EventqIrqCfg1, 0x44);
        driver.Write(RegisterOffset.IrqCtrl, (default(IrqCtrl) with { EventqIrqen = true }).Raw);
        Memory.BeforeWrite(Data(0x100), PlannedCrashException.Throw);
        ReportsCrash(() =>
        {
            driver.Dma(1, Unmapped);
            Assert.Equal(1UL, driver.Read(RegisterOffset.EventqProd));
        });
        Assert.Equal(0x44UL, Board.Read(Data(0x100)));
        driver.Dma(1, Unmapped);
        Assert.Equal(2UL, driver.Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void An_access_that_crashed_is_made_and_answered_once()
    {
        var driver = Start();
        Memory.BeforeRead(Data(0), PlannedCrashException.Throw);
        ReportsCrash(() => Reads(driver, 0x11));
        Memory.BeforeWrite(Data(0), PlannedCrashException.Throw);
        ReportsCrash(() => Assert.Equal(DmaOutcome.Completed, driver.Dma(1, Page, AccessAttributes.Write, 4, 0x99).Outcome));
        Reads(driver, 0x99);
        Assert.False(driver.Probe.HasMessages);
    }
}
