using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>Q1 to Q10 and L1.</summary>
public sealed class QueueTests
{
    private static readonly QueueId Queue = Script.Queue(0);
    private static readonly BatchId OneCall = new(99);
    private static readonly OperationId Nobody = new(0);

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q1")]
    public void Q1_a_slot_is_written_again_when_it_is_consumed(bool consumed, params string[] oracles)
    {
        var script = new Script(1);
        for (var turn = 0; turn < 1 << Script.Log2; turn++) script.Issue(Nobody, 0, Script.OfAsid());
        if (consumed) script.Drain(0);
        script.Add(new CommandWritten(Queue, 1 << Script.Log2, Script.OfAsid(), Nobody, OneCall));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Q1_the_slot_of_a_refused_command_may_be_replaced()
    {
        var script = new Script(1);
        var bad = default(Command) with { Opcode = CommandOpcode.PriResp };
        script.Add(new CommandWritten(Queue, 0, bad, Nobody, OneCall));
        script.Add(new ProducerPublished(Queue, 1));
        script.Add(new CommandErrored(Queue, 0, CommandError.Ill));
        script.Add(new CommandWritten(Queue, 0, Script.Sync, Nobody, default));
        script.Add(new CommandErrorAcknowledged(Queue));
        script.Add(new SyncCompleted(Queue, 0, SyncSignal.Sev));

        Expect.Valid(script);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u, "Q2")]
    public void Q2_what_is_published_is_written(uint published, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new CommandWritten(Queue, 0, Script.OfAsid(), Nobody, OneCall));
        script.Add(new ProducerPublished(Queue, published));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(99, 99, 98)]
    [InlineData(99, 98, 99, "Q3")]
    public void Q3_the_commands_of_a_call_are_adjacent(long first, long second, long third, params string[] oracles)
    {
        var script = new Script(1);
        long[] calls = [first, second, third];
        for (var slot = 0u; slot < 3; slot++) script.Add(new CommandWritten(Queue, slot, Script.OfAsid(), Nobody,
            new BatchId(calls[slot])));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Q3_the_producer_does_not_go_back()
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid(), Script.OfAsid());
        script.Add(new ProducerPublished(Queue, 1));

        Expect.Objections(script, "Q3");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1, "Q4")]
    [InlineData(true, 2, "Q4")]
    public void Q4_a_waiter_is_released_once_and_when_its_sync_completed(bool completed, int releases, params string[] oracles)
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Other);
        var sync = script.Issue(operation, 0, Script.Sync);
        if (completed) script.Drain(0);
        for (var release = 0; release < releases; release++) script.Release(operation, 0, sync);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Q4_a_later_sync_of_the_same_queue_is_good_enough_and_another_queue_is_not()
    {
        var script = new Script(2);
        var operation = script.Begin(OperationKind.Other);
        var first = script.Issue(operation, 0, Script.Sync);
        script.Issue(operation, 0, Script.Sync);
        var other = script.Issue(operation, 1, Script.Sync);
        script.Drain(0);
        script.Release(operation, 0, first);
        script.Release(operation, 1, other);

        Assert.Contains("smmu1.cmdq", Assert.Single(Expect.Objections(script, "Q4").Violations).Witness, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null, "Q4")]
    [InlineData(true, FaultSite.SyncInterruptLost)]
    [InlineData(true, FaultSite.CommandQueueStuck)]
    [InlineData(true, FaultSite.AtcInvalidationIgnored)]
    [InlineData(true, FaultSite.CommandCorrupted, "Q4")]
    [InlineData(false, null)]
    public void Q4_nobody_gives_up_what_is_done(bool completed, FaultSite? fault, params string[] oracles)
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Other);
        if (fault is { } site) script.Add(new FaultInjected(site, "smmu0.cmdq"));
        var sync = script.Issue(operation, 0, Script.Sync);
        if (completed) script.Drain(0);
        script.Release(operation, 0, sync, SyncOutcome.TimedOut);
        script.End(operation, OperationStatus.Degraded);

        Expect.Objections(script, oracles);
    }

    // Lists without a CMD_SYNC can be longer than their queue; what is at the front is in force all the same.
    [Fact]
    public void Q5_a_sync_stands_turns_behind_the_first_command_that_it_is_for()
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Other);
        for (var command = 0; command < 3 << Script.Log2; command++)
        {
            script.Issue(operation, 0, Script.OfAsid());
            if (command % 8 == 7) script.Drain(0);
        }

        script.Invalidate(operation, 0, Script.OfAsid());
        script.End(operation);

        Expect.Valid(script);
    }

    [Fact]
    public void Q4_a_waiter_that_is_never_released_waits_for_ever()
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Other);
        script.Invalidate(operation, 0, Script.OfAsid());
        script.Issue(operation, 0, Script.Sync);
        script.Drain(0);
        script.Add(new RunEnded(IsQuiescent: true));

        Expect.Objections(script, "L1", "Q4");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q5")]
    public void Q5_a_sync_waits_for_effects(bool effect, params string[] oracles)
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid(), Script.OfAsid(), Script.Sync);
        script.Add(new CommandConsumed(Queue, 0, Script.OfAsid()));
        script.Add(new CommandConsumed(Queue, 1, Script.OfAsid()));
        script.Add(new CommandTookEffect(Queue, 1));
        if (effect) script.Add(new CommandTookEffect(Queue, 0));
        script.Add(new SyncCompleted(Queue, 2, SyncSignal.None));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q6")]
    public void Q6_an_error_holds_the_queue_until_it_is_acknowledged(bool acknowledged, params string[] oracles)
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid());
        script.Add(new CommandErrored(Queue, 0, CommandError.Abt));
        if (acknowledged) script.Add(new CommandErrorAcknowledged(Queue));
        script.Add(new CommandConsumed(Queue, 0, Script.OfAsid()));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Q6_nothing_beyond_the_producer_and_nothing_twice()
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid());
        script.Drain(0);
        script.Add(new CommandConsumed(Queue, 0, Script.OfAsid()));
        script.Add(new CommandConsumed(Queue, 1, Script.OfAsid()));

        Assert.Equal(2, Expect.Objections(script, "Q6").Violations.Length);
    }

    [Theory]
    [InlineData(OperationStatus.Degraded)]
    [InlineData(OperationStatus.Failed)]
    [InlineData(OperationStatus.Success, "Q7", "Q9")]
    public void Q7_a_timeout_is_not_swallowed(OperationStatus status, params string[] oracles)
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Invalidate);
        var sync = script.Issue(operation, 0, Script.OfAsid(), Script.Sync);
        script.Release(operation, 0, sync, SyncOutcome.TimedOut);
        script.End(operation, status);

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Q7_a_wait_that_is_repeated_with_success_is_no_failure()
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Invalidate);
        var sync = script.Issue(operation, 0, Script.OfAsid(), Script.Sync);
        script.Release(operation, 0, sync, SyncOutcome.TimedOut);
        script.Invalidate(operation, 0);
        script.End(operation);

        Expect.Valid(script);
    }

    [Fact]
    public void Q7_a_device_that_does_not_answer_is_told()
    {
        var script = new Script(1);
        var operation = script.Begin(OperationKind.Invalidate);
        var sync = script.Issue(operation, 0, Script.Atc(0, 0, 52), Script.Sync);
        script.Add(new CommandConsumed(Queue, 0, Script.Atc(0, 0, 52)));
        script.Add(new AtcInvalidationSent(Queue, 0, Script.StreamOf(0)));
        script.Add(new AtcInvalidationTimedOut(Queue, 0));
        script.Add(new CommandErrored(Queue, 1, CommandError.AtcInvSync));
        script.Add(new CommandErrorAcknowledged(Queue));
        script.Add(new SyncCompleted(Queue, 1, SyncSignal.None));
        script.Release(operation, 0, sync);
        script.End(operation);

        Expect.Objections(script, "Q7");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q8")]
    public void Q8_a_queue_is_drained_before_it_is_released(bool drained, params string[] oracles)
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid(), Script.Sync);
        if (drained) script.Drain(0);
        script.Add(new CommandQueueReleased(Queue));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q8")]
    public void Q8_the_VCMDQs_are_released_before_their_SMMU_is_disabled(bool released, params string[] oracles)
    {
        var second = new QueueId(new SmmuId(0), 1);
        var script = new Script(2);
        script.Add(new CommandQueueStarted(second, Script.Log2, 0));
        if (released) script.Add(new CommandQueueReleased(second));
        script.Add(new SmmuStateChanged(new SmmuId(1), IsEnabled: false, PassesOn: false));
        script.Add(new SmmuStateChanged(new SmmuId(0), IsEnabled: false, PassesOn: false));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q9")]
    public void Q9_every_queue_has_its_own_sync(bool both, params string[] oracles)
    {
        var second = new QueueId(new SmmuId(0), 1);
        var script = new Script(1);
        script.Add(new CommandQueueStarted(second, Script.Log2, 0));
        var operation = script.Begin(OperationKind.Invalidate);
        if (both)
        {
            var sync = script.Issue(operation, second, Script.OfAsid(), Script.Sync);
            script.Drain(second);
            script.Add(new SyncReleased(second, sync, operation, SyncOutcome.Completed));
        }
        else
        {
            script.Issue(operation, second, Script.OfAsid());
        }

        script.Invalidate(operation, 0, Script.OfAsid());
        script.End(operation);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(FaultSite.PartCrash, "Q10")]
    [InlineData(FaultSite.CommandQueueStall)]
    public void Q10_a_queue_gets_on_unless_a_fault_holds_it(FaultSite fault, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new FaultInjected(fault, "smmu0.cmdq"));
        script.Issue(Nobody, 0, Script.OfAsid());
        script.Add(new RunEnded(IsQuiescent: true));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Q10_a_queue_of_an_SMMU_that_was_given_up_degrades_the_run()
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid());
        script.Add(new SmmuGivenUp(new SmmuId(0)));
        script.Add(new RunEnded(IsQuiescent: true));

        Assert.Equal(VerdictKind.Degraded, script.Judge().Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Q10")]
    public void Q10_an_error_does_not_wait_for_ever(bool isAcknowledged, params string[] oracles)
    {
        var script = new Script(1);
        script.Issue(Nobody, 0, Script.OfAsid());
        script.Add(new CommandErrored(Queue, 0, CommandError.Abt));
        if (isAcknowledged)
        {
            script.Add(new CommandErrorAcknowledged(Queue));
            script.Drain(0);
        }

        script.Add(new RunEnded(IsQuiescent: true));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true, "L1")]
    [InlineData(false)]
    public void L1_what_begins_ends_unless_the_run_was_cut(bool quiescent, params string[] oracles)
    {
        var script = new Script(1);
        script.Begin(OperationKind.Other);
        script.StartDma(0, 0x1000);
        script.Add(new RunEnded(quiescent));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void Indexes_wrap_and_nothing_is_objected_to()
    {
        var script = new Script(1);
        for (var turn = 0; turn < 100; turn++)
        {
            var operation = script.Begin(OperationKind.Invalidate);
            script.Invalidate(operation, 0, Script.OfAsid(), Script.Va(0x1000), Script.Va(0x2000));
            script.End(operation);
        }

        Expect.Valid(script);
    }
}
