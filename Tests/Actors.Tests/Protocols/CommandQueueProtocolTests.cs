using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>CommandQueueProtocol: consumption, errors, and the states of a queue that software can see.</summary>
public sealed class CommandQueueProtocolTests : CommandQueueTest
{
    private static readonly RequestId Idle = new(1);
    private readonly Command _one = Commands.Page(new Asid(1), 0x1000);
    private readonly Command _two = Commands.Page(new Asid(2), 0x2000);
    private readonly Command _three = Commands.Stream(3);

    [Fact]
    public void Commands_take_effect_in_order_and_a_stopped_queue_consumes_nothing()
    {
        Submit(_one, _two, _three);
        Assert.Equal(At(0), Consumer);
        Start();
        World.ExpectMsg(new TakeEffect(_one));
        World.ExpectMsg(new TakeEffect(_two, 1));
        World.ExpectMsg(new TakeEffect(_three, 2));
        Assert.Equal(At(3), Consumer);
    }

    [Fact]
    public void One_message_consumes_one_command()
    {
        // The question that arrives while the second command is fetched is answered before the third.
        Start();
        Memory.BeforeRead(Board.CommandAt(1), () => Queue.Tell(new ReadRegister(Smmu0, Idle, RegisterOffset.CmdqCons, 4), World));
        Submit(_one, _two, _three);
        World.ExpectMsg(new TakeEffect(_one));
        World.ExpectMsg(new TakeEffect(_two, 1));
        World.ExpectMsg(new RegisterRead(Idle, At(2).Raw));
        World.ExpectMsg(new TakeEffect(_three, 2));
    }

    [Fact]
    public void The_ring_goes_round()
    {
        Start();
        for (var round = 0; round < 5; round++)
        {
            Submit(_one, _two, _three, _one, _two, _three, _one);
            for (var i = 0; i < 7; i++) World.ExpectMsg<TakeEffect>();
        }

        Assert.Equal(At(35 % 32), Consumer);
        Assert.Equal(35 % 32UL, Read(RegisterOffset.CmdqProd));
    }

    [Fact]
    public void Indexes_answer_to_their_own_offset_and_width_and_to_no_other()
    {
        Write(RegisterOffset.CmdqCons, 5);
        Write(RegisterOffset.CmdqProd, 5);
        foreach (var offset in (int[])[RegisterOffset.CmdqProd, RegisterOffset.CmdqCons])
        {
            Assert.Equal(5UL, Read(offset));
            Assert.Equal(0UL, Read(offset, 8));
            Assert.Equal(0UL, Read(offset, 2));
            for (var beside = 1; beside < 4; beside++)
            {
                Write(offset + beside, 9);
                Assert.Equal(0UL, Read(offset + beside));
            }

            Write(offset, 9, 8);
            Assert.Equal(5UL, Read(offset));
        }
    }

    [Fact]
    public void Cons_can_be_written_only_while_the_queue_is_disabled()
    {
        Write(RegisterOffset.CmdqCons, 3);
        Assert.Equal(At(3), Consumer);
        Write(RegisterOffset.CmdqProd, 3);
        Start();
        Write(RegisterOffset.CmdqCons, 7);
        Assert.Equal(At(3), Consumer);
    }

    [Fact]
    public void An_illegal_command_stops_the_queue_where_it_is_until_software_has_acknowledged()
    {
        Start();
        Submit(_one, Commands.Illegal, _two);
        World.ExpectMsg(new TakeEffect(_one));
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Assert.Equal(At(1, CommandError.Ill), Consumer);
        Submit(_three);
        Assert.Equal(At(1, CommandError.Ill), Consumer);

        // Acknowledged and not mended it is the same error again.
        Send(AcknowledgeCommandError.Instance);
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Board.Write(Board.CommandAt(1), _three.D0);
        Board.Write(new Pa(Board.CommandAt(1).Value + 8), _three.D1);
        Send(AcknowledgeCommandError.Instance);
        World.ExpectMsg(new TakeEffect(_three, 1));
        World.ExpectMsg(new TakeEffect(_two, 2));
        World.ExpectMsg(new TakeEffect(_three, 3));
        Assert.Equal(4u, Consumer.RD);
    }

