using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>EventProtocol: one event queue; the probe plays SMMU, doorbell and CPU at once.</summary>
public sealed class EventProtocolTests : ActorTest
{
    private const int Entries = 8;
    private static readonly RaiseInterrupt Wire = new(Smmu0, InterruptSource.EventQueue);
    private readonly Liberty _merge = new(Freedom.EventMerge);
    private readonly RecordedHistory _history = new();
    private readonly TestProbe _world;
    private readonly IActorRef _queue;
    private long _request;

    public EventProtocolTests()
    {
        _world = CreateTestProbe();
        var state = new EventQueueState<IActorRef>(
            new EventQueue(Rig.Board.Capabilities, _merge), Memory, new EventQueueId(EventQueueKind.Events, 0),
            Experiment.None with { History = _history });
        var line = new InterruptLine(Smmu0, Doorbell, Memory);
        var doorbell = _world.Ref;
        _queue = Sys.ActorOf(Props.Create(() => new EventQueueActor(state, Experiment.None, line, doorbell)));
        Send(SmmuAttached.Instance);
    }

    [Fact]
    public void Events_are_recorded_in_the_order_sent_all_32_bytes()
    {
        Configure();
        for (var i = 0; i < 3; i++) Record(i);
        Assert.Equal(3UL, Read(RegisterOffset.EventqProd));
        Assert.Equal([Event(0), Event(1), Event(2), default, default, default, default, default], Board.AllEvents());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 2)]
    public void An_event_that_may_be_merged_with_one_that_is_unread_is_merged_or_recorded_and_the_history_says_which(
        int merges, int records)
    {
        _merge.Answer = merges;
        Configure();
        foreach (var name in (long[])[1, 2]) Send(new RecordEvent(Event(0), new DetectedEventId(name), MayMerge: true));
        Assert.Equal((ulong)records, Read(RegisterOffset.EventqProd));
        var queue = new EventQueueId(EventQueueKind.Events, 0);
        Assert.Contains(new EventRecorded(new DetectedEventId(1), queue, 1), _history.Events);
        IHistoryEvent second = merges == 1
            ? new EventMerged(new DetectedEventId(2), queue)
            : new EventRecorded(new DetectedEventId(2), queue, 2);
        Assert.Contains(second, _history.Events);
    }

    [Fact]
    public void What_may_not_be_merged_or_was_consumed_or_is_another_event_is_recorded()
    {
        _merge.Answer = 1;
        Configure();
        Send(new RecordEvent(Event(0), MayMerge: true));
        Send(new RecordEvent(Event(0)));
        Send(new RecordEvent(Event(1), MayMerge: true));
        Write(RegisterOffset.EventqCons, 3);
        Send(new RecordEvent(Event(1), MayMerge: true));
        Assert.Equal(4UL, Read(RegisterOffset.EventqProd));
        Assert.Empty(_history.Events.OfType<EventMerged>());
    }

    // IHI 0070 4.7.3: a CMD_SYNC completes when the events of what was terminated before it can be read.
    [Fact]
    public void The_answer_to_a_drain_is_passed_on_when_the_events_before_it_can_be_read()
    {
        var commands = CreateTestProbe();
        Configure();
        Record(0);
        _queue.Tell(new WalksDrained(new DrainTicket(7)), commands);
        commands.ExpectMsg(new WalksDrained(new DrainTicket(7)));
        Assert.Equal(Event(0), Board.AllEvents()[0]);
    }

    // IHI 0070 7.2.1, 7.4: the record of a stall is never lost, and no overflow.
    [Fact]
    public void A_stall_that_finds_no_room_is_told_to_the_SMMU_and_so_is_the_room()
    {
        Configure();
        for (var i = 0; i < Entries; i++) Record(i);
        Send(new RecordEvent(Event(8) with { Stall = true }, Stall: new StallId(5)));
        _world.ExpectMsg(new StallNotRecorded(new StallId(5)));
        Assert.Equal((ulong)Entries, Read(RegisterOffset.EventqProd));
        Write(RegisterOffset.EventqCons, 1);
        _world.ExpectMsg(EventQueueWritable.Instance);
        // Told once: nobody waits any more.
        Write(RegisterOffset.EventqCons, 2);
        Assert.Equal((ulong)Entries, Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void A_stall_that_finds_the_queue_disabled_is_told_when_it_is_enabled()
    {
        Send(new RecordEvent(Event(0) with { Stall = true }, Stall: new StallId(5)));
        _world.ExpectMsg(new StallNotRecorded(new StallId(5)));
        Send(new ConfigureEventQueue(Board.EventQueue, true, false, default));
        _world.ExpectMsg(new QueueConfigured(RegisterOwner.EventQueue, true));
        _world.ExpectMsg(EventQueueWritable.Instance);
    }

    [Fact]
    public void A_disabled_queue_records_nothing()
    {
        Record(0);
        Assert.Equal(0UL, Read(RegisterOffset.EventqProd));
        Configure();
        Configure(enabled: false);
        Record(1);
        Assert.Equal(0UL, Read(RegisterOffset.EventqProd));
        Assert.All(Board.AllEvents(), record => Assert.Equal(default, record));
    }

    [Fact]
    public void Software_is_interrupted_when_the_queue_is_no_longer_empty()
    {
        Configure(interrupts: true);
        Record(0);
        _world.ExpectMsg(Wire);
        Record(1);
        Assert.Equal(2UL, Read(RegisterOffset.EventqProd));
        Write(RegisterOffset.EventqCons, 1);
        Record(2);
        Assert.Equal(3UL, Read(RegisterOffset.EventqProd));
        Write(RegisterOffset.EventqCons, 3);
        Record(3);
        _world.ExpectMsg(Wire);
        Assert.Equal(4UL, Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void Without_the_enable_there_is_no_interrupt_not_even_later()
    {
        Configure();
        Record(0);
        Configure(interrupts: true);
        Record(1);
        Assert.Equal(2UL, Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void A_full_queue_says_once_that_it_overflowed_and_goes_on_when_there_is_room()
    {
        Configure(interrupts: true);
        for (var i = 0; i < Entries; i++) Record(i);
        _world.ExpectMsg(Wire);
        Assert.Equal(Entries, (int)Read(RegisterOffset.EventqProd));
        Record(100);
        Record(101);
        Assert.Equal(new EventqProd(Entries) with { OVFLG = true }, new EventqProd((uint)Read(RegisterOffset.EventqProd)));
        Assert.Equal(Event(0), Board.Event(0));

        // Room alone is enough to record again; the flag stays until it is acknowledged.
        Write(RegisterOffset.EventqCons, 1);
        Record(8);
        Assert.Equal(new EventqProd(Entries + 1) with { OVFLG = true }, new EventqProd((uint)Read(RegisterOffset.EventqProd)));
        Assert.Equal(Event(8), Board.Event(0));
        Write(RegisterOffset.EventqCons, (new EventqCons(1) with { OVACKFLG = true }).Raw);
        Record(102);
        Assert.Equal(new EventqProd(Entries + 1) with { OVFLG = false }, new EventqProd((uint)Read(RegisterOffset.EventqProd)));
    }

    [Fact]
    public void A_record_that_cannot_be_written_is_lost_and_so_are_those_before_the_acknowledgement()
    {
        Configure(interrupts: true, queue: default(QueueBase) with { ADDR = Rig.Board.NoMemory.Value, LOG2SIZE = 3 });
        Record(0);
        _world.ExpectMsg(new RaiseGlobalErrors(default(Gerror) with { EventqAbtErr = true }));
        Record(1);
        Assert.Equal(0UL, Read(RegisterOffset.EventqProd));
        Configure(enabled: false);
        Configure(interrupts: true);
        Record(2);
        Assert.Equal(0UL, Read(RegisterOffset.EventqProd));
        Send(AcknowledgeEventAbort.Instance);
        Record(3);
        _world.ExpectMsg(Wire);
        Assert.Equal(Event(3), Board.Event(0));
    }

    [Fact]
    public void An_msi_rings_the_doorbell_or_is_a_word_in_memory()
    {
        Configure(interrupts: true, msi: new MsiTarget(new Pa(Doorbell.Base.Value + 0x40), 8));
        Record(0);
        _world.ExpectMsg(new WriteDoorbell(new Pa(Doorbell.Base.Value + 0x40), 8));
        Write(RegisterOffset.EventqCons, 1);
        Configure(interrupts: true, msi: new MsiTarget(Rig.Board.Data, 9));
        Record(1);
        Assert.Equal(2UL, Read(RegisterOffset.EventqProd));
        Assert.Equal(9UL, Board.Read(Rig.Board.Data));
    }

    [Fact]
    public void An_msi_that_cannot_be_written_is_a_global_error_and_the_record_is_kept()
    {
        Configure(interrupts: true, msi: new MsiTarget(Rig.Board.NoMemory, 1));
        Record(0);
        _world.ExpectMsg(new RaiseGlobalErrors(default(Gerror) with { MsiEventqAbtErr = true }));
        Record(1);
        Assert.Equal(2UL, Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void Indexes_answer_to_their_own_offset_and_width_and_to_no_other()
    {
        Write(RegisterOffset.EventqProd, 2);
        Write(RegisterOffset.EventqCons, 2);
        foreach (var offset in (int[])[RegisterOffset.EventqProd, RegisterOffset.EventqCons])
        {
            Assert.Equal(2UL, Read(offset));
            Assert.Equal(0UL, Read(offset, 8));
            for (var beside = 1; beside < 4; beside++)
            {
                Write(offset + beside, 3);
                Assert.Equal(0UL, Read(offset + beside));
            }

            Write(offset, 3, 8);
            Assert.Equal(2UL, Read(offset));
        }
    }

    [Fact]
    public void Prod_can_be_written_only_while_the_queue_is_disabled()
    {
        Write(RegisterOffset.EventqProd, 2);
        Write(RegisterOffset.EventqCons, 2);
        Configure();
        Write(RegisterOffset.EventqProd, 5);
        Assert.Equal(2UL, Read(RegisterOffset.EventqProd));
        Record(0);
        Assert.Equal(3UL, Read(RegisterOffset.EventqProd));
        Assert.Equal(Event(0), Board.Event(2));
    }

    [Fact]
    public void The_question_for_interrupts_goes_on_behind_the_interrupts_sent_before()
    {
        Configure(interrupts: true);
        Record(0);
        Send(new ReadInterrupts(Smmu0, new RequestId(5)));
        _world.ExpectMsg(Wire);
        _world.ExpectMsg(new ReadInterrupts(Smmu0, new RequestId(5)));
        Assert.Equal(_world.Ref, _world.Sender);
    }

    private static EventRecord Event(int number) =>
        new((ulong)number + 1, 0x1000UL + (ulong)number, 0x2000UL + (ulong)number, 0x3000UL + (ulong)number);

    private void Send(IIommuProtocol message) => _world.Send(_queue, message);

    private void Record(int number) => Send(new RecordEvent(Event(number)));

    private void Configure(bool enabled = true, bool interrupts = false, MsiTarget msi = default, QueueBase? queue = null)
    {
        Send(new ConfigureEventQueue(queue ?? Board.EventQueue, enabled, interrupts, msi));
        _world.ExpectMsg(new QueueConfigured(RegisterOwner.EventQueue, enabled));
    }

    private void Write(int offset, ulong value, int sizeBytes = 4)
    {
        Send(new WriteRegister(Smmu0, new RequestId(++_request), offset, sizeBytes, value));
        _world.ExpectMsg(new RegisterWritten(new RequestId(_request)));
    }

    private ulong Read(int offset, int sizeBytes = 4)
    {
        Send(new ReadRegister(Smmu0, new RequestId(++_request), offset, sizeBytes));
        return _world.ExpectMsg<RegisterRead>(read => Assert.Equal(new RequestId(_request), read.Request)).Value;
    }
}
