using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>Batches and lists, and what becomes of a producer when the consumer does not do its part.</summary>
public sealed class CommandRunTests
{
    private const int MaxSteps = 10_000;
    private static readonly Command Page = default(Command) with { Opcode = CommandOpcode.TlbiNhVa };

    private readonly FlatMemory _memory = new(400);
    private readonly List<int> _queues = [];
    private uint _producer;
    private uint _consumer;
    private uint _syncs;
    private uint _others;
    private TimeSpan _waited;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sync_that_does_not_complete_is_over_after_a_second(bool pollsMsi)
    {
        var run = Run(Ring(2, pollsMsi), BugSet.None, 1);
        Assert.True(Drive(run, consumes: false));
        Assert.Equal(CommandsOutcome.TimedOut, run.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(1), _waited);
        Assert.Equal(0UL, _memory.Load(Ring(2, pollsMsi).Lock));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1, Bug.TimeoutMovesConsumer)]
    public void Who_gives_up_does_not_take_for_consumed_what_hardware_has_not_read(bool pollsMsi, uint consumer, params Bug[] bugs)
    {
        Assert.True(Drive(Run(Ring(2, pollsMsi), new BugSet(bugs), 1), consumes: false));
        Assert.Equal(consumer, QueueHead.Read(_memory.Load(Ring(2, pollsMsi).Head)).Consumer);
    }

    [Fact]
    public void A_queue_without_room_is_given_up_after_a_second()
    {
        Fill(Ring(2), slots: 3);
        var run = Run(Ring(2), BugSet.None, 1);
        Assert.True(Drive(run, consumes: false));
        Assert.Equal((CommandsOutcome.NoSpace, TimeSpan.FromSeconds(1)), (run.Outcome, _waited));
        Assert.Equal(3u, QueueHead.Read(_memory.Load(Ring(2).Head)).Next);
    }

    [Fact]
    public void Control_who_is_content_with_one_slot_waits_for_ever()
    {
        Fill(Ring(2), slots: 3);
        Assert.False(Drive(Run(Ring(2), new BugSet(Bug.SpaceWaitNotFull), 1), consumes: false));
    }

    [Fact]
    public void A_long_batch_is_several_lists_of_which_the_last_waits()
    {
        var run = Run(Ring(3), BugSet.None, 17);
        Assert.True(Drive(run, consumes: true));
        Assert.Equal((CommandsOutcome.Completed, 18u), (run.Outcome, _syncs + _others));
        Assert.Equal(1u, _syncs);
    }

    // BZ-24: the producer is on another processor after each list.
    [Theory]
    [InlineData(false, new[] { 1, 1, 1 })]
    [InlineData(true, new[] { 1, 2, 1 })]
    public void A_long_batch_stays_in_the_queue_that_was_chosen_for_it(bool isBroken, int[] expected)
    {
        var host = Host(isBroken ? new BugSet(Bug.BatchRechooseQueue) : BugSet.None) with { Choices = new Migration() };
        var batch = new CommandBatch(default, [.. Enumerable.Repeat(Page, 17)]);
        var run = new CommandRun(
            [Ring(3), Ring(3) with { Index = 1 }, Ring(3) with { Index = 2 }], [batch], host, HostIds.Of(default(SmmuId)), default);
        Assert.True(Drive(run, consumes: true));
        Assert.Equal(expected, _queues);
        Assert.Equal((1u, 17u), (_syncs, _others));
    }

    [Theory]
    [InlineData(CommandOpcode.CfgiCd, false, true, 1)]
    [InlineData(CommandOpcode.CfgiCd, true, true, 0)]
    [InlineData(CommandOpcode.TlbiNhVaa, true, true, 0)]
    [InlineData(CommandOpcode.TlbiNhAll, true, true, 0)]
    [InlineData(CommandOpcode.TlbiNhVa, true, true, 1)]
    [InlineData(CommandOpcode.TlbiNhAsid, true, true, 1)]
    [InlineData(CommandOpcode.AtcInv, true, true, 1)]
    [InlineData(CommandOpcode.CfgiCd, true, false, 1)]
    public void What_a_queue_of_a_guest_does_not_take_goes_to_the_command_queue(
        CommandOpcode opcode, bool isOfGuest, bool knows, int expected)
    {
        var ring = Ring(3) with { Index = 1 };
        if (isOfGuest) _memory.Store(ring.IsOfGuest, 1);
        // A batch is of one queue: a command of it that the queue does not take counts for all.
        var batch = new CommandBatch(default, [default(Command) with { Opcode = CommandOpcode.TlbiNhVa }, Of(opcode)]);
        var host = Host(knows ? BugSet.None : new BugSet(Bug.NoSupportsCmd));
        var run = new CommandRun([Ring(3), ring], [batch], host, HostIds.Of(default(SmmuId)), default);
        Assert.Equal(expected, run.Ring!.Index);
    }

    [Fact]
    public void A_batch_without_commands_is_a_sync()
    {
        var run = new CommandRun([Ring(3)], [new CommandBatch(default, [])], Host(BugSet.None), HostIds.Of(default(SmmuId)), default);
        Assert.True(Drive(run, consumes: true));
        Assert.Equal((1u, 0u), (_syncs, _others));
    }

    private static Command Of(CommandOpcode opcode) => default(Command) with { Opcode = opcode };

    [Fact]
    public void With_the_erratum_each_list_has_its_own_sync()
    {
        Assert.True(Drive(Run(Ring(3) with { ForcesSync = true }, BugSet.None, 17), consumes: true));
        Assert.Equal((3u, 17u), (_syncs, _others));
    }

    [Theory]
    [InlineData(CommandOpcode.TlbiNhVa, 2u)]
    [InlineData(CommandOpcode.CfgiSte, 2u)]
    [InlineData(CommandOpcode.AtcInv, 1u)]
    public void Where_an_invalidation_can_be_lost_it_comes_twice_but_for_those_of_devices(CommandOpcode opcode, uint times)
    {
        var batch = new CommandBatch(default, [default(Command) with { Opcode = opcode }]);
        var host = Host(BugSet.None) with { RepeatsInvalidations = true };
        Assert.True(Drive(new CommandRun([Ring(3)], [batch], host, HostIds.Of(default(SmmuId)), default), consumes: true));
        Assert.Equal((times, times), (_syncs, _others));
    }

    // HiSilicon Hi16xx clears 8 bytes: where words of 4 stand side by side, that of the next number too.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_word_for_each_sync_is_cleared_by_its_own_alone(bool isBroken)
    {
        var ring = Ring(3) with { SyncWords = new Pa(1024) };
        var (first, second) = (Run(ring, BugSet.None, 1), Run(ring, BugSet.None, 1));
        while (first.Now.Need != IssueNeed.PublishedProducer) first.Step();
        second.Step();
        second.Step();
        Assert.Equal(0x1_0000_0000UL, _memory.Load(new Pa(1024)) & 0x1_0000_0000UL);
        Publish(first);
        ConsumeAll(ring);
        if (isBroken) _memory.Update(ring.SyncWord(2), _ => 0);
        Assert.True(Drive(first, consumes: true));
        Assert.Equal(CommandsOutcome.Completed, first.Outcome);
        Assert.True(Drive(second, consumes: false));
        Assert.Equal(isBroken ? CommandsOutcome.Completed : CommandsOutcome.TimedOut, second.Outcome);
    }

    [Fact]
    public void Without_turns_a_step_goes_as_far_as_a_register()
    {
        var run = Run(Ring(3), BugSet.None, 3, takesTurns: false);
        run.Step();
        Assert.Equal((IssueNeed.PublishedProducer, 4u), (run.Now.Need, run.Now.Producer));

        var control = Run(Ring(3), BugSet.None, 3);
        control.Step();
        Assert.Equal(IssueNeed.Turn, control.Now.Need);
    }

    [Fact]
    public void Without_turns_a_step_that_waits_for_ever_ends_all_the_same()
    {
        Fill(Ring(2), slots: 3);
        _memory.Store(Ring(2).Lock, 1);
        var run = Run(Ring(2), new BugSet(Bug.SpaceWaitNotFull), 1, takesTurns: false);
        run.Step();
        Assert.Equal(IssueNeed.Turn, run.Now.Need);
    }

    [Fact]
    public void An_error_of_the_queue_meanwhile_is_the_outcome()
    {
        var run = Run(Ring(2), BugSet.None, 1);
        for (var step = 0; step < 3; step++) run.Step();
        _memory.Update(Ring(2).Errors, count => count + 1);
        Assert.True(Drive(run, consumes: true));
        Assert.Equal(CommandsOutcome.Failed, run.Outcome);
    }

    [Fact]
    public void Control_a_number_that_is_taken_early_is_passed_by_a_later_one()
    {
        var bugs = new BugSet(Bug.SyncSeqOutsideLock);
        var (late, early) = (Run(Ring(3), bugs, 1), Run(Ring(3), bugs, 1));
        late.Step();
        while (early.Now.Need != IssueNeed.PublishedProducer) early.Step();
        Publish(early);
        early.Step();
        while (late.Now.Need != IssueNeed.PublishedProducer) late.Step();

        // Both CMD_SYNCs are consumed before the first of them is polled for: its number has been overwritten by a smaller one.
        Publish(late);
        ConsumeAll(Ring(3));
        Assert.True(Drive(early, consumes: true));
        Assert.True(Drive(late, consumes: true));
        Assert.Equal([CommandsOutcome.TimedOut, CommandsOutcome.Completed], [early.Outcome, late.Outcome]);
    }

    private static CommandRing Ring(int log2Size, bool pollsMsi = true) => ProducerWorld.Ring(log2Size, pollsMsi);

    private CommandRun Run(CommandRing ring, BugSet bugs, int commands, bool takesTurns = true)
    {
        var host = Host(bugs) with { TakesTurns = () => takesTurns };
        return new([ring], [new CommandBatch(default, [.. Enumerable.Repeat(Page, commands)])], host, HostIds.Of(default(SmmuId)), default);
    }

    private HostDescription Host(BugSet bugs) => new()
    {
        Memory = _memory,
        Tables = default,
        TablesBytes = 0,
        Smmus = [],
        Devices = [],
        Experiment = Experiment.None with { Bugs = bugs },
    };

    private sealed class Migration : IChoices
    {
        private int _processor = 1;

        public int Choose(Freedom freedom, int count) => _processor = (_processor + 1) % count;
    }

    private void Fill(CommandRing ring, int slots)
    {
        var run = new CommandIssue(ring, [.. Enumerable.Repeat(Page, slots)], false, BugSet.None, CommandOrigin.None);
        for (var step = run.Step(_memory); step.Need != IssueNeed.Done;)
            step = step.Need == IssueNeed.PublishedProducer ? run.ProducerWritten() : run.Step(_memory);
    }

    private bool Drive(CommandRun run, bool consumes)
    {
        var ring = run.Ring!;
        for (var step = 0; step < MaxSteps; step++)
        {
            _waited += run.Now.Pause;
            switch (run.Now.Need)
            {
                case IssueNeed.Done:
                    return true;
                case IssueNeed.Consumer:
                    run.ConsumerRead(_consumer);
                    break;
                case IssueNeed.PublishedProducer:
                    _queues.Add(run.Ring!.Index);
                    Publish(run);
                    if (consumes) ConsumeAll(ring);
                    break;
                default:
                    run.Step();
                    break;
            }
        }

        return false;
    }

    private void Publish(CommandRun run)
    {
        _producer = run.Now.Producer;
        run.ProducerWritten();
    }

    private void ConsumeAll(CommandRing ring)
    {
        for (; _consumer != _producer; _consumer = ring.Advance(_consumer, 1))
        {
            var slot = ring.Slot(_consumer);
            var command = new Command(_memory.Load(slot), _memory.Load(new Pa(slot.Value + 8)));
            if (command.Opcode != CommandOpcode.Sync)
            {
                _others++;
                continue;
            }

            _syncs++;
            if (command.CS != SyncSignal.Irq) continue;
            _memory.TryWrite(new Pa(command.MSIAddress), 4, command.MSIData);
        }
    }
}
