using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>A DMA that stalls (DmaProtocol, CommandQueueProtocol, EventProtocol): no answer until software has decided.</summary>
public sealed class StallProtocolTests : SmmuTest
{
    private const ulong Page = 0x12_3000;
    private static readonly TransactionId One = new(1);
    private static readonly TransactionId Two = new(2);
    private static readonly StreamId Stream = new(1);
    private AddressSpace _space = null!;

    public static TheoryData<WalkGranularity> Granularities => [.. Enum.GetValues<WalkGranularity>()];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_stall_is_recorded_and_answered_after_its_RESUME(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page));
        var stalled = World.ExpectMsg<RecordEvent>();
        Assert.Equal((true, EventId.FTranslation), (stalled.Event.Stall, stalled.Event.Id));
        Assert.NotNull(stalled.Stall);
        ExpectNothing();
        _space.Map(Page, Rig.Board.Data);
        Send(new TakeEffect(Commands.Resume(Stream, stalled.Event.STAG, ResumeAction.Retry)));
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.Completed, Rig.Board.Data));
    }

    [Theory]
    [InlineData(ResumeAction.TerminateAbort, DmaOutcome.Aborted)]
    [InlineData(ResumeAction.TerminateRazwi, DmaOutcome.ReadZeroWriteIgnored)]
    public void A_terminated_stall_is_answered_as_the_command_says(ResumeAction action, DmaOutcome expected)
    {
        Start();
        Send(Translate(One, Page));
        var tag = World.ExpectMsg<RecordEvent>().Event.STAG;
        Send(new TakeEffect(Commands.Resume(new StreamId(2), tag, action)));
        ExpectNothing();
        Send(new TakeEffect(Commands.Resume(Stream, tag, action)));
        World.ExpectMsg(new DmaTranslated(One, expected, default));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void STALL_TERM_and_a_disabled_smmu_answer_every_stall_of_theirs(WalkGranularity granularity)
    {
        Start(granularity);
        Board.Attach(2, _space);
        Send(Translate(One, Page));
        World.ExpectMsg<RecordEvent>();
        Send(new TranslateDma(Two, new StreamId(2), new Iova(Page), default, null));
        World.ExpectMsg<RecordEvent>();
        Send(new TakeEffect(Commands.StallTerm(1)));
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.Aborted, default));
        ExpectNothing();
        Send(new WriteRegister(Smmu0, new RequestId(1), RegisterOffset.Cr0, 4, 0));
        World.ExpectMsg(new RegisterWritten(new RequestId(1)));
        World.ExpectMsg(new DmaTranslated(Two, DmaOutcome.Aborted, default));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Other_DMAs_overtake_a_stall_and_a_drain_does_not_wait_for_it(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page));
        World.ExpectMsg<RecordEvent>();
        _space.Map(0x5000, Rig.Board.Data);
        Send(Translate(Two, 0x5000));
        World.ExpectMsg(new DmaTranslated(Two, DmaOutcome.Completed, Rig.Board.Data));
        Send(new DmaRetired(Two));
        Send(new DrainWalks(new DrainTicket(1)));
        World.ExpectMsg(new WalksDrained(new DrainTicket(1)));
    }

    // A retry that was released is in flight for who drains after it.
    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_drain_behind_a_RESUME_waits_for_its_retry(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page));
        var tag = World.ExpectMsg<RecordEvent>().Event.STAG;
        Send(new TakeEffect(Commands.Resume(Stream, tag, ResumeAction.Retry)));
        Send(new DrainWalks(new DrainTicket(1)));
        Assert.True(World.ExpectMsg<RecordEvent>().Event.Stall);
        World.ExpectMsg(new WalksDrained(new DrainTicket(1)));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Repeats_are_retried_in_the_order_in_which_they_came(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page));
        var tag = World.ExpectMsg<RecordEvent>().Event.STAG;
        Send(Translate(Two, Page + 8));
        ExpectNothing();
        _space.Map(Page, Rig.Board.Data);
        Send(new TakeEffect(Commands.Resume(Stream, tag, ResumeAction.Retry)));
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.Completed, Rig.Board.Data));
        World.ExpectMsg(new DmaTranslated(Two, DmaOutcome.Completed, new Pa(Rig.Board.Data.Value + 8)));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_stall_that_was_not_recorded_is_retried_when_the_event_queue_is_writable(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page));
        var stall = World.ExpectMsg<RecordEvent>().Stall!.Value;
        Send(EventQueueWritable.Instance);
        ExpectNothing();
        Send(new StallNotRecorded(stall));
        ExpectNothing();
        Send(EventQueueWritable.Instance);
        Assert.Equal(stall, World.ExpectMsg<RecordEvent>().Stall);
        Send(EventQueueWritable.Instance);
        ExpectNothing();
    }

    // What the SMMU sent before its answer to a question has come before that answer; a walk takes fewer messages than this asks.
    private void ExpectNothing()
    {
        for (var i = 0; i < 40; i++) Read(RegisterOffset.Idr0);
    }

    private void Start(WalkGranularity granularity = WalkGranularity.Transaction)
    {
        _space = Board.NewSpace(1, stalls: true);
        Board.Attach(1, _space);
        StartSmmu(granularity);
        EnableTranslation();
    }

    private static TranslateDma Translate(TransactionId transaction, ulong address) =>
        new(transaction, Stream, new Iova(address), default, null);
}
