using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;

namespace ActorIommu.Actors.Tests.Experiments;

/// <summary>What a machine tells the history, and that it does so in the order in which it happened.</summary>
public sealed class MachineHistoryTests : ActorTest
{
    private const ulong Page = 0x7000;
    private static readonly QueueId Queue = new(Smmu0, 0);
    private static readonly EventQueueId Events = new(EventQueueKind.Events, 0);
    private readonly RecordedHistory _history = new();
    private readonly AddressSpace _space;

    public MachineHistoryTests()
    {
        Experiment = new Experiment { History = _history };
        _space = Board.NewSpace(1);
        _space.Map(Page, Rig.Board.Data);
        Board.Attach(1, _space);
    }

    [Fact]
    public void A_dma_is_started_answered_and_ended()
    {
        var driver = StartDriver();
        var transaction = driver.Dma(1, Page).Transaction;
        var stream = new StreamId(1);
        Assert.Equal(
            [
                new DmaStarted(Smmu0, stream, transaction, null, new Iova(Page), default),
                new DmaAnswered(Smmu0, stream, transaction, DmaOutcome.Completed, Rig.Board.Data),
                new DmaEnded(Smmu0, stream, transaction, DmaOutcome.Completed, Rig.Board.Data, TranslationPath.Translated),
            ],
            _history.Events.Where(what => what is DmaStarted or DmaAnswered or DmaEnded));
    }

    [Fact]
    public void A_fault_is_detected_and_recorded_under_one_name()
    {
        var driver = StartDriver();
        driver.Dma(1, Page + 0x1000);
        driver.Read(RegisterOffset.EventqProd);
        var detected = Assert.Single(_history.Events.OfType<EventDetected>());
        Assert.Equal(new EventDetected(detected.Event, Events, EventId.FTranslation, new StreamId(1), false), detected);
        Assert.Equal(new EventRecorded(detected.Event, Events, 1, 0), Assert.Single(_history.Events.OfType<EventRecorded>()));
        Assert.Equal(EventId.FTranslation, Assert.Single(_history.Events.OfType<DmaEnded>()).Fault);
    }

    [Fact]
    public void A_stall_is_told_before_its_answer_and_answered_once()
    {
        _space.Contexts.Set(0, _space.Descriptor with { S = true });
        var driver = StartDriver();
        Core.Before(CoreCall.EndWalk, () => TestActor.Tell(CoreCall.EndWalk));
        var dma = driver.StartDma(1, Page + 0x1000);
        ExpectMsg(CoreCall.EndWalk);
        driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.StallTerm(1)));
        driver.Probe.ExpectMsg<DmaCompleted>();
        var stream = new StreamId(1);
        Assert.Equal(
            [new DmaStalled(Smmu0, stream, dma), new DmaAnswered(Smmu0, stream, dma, DmaOutcome.Aborted, default)],
            _history.Events.Where(what => what is DmaStalled or DmaAnswered));
        Assert.True(Assert.Single(_history.Events.OfType<EventDetected>()).IsStall);
    }

    [Fact]
    public void A_command_is_consumed_and_took_effect_before_the_sync_behind_it_completes()
    {
        var driver = StartDriver();
        var (invalidate, sync) = (Commands.Page(_space.Asid, Page), Commands.Sync);
        driver.Submit(invalidate, sync);
        Assert.Equal(
            [
                new CommandQueueStarted(Queue, Rig.Board.Log2Commands, 0),
                new CommandConsumed(Queue, 0, invalidate),
                new CommandTookEffect(Queue, 0),
                new SyncCompleted(Queue, 1, sync.CS),
                new CommandConsumed(Queue, 1, sync),
            ],
            _history.Events.Where(what => what is CommandQueueStarted or CommandConsumed or CommandTookEffect or SyncCompleted));
    }

    [Fact]
    public void An_error_is_told_with_the_slot_where_the_queue_stands()
    {
        var driver = StartDriver();
        driver.Submit(Commands.Sync, Commands.Illegal);
        Assert.Equal(new CommandErrored(Queue, 1, CommandError.Ill), Assert.Single(_history.Events.OfType<CommandErrored>()));
    }

    [Fact]
    public void An_event_that_finds_no_room_is_lost_and_the_overflow_is_told_once()
    {
        var driver = StartDriver();
        for (var i = 0; i < 10; i++) driver.Dma(1, Page + 0x1000);
        driver.Read(RegisterOffset.EventqProd);
        Assert.Equal(8, _history.Events.OfType<EventRecorded>().Count());
        Assert.Equal([true, true], _history.Events.OfType<EventLost>().Select(lost => lost.IsSignalled));
        Assert.Single(_history.Events.OfType<OverflowRaised>());
        driver.Write(RegisterOffset.EventqCons, (default(EventqCons) with { RD = 8, OVACKFLG = true }).Raw);
        Assert.Equal(new OverflowAcknowledged(Events), Assert.Single(_history.Events.OfType<OverflowAcknowledged>()));
    }

    // PROD of an earlier life has its overflow flag, which software toggles back when it begins anew.
    [Fact]
    public void What_software_writes_into_a_queue_that_is_off_acknowledges_nothing()
    {
        var driver = StartDriver();
        for (var i = 0; i < 10; i++) driver.Dma(1, Page + 0x1000);
        driver.Write(RegisterOffset.EventqCons, (default(EventqCons) with { RD = 8, OVACKFLG = true }).Raw);
        driver.Write(RegisterOffset.Cr0, 0);
        driver.Write(RegisterOffset.EventqProd, 0);
        driver.Write(RegisterOffset.EventqCons, 0);
        Assert.Single(_history.Events.OfType<OverflowAcknowledged>());
    }

    // Its retry is detected anew: told before, the first attempt would be an event that was neither recorded nor lost.
    [Fact]
    public void A_stall_that_finds_no_room_is_told_when_it_is_recorded()
    {
        var stalls = Board.NewSpace(2, stalls: true);
        Board.Attach(2, stalls);
        var driver = StartDriver();
        for (var i = 0; i < 8; i++) driver.Dma(1, Page + 0x1000);
        Core.Before(CoreCall.EndWalk, () => TestActor.Tell(CoreCall.EndWalk));
        driver.StartDma(2, Page);
        ExpectMsg(CoreCall.EndWalk);
        driver.AwaitIdle();
        driver.Read(RegisterOffset.EventqProd);
        Assert.Equal(8, _history.Events.OfType<EventDetected>().Count());
        Core.Before(CoreCall.EndWalk, () => TestActor.Tell(CoreCall.EndWalk));
        driver.Write(RegisterOffset.EventqCons, 1);
        ExpectMsg(CoreCall.EndWalk);
        driver.Submit(Commands.Sync);
        var detected = _history.Events.OfType<EventDetected>().ToArray();
        Assert.Equal(9, detected.Length);
        Assert.True(detected[8].IsStall);
        Assert.Equal(detected.Select(what => what.Event), _history.Events.OfType<EventRecorded>().Select(what => what.Event));
        Assert.Empty(_history.Events.OfType<EventLost>());
    }

    [Fact]
    public void The_machine_says_what_it_is_made_of_and_when_translation_is_enabled()
    {
        var driver = StartDriver();
        Assert.Contains(new DeviceAdded(new DeviceId(2), Smmu0, new StreamId(2)), _history.Events);
        Assert.Equal([false, true], _history.Events.OfType<SmmuStateChanged>().Select(state => state.IsEnabled));
        driver.Write(RegisterOffset.Cr0, 0);
        Assert.Equal([false, true, false], _history.Events.OfType<SmmuStateChanged>().Select(state => state.IsEnabled));
    }
}
