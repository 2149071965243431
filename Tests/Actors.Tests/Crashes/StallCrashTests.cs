using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Tests.Crashes;

/// <summary>The SMMU crashes around a stalled DMA: it is kept, recorded once, and answered once.</summary>
public sealed class StallCrashTests : CrashTest
{
    public static TheoryData<WalkGranularity, CoreCall> RetryCalls
    {
        get
        {
            var data = new TheoryData<WalkGranularity, CoreCall>();
            foreach (var granularity in Enum.GetValues<WalkGranularity>())
            {
                foreach (var call in (CoreCall[])[CoreCall.Execute, CoreCall.BeginRetry, CoreCall.Resume, CoreCall.EndWalk])
                    data.Add(granularity, call);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RetryCalls))]
    public void A_retry_is_answered_once_and_right(WalkGranularity granularity, CoreCall call)
    {
        var driver = StartStalling(granularity);
        var dma = StallOne(driver);
        Space.Map(Unmapped, Data(0x1000));
        Core.Before(call, PlannedCrashException.Throw);
        driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.Resume(new StreamId(1), Board.Event(0).STAG, ResumeAction.Retry)));
        var completed = driver.Probe.ExpectMsg<DmaCompleted>();
        Assert.Equal((dma, DmaOutcome.Completed, 0x22UL), (completed.Transaction, completed.Outcome, completed.Data));
        driver.Submit(Commands.Sync);
        Assert.False(driver.Probe.HasMessages);
        Assert.Equal((1UL, 0), (driver.Read(RegisterOffset.EventqProd), RealCore.Stalls.Count));
    }

    [Theory]
    [MemberData(nameof(RetryCalls))]
    public void A_retry_that_faults_again_is_recorded_once_more(WalkGranularity granularity, CoreCall call)
    {
        var driver = StartStalling(granularity);
        var dma = StallOne(driver);
        Core.Before(call, PlannedCrashException.Throw);
        driver.Submit(Commands.Resume(new StreamId(1), Board.Event(0).STAG, ResumeAction.Retry), Commands.Sync);
        driver.Interrupts();
        Assert.Equal((2UL, 1), (driver.Read(RegisterOffset.EventqProd), RealCore.Stalls.Count));
        var abort = Commands.Resume(new StreamId(1), Board.Event(1).STAG, ResumeAction.TerminateAbort);
        driver.Write(RegisterOffset.CmdqProd, Board.Put(abort));
        var completed = driver.Probe.ExpectMsg<DmaCompleted>();
        Assert.Equal((dma, DmaOutcome.Aborted), (completed.Transaction, completed.Outcome));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_crash_of_another_message_leaves_a_stall_where_it_is(WalkGranularity granularity)
    {
        var driver = StartStalling(granularity);
        var dma = StallOne(driver);
        Core.Before(CoreCall.WriteRegister, PlannedCrashException.Throw);
        ReportsCrash(() => driver.Write(RegisterOffset.Gerrorn, 0));
        Assert.Equal((1UL, 1), (driver.Read(RegisterOffset.EventqProd), RealCore.Stalls.Count));
        driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.StallTerm(1)));
        Assert.Equal(dma, driver.Probe.ExpectMsg<DmaCompleted>().Transaction);
    }

    private Driver StartStalling(WalkGranularity granularity)
    {
        var driver = Start(granularity);
        var stalling = Space.Descriptor with { S = true };
        Space.Contexts.Set(0, stalling);
        return driver;
    }

    // The event's interrupt comes after the event; the SMMU sent the event when it took the stall.
    private TransactionId StallOne(Driver driver)
    {
        Core.Before(CoreCall.EndWalk, () => TestActor.Tell(CoreCall.EndWalk));
        var dma = driver.StartDma(1, Unmapped);
        ExpectMsg(CoreCall.EndWalk);
        driver.Read(RegisterOffset.Idr0);
        Assert.Equal((1, true), ((int)driver.Interrupts().EventQueue, Board.Event(0).Stall));
        return dma;
    }
}
