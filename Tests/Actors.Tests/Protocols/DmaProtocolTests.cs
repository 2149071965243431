using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>DmaProtocol, between device and SMMU: what a translation answers, and what a command in between changes.</summary>
public sealed class DmaProtocolTests : SmmuTest
{
    private const ulong Page = 0x12_3000;
    private const ulong OtherPage = 0x55_5000;
    private static readonly TransactionId One = new(1);
    private static readonly TransactionId Two = new(2);

    public static TheoryData<WalkGranularity> Granularities => [.. Enum.GetValues<WalkGranularity>()];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_mapped_page_is_translated_by_a_walk_and_then_by_the_cache(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page + 0x18));
        World.ExpectMsg(Translated(One, Data(0x18)));
        Assert.Equal(Page, Assert.Single(RealCore.CachedTranslations).Input);
        Send(Translate(Two, Page + 0xff8));
        World.ExpectMsg(Translated(Two, Data(0xff8)));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void An_event_is_sent_before_the_abort_that_goes_with_it(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page + 0x1_0000, AccessAttributes.Write));
        var record = World.ExpectMsg<RecordEvent>().Event;
        Assert.Equal((EventId.FTranslation, Page + 0x1_0000, false), (record.Id, record.InputAddr.Value, record.RnW));
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.Aborted, default, Fault: EventId.FTranslation));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_context_that_does_not_abort_makes_a_fault_look_like_success(WalkGranularity granularity)
    {
        Board.Attach(1, Board.NewSpace(7, abortsOnFault: false));
        StartSmmu(granularity);
        EnableTranslation();
        Send(Translate(One, Page));
        Assert.Equal(EventId.FTranslation, World.ExpectMsg<RecordEvent>().Event.Id);
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.ReadZeroWriteIgnored, default, Fault: EventId.FTranslation));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_stream_that_is_set_to_abort_leaves_no_event(WalkGranularity granularity)
    {
        Board.Attach(1, null);
        StartSmmu(granularity);
        EnableTranslation();
        Send(Translate(One, Page));
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.Aborted, default));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_table_that_is_not_memory_is_an_event_and_an_abort(WalkGranularity granularity)
    {
        Start(granularity);
        Write(RegisterOffset.Cr0, 0);
        Write(RegisterOffset.StrtabBase, (default(StrtabBase) with { ADDR = Rig.Board.NoMemory.Value }).Raw, 8);
        Write(RegisterOffset.Cr0, (default(Cr0) with { SMMUEN = true }).Raw);
        Send(Translate(One, Page));
        Assert.Equal(EventId.FSteFetch, World.ExpectMsg<RecordEvent>().Event.Id);
        World.ExpectMsg(new DmaTranslated(One, DmaOutcome.Aborted, default, Fault: EventId.FSteFetch));
    }

    [Fact]
    public void A_disabled_smmu_lets_everything_through()
    {
        StartSmmu();
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, new Pa(Page)) with { Path = TranslationPath.GlobalBypass });
    }

    [Theory]
    [InlineData(WalkGranularity.Transaction, 1)]
    [InlineData(WalkGranularity.Structure, 5)]
    [InlineData(WalkGranularity.Descriptor, 19)]
    public void One_message_does_as_much_of_a_walk_as_the_granularity_says(WalkGranularity granularity, int messages)
    {
        // An STE and a CD of eight doublewords each, and three levels of tables. The first read of each message sends a command,
        // which is handled before the walk goes on, and has the first read of the next message counted.
        var read = 0;
        void OnRead() => Core.Before(CoreCall.Resume, () =>
        {
            read++;
            Smmu.Tell(new TakeEffect(Commands.Stream(9)), World);
        });
        void OnCommand() => Core.Before(CoreCall.Execute, () =>
        {
            OnRead();
            OnCommand();
        });
        Start(granularity);
        OnRead();
        OnCommand();
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Assert.Equal(messages, read);
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void Several_dmas_are_under_way_and_each_is_answered_to_who_asked(WalkGranularity granularity)
    {
        var space = Start(granularity);
        var other = CreateTestProbe();
        space.Map(OtherPage, Data(0x3000));
        Smmu.Tell(Translate(One, Page), World);
        Smmu.Tell(Translate(One, OtherPage), other);
        Smmu.Tell(Translate(Two, Page + 8), World);
        other.ExpectMsg(Translated(One, Data(0x3000)));
        var answers = new[] { World.ExpectMsg<DmaTranslated>(), World.ExpectMsg<DmaTranslated>() };
        Assert.Equal([Translated(One, Data(0)), Translated(Two, Data(8))], answers.OrderBy(answer => answer.Transaction.Value));
    }

    [Fact]
    public void A_drain_that_arrives_between_two_reads_waits_for_the_walk()
    {
        Start(WalkGranularity.Descriptor);
        Memory.BeforeRead(Board.StreamEntry(1), () => Smmu.Tell(new DrainWalks(new DrainTicket(1)), World));
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Send(new DmaRetired(One));
        World.ExpectMsg(new WalksDrained(new DrainTicket(1)));
    }

    [Fact]
    public void A_drain_waits_for_the_accesses_before_it_and_not_for_those_behind()
    {
        Start(WalkGranularity.Transaction);
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Send(new DrainWalks(new DrainTicket(1)));
        Send(Translate(Two, Page));
        World.ExpectMsg(Translated(Two, Data(0)));
        Send(new DmaRetired(Two));
        Assert.NotEqual(0UL, Read(RegisterOffset.Idr0));
        Send(new DmaRetired(One));
        World.ExpectMsg(new WalksDrained(new DrainTicket(1)));
    }

    [Fact]
    public void An_invalidation_between_two_reads_keeps_the_walk_from_filling()
    {
        var space = Start(WalkGranularity.Descriptor);
        Memory.BeforeRead(Board.StreamEntry(1), () => Smmu.Tell(new TakeEffect(Commands.Page(space.Asid, Page)), World));
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Assert.Empty(RealCore.CachedTranslations);

        // The next one has a ticket of after the command.
        Send(Translate(Two, Page));
        World.ExpectMsg(Translated(Two, Data(0)));
        Assert.Single(RealCore.CachedTranslations);
    }

    [Fact]
    public void An_invalidation_of_something_else_between_two_reads_does_not_matter()
    {
        var space = Start(WalkGranularity.Descriptor);
        Memory.BeforeRead(Board.StreamEntry(1), () =>
        {
            Smmu.Tell(new TakeEffect(Commands.Page(space.Asid, OtherPage)), World);
            Smmu.Tell(new TakeEffect(Commands.Space(new Asid(99))), World);
        });
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Assert.Single(RealCore.CachedTranslations);
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_drain_without_walks_is_answered_at_once(WalkGranularity granularity)
    {
        Start(granularity);
        Send(new DrainWalks(new DrainTicket(4)));
        World.ExpectMsg(new WalksDrained(new DrainTicket(4)));
    }

    // 4.7.3: what was let through before is in progress until the device says that it made the access.
    [Theory]
    [MemberData(nameof(Granularities))]
    public void A_drain_waits_for_the_access_that_a_walk_let_through_and_not_for_later_ones(WalkGranularity granularity)
    {
        Start(granularity);
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Send(new DrainWalks(new DrainTicket(1)));
        Send(Translate(Two, Page));
        World.ExpectMsg(Translated(Two, Data(0)));
        Assert.NotEqual(0UL, Read(RegisterOffset.Idr0));
        // Not that of another device, nor another of this one.
        Smmu.Tell(new DmaRetired(One), CreateTestProbe());
        Send(new DmaRetired(Two));
        Assert.NotEqual(0UL, Read(RegisterOffset.Idr0));
        Send(Translate(Two, Page));
        World.ExpectMsg(Translated(Two, Data(0)));
        Send(new DmaRetired(One));
        World.ExpectMsg(new WalksDrained(new DrainTicket(1)));
    }

    // 4.7.3: whoever sees the answer finds the event, so the answer takes the way of the events.
    [Theory]
    [MemberData(nameof(Granularities))]
    public void The_answer_to_a_drain_goes_by_the_event_queue_behind_the_events_before_it(WalkGranularity granularity)
    {
        var (commands, events) = (CreateTestProbe(), CreateTestProbe());
        Board.Attach(1, Board.NewSpace(7));
        World = CreateTestProbe();
        Smmu = StartSmmu(granularity, commands, events, World);
        events.ExpectMsg(SmmuAttached.Instance);
        commands.ExpectMsg(SmmuAttached.Instance);
        EnableTranslation();
        Send(Translate(One, Page));
        Assert.Equal(DmaOutcome.Aborted, World.ExpectMsg<DmaTranslated>().Outcome);
        commands.Send(Smmu, new DrainWalks(new DrainTicket(5)));
        Assert.Equal(EventId.FTranslation, events.ExpectMsg<RecordEvent>().Event.Id);
        events.ExpectMsg(new WalksDrained(new DrainTicket(5)));
        Assert.Equal(commands.Ref, events.Sender);
        Assert.False(commands.HasMessages);
    }

    [Fact]
    public void A_drain_waits_for_the_walks_before_it_and_not_for_those_behind()
    {
        Start(WalkGranularity.Descriptor);
        Core.Before(CoreCall.BeginWalk, () =>
        {
            Smmu.Tell(new DrainWalks(new DrainTicket(1)), World);
            Smmu.Tell(Translate(Two, Page), World);
        });
        Core.Before(CoreCall.EndWalk, () => Core.HoldsWalks = true);
        Send(Translate(One, Page));
        World.ExpectMsg(Translated(One, Data(0)));
        Send(new DmaRetired(One));
        World.ExpectMsg(new WalksDrained(new DrainTicket(1)));
        Assert.NotEqual(0UL, Read(RegisterOffset.Idr0));
        Core.HoldsWalks = false;
        World.ExpectMsg(Translated(Two, Data(0)));
    }

    private AddressSpace Start(WalkGranularity granularity)
    {
        var space = Board.NewSpace(7);
        space.Map(Page, Data(0));
        Board.Attach(1, space);
        StartSmmu(granularity);
        EnableTranslation();
        return space;
    }

    private static Pa Data(ulong offset) => new(Rig.Board.Data.Value + offset);

    private static TranslateDma Translate(TransactionId transaction, ulong iova, AccessAttributes access = default) =>
        new(transaction, new StreamId(1), new Iova(iova), access, null);

    private static DmaTranslated Translated(TransactionId transaction, Pa address) => new(transaction, DmaOutcome.Completed, address);
}