    [Fact]
    public void A_command_that_cannot_be_read_stops_the_queue()
    {
        Start(default(QueueBase) with { ADDR = Rig.Board.NoMemory.Value, LOG2SIZE = 4 });
        Submit(_one);
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Assert.Equal(At(0, CommandError.Abt), Consumer);
        Configure(false);
        Start();
        Send(AcknowledgeCommandError.Instance);
        World.ExpectMsg(new TakeEffect(_one));
    }

    [Fact]
    public void An_acknowledgement_without_an_error_changes_nothing()
    {
        Start();
        Send(AcknowledgeCommandError.Instance);
        Assert.Equal(At(0), Consumer);
    }

    [Fact]
    public void Idle_is_told_at_once_where_nothing_can_be_consumed()
    {
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        World.ExpectMsg(new CommandQueueIdle(Idle, At(0)));
        Submit(_one);
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        World.ExpectMsg(new CommandQueueIdle(Idle, At(0)));
        Configure(false);
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        World.ExpectMsg(new CommandQueueIdle(Idle, At(0)));
    }

    [Fact]
    public void Idle_is_told_when_all_that_was_consumed_took_effect()
    {
        Start();
        Submit(_one, _two);
        World.ExpectMsg(new TakeEffect(_one));
        World.ExpectMsg(new TakeEffect(_two, 1));
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        ExpectDrain(1);
        Assert.Equal(At(2), Consumer);
        Drained(1);
        World.ExpectMsg(new CommandQueueIdle(Idle, At(2)));

        // Nothing was consumed since, so there is nothing to ask.
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        World.ExpectMsg(new CommandQueueIdle(Idle, At(2)));
    }

    [Fact]
    public void Idle_waits_for_commands_that_come_meanwhile()
    {
        Start();
        Submit(_one);
        World.ExpectMsg(new TakeEffect(_one));
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        ExpectDrain(1);
        Submit(_two);
        World.ExpectMsg(new TakeEffect(_two, 1));
        Drained(1);
        ExpectDrain(2);
        Drained(2);
        World.ExpectMsg(new CommandQueueIdle(Idle, At(2)));
    }

    [Fact]
    public void Idle_is_told_to_everybody_who_asked()
    {
        var other = CreateTestProbe();
        Start();
        Submit(_one);
        World.ExpectMsg(new TakeEffect(_one));
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        other.Send(Queue, new AwaitCommandQueueIdle(Smmu0, new RequestId(77)));
        ExpectDrain(1);
        Drained(1);
        World.ExpectMsg(new CommandQueueIdle(Idle, At(1)));
        other.ExpectMsg(new CommandQueueIdle(new RequestId(77), At(1)));
    }

    [Fact]
    public void Idle_of_a_queue_that_an_error_stopped_says_where_and_why()
    {
        Start();
        Submit(_one, Commands.Illegal);
        World.ExpectMsg(new TakeEffect(_one));
        World.ExpectMsg(new RaiseGlobalErrors(Stopped));
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        ExpectDrain(1);
        Drained(1);
        World.ExpectMsg(new CommandQueueIdle(Idle, At(1, CommandError.Ill)));
    }

    [Fact]
    public void Idle_waits_for_a_sync()
    {
        Start();
        Submit(Commands.Sync);
        ExpectDrain(1);
        Send(new AwaitCommandQueueIdle(Smmu0, Idle));
        Assert.Equal(At(0), Consumer);
        Drained(1);
        World.ExpectMsg(new CommandQueueIdle(Idle, At(1)));
    }

    [Fact]
    public void A_new_base_counts_when_the_queue_starts()
    {
        Start();
        Send(new ConfigureCommandQueue(default(QueueBase) with { ADDR = Rig.Board.NoMemory.Value, LOG2SIZE = 4 }, true));
        World.ExpectMsg(new QueueConfigured(RegisterOwner.CommandQueue, true));
        Submit(_one);
        World.ExpectMsg(new TakeEffect(_one));
    }
}
