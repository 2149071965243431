using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Actors.Tests.Rig;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>AtsProtocol between command queue, SMMU and device: what a CMD_SYNC waits for, and what if nobody answers.</summary>
public sealed class AtcInvalidationProtocolTests : CommandQueueTest
{
    private const string TestTime = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"\n";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public AtcInvalidationProtocolTests()
        : base(Rig.Board.AtsCapabilities, TestTime, Limit) => Start();

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sync_waits_for_the_answer_and_for_the_walks_in_either_order(bool answerFirst)
    {
        Submit(Commands.Atc(1, 0x1000), Commands.Sync);
        ExpectInvalidation(1, 0x1000);
        ExpectDrain(1);
        if (answerFirst) Send(new AtcInvalidated(new InvalidationTicket(1)));
        else Drained(1);
        Assert.Equal(At(1), Consumer);
        if (answerFirst) Drained(1);
        else Send(new AtcInvalidated(new InvalidationTicket(1)));
        Assert.Equal(At(2), Consumer);
    }

    [Fact]
    public void It_waits_for_every_answer_and_not_for_the_same_one_twice()
    {
        Submit(Commands.Atc(1, 0x1000), Commands.Atc(2, 0x2000), Commands.Sync);
        ExpectInvalidation(1, 0x1000);
        ExpectInvalidation(2, 0x2000);
        ExpectDrain(1);
        Drained(1);
        Send(new AtcInvalidated(new InvalidationTicket(2)));
        Send(new AtcInvalidated(new InvalidationTicket(2)));
        Send(new AtcInvalidated(new InvalidationTicket(7)));
        Assert.Equal(At(2), Consumer);
        Send(new AtcInvalidated(new InvalidationTicket(1)));
        Assert.Equal(At(3), Consumer);
    }

    [Fact]
    public void After_its_time_the_queue_stops_at_the_sync_and_goes_on_when_that_is_acknowledged()
    {
        Submit(Commands.Atc(1, 0x1000), Commands.SyncWith(SyncSignal.Irq), Commands.Sync);
        ExpectInvalidation(1, 0x1000);
        ExpectDrain(1);
        Drained(1);
        Send(new AtcAnswerTimedOut(new InvalidationTicket(1)));
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Assert.Equal(At(1, CommandError.AtcInvSync), Consumer);
        Send(new AtcInvalidated(new InvalidationTicket(1)));
        Assert.Equal(At(1, CommandError.AtcInvSync), Consumer);
        Send(AcknowledgeCommandError.Instance);
        ExpectDrain(2);
        Drained(2);
        World.ExpectMsg(new RaiseInterrupt(Smmu0, InterruptSource.CommandSync));
        ExpectDrain(3);
        Drained(3);
        Assert.Equal(At(3, CommandError.AtcInvSync), Consumer);
    }

    [Fact]
    public void The_clock_runs_from_when_the_sync_waits()
    {
        Submit(Commands.Atc(1, 0x1000));
        ExpectInvalidation(1, 0x1000);
        Assert.Equal(At(1), Consumer);
        Time.Advance(Limit);
        Submit(Commands.Sync);
        ExpectDrain(1);
        Drained(1);
        Assert.Equal(At(1), Consumer);
        Time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.Equal(At(1), Consumer);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Assert.Equal(At(1, CommandError.AtcInvSync), Consumer);
    }

    [Fact]
    public void An_answer_in_time_stops_the_clock()
    {
        Submit(Commands.Atc(1, 0x1000), Commands.Sync);
        ExpectInvalidation(1, 0x1000);
        ExpectDrain(1);
        Drained(1);
        Send(new AtcInvalidated(new InvalidationTicket(1)));
        Assert.Equal(At(2), Consumer);
        Time.Advance(Limit + Limit);
        Assert.Equal(At(2), Consumer);
        Assert.False(World.HasMessages);
    }

    [Fact]
    public void CMD_PRI_RESP_goes_to_the_SMMU_as_a_response()
    {
        Submit(Commands.Respond(3, 7));
        World.ExpectMsg(new RespondToPages(
            new PageResponse(new StreamId(3), null, 7, PageResponseCode.Success), PageResponseSource.Software));
    }

    private void ExpectInvalidation(long ticket, ulong iova) => World.ExpectMsg(new InvalidateAtc(
        new InvalidationTicket(ticket), new StreamId((uint)ticket),
        new InvalidateRequest(null, false, new Iova(iova), new Iova(iova | 0xfff))));
}
