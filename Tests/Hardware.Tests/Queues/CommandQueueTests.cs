using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>The command queue, consumed through a whole SMMU (IHI 0070 3.5, 4.1, 4.7.3, 7.1). The queue has 8 entries.</summary>
public sealed class CommandQueueTests
{
    private const ulong Illegal = 0xff;
    private readonly Rig _rig = new();

    private uint Consumer => _rig.Read(RegisterOffset.CmdqCons);

    [Fact]
    public void Consumption_wraps_around()
    {
        for (var count = 1u; count <= 40; count++)
        {
            _rig.Submit(Commands.Sync);
            Assert.Equal(count % 16, Consumer);
        }

        Assert.Equal(0u, _rig.Gerror);
    }

    [Fact]
    public void Nothing_is_consumed_while_the_queue_is_disabled_and_everything_once_it_is_enabled()
    {
        _rig.Write(RegisterOffset.Cr0, 0b0101);
        _rig.Submit(Commands.Sync, Commands.Sync);
        Assert.Equal(0u, Consumer);
        _rig.Write(RegisterOffset.Cr0, 0b1101);
        Assert.Equal(2u, Consumer);
    }

    [Fact]
    public void An_illegal_command_stops_the_queue_with_CONS_at_it()
    {
        Put(0, Commands.Sync);
        Put(1, new Command(Illegal, 0));
        Put(2, Commands.Sync);
        _rig.Write(RegisterOffset.CmdqProd, 3);
        Assert.Equal(0x0100_0001u, Consumer);
        Assert.Equal(1u, _rig.Gerror);
        Assert.Equal(1, _rig.Smmu.Interrupts.GlobalError);
        // More commands do not start it again.
        _rig.Write(RegisterOffset.CmdqProd, 4);
        Assert.Equal(0x0100_0001u, Consumer);
    }

    [Fact]
    public void A_fixed_command_is_read_again_after_the_acknowledgement()
    {
        Put(0, new Command(Illegal, 0));
        Put(1, Commands.Sync);
        _rig.Write(RegisterOffset.CmdqProd, 2);
        Put(0, Commands.Sync);
        Assert.Equal(0x0100_0000u, Consumer);
        _rig.Write(RegisterOffset.Gerrorn, 1);
        // ERR keeps the last reason.
        Assert.Equal(0x0100_0002u, Consumer);
        Assert.Equal(_rig.Gerror, _rig.Read(RegisterOffset.Gerrorn));
    }

    [Fact]
    public void A_command_that_is_not_fixed_fails_again()
    {
        Put(0, new Command(Illegal, 0));
        _rig.Write(RegisterOffset.CmdqProd, 1);
        _rig.Write(RegisterOffset.Gerrorn, 1);
        Assert.Equal((0x0100_0000u, 0u, 1u), (Consumer, _rig.Gerror, _rig.Read(RegisterOffset.Gerrorn)));
        Assert.Equal(2, _rig.Smmu.Interrupts.GlobalError);
    }

    [Fact]
    public void While_stopped_PROD_may_move_back_to_take_commands_away()
    {
        Put(0, new Command(Illegal, 0));
        _rig.Write(RegisterOffset.CmdqProd, 3);
        _rig.Write(RegisterOffset.CmdqProd, 0);
        _rig.Write(RegisterOffset.Gerrorn, 1);
        Assert.Equal(0x0100_0000u, Consumer);
        Assert.Equal(1u, _rig.Gerror);
        Assert.Equal(1u, _rig.Read(RegisterOffset.Gerrorn));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(8UL)]
    public void An_abort_of_either_half_of_a_command_is_CERROR_ABT(ulong offset)
    {
        Put(0, Commands.Sync);
        Put(1, Commands.Sync);
        _rig.Memory.Break(new Pa(Rig.CommandQueue + 16 + offset));
        _rig.Write(RegisterOffset.CmdqProd, 2);
        Assert.Equal((0x0200_0001u, 1u), (Consumer, _rig.Gerror));
        _rig.Memory.Repair();
        _rig.Write(RegisterOffset.Gerrorn, 1);
        Assert.Equal(0x0200_0002u, Consumer);
    }

    [Fact]
    public void Commands_before_the_offender_took_effect_and_those_after_it_did_not()
    {
        _rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        _rig.Streams.Set(new StreamId(2), Structures.BypassEntry);
        _rig.Translate(0, stream: 1);
        _rig.Translate(0, stream: 2);
        _rig.Streams.Set(new StreamId(1), default);
        _rig.Streams.Set(new StreamId(2), default);
        Put(0, Commands.CfgiSte(1));
        Put(1, new Command(Illegal, 0));
        Put(2, Commands.CfgiSte(2));
        _rig.Write(RegisterOffset.CmdqProd, 3);
        _rig.AssertEvent(_rig.Translate(0, stream: 1), 0x0000_0001_0000_0004, 0, 0, 0);
        _rig.AssertTranslated(0, _rig.Translate(0, stream: 2));
    }

    [Fact]
    public void A_PROD_beyond_the_size_of_the_queue_ends_all_the_same()
    {
        // Bits above the wrap bit of 8 entries are ignored.
        _rig.Write(RegisterOffset.CmdqProd, 0xffff_fff0);
        Assert.Equal(0u, Consumer);
        for (var slot = 0u; slot < 8; slot++) Put(slot, Commands.Sync);
        _rig.Write(RegisterOffset.CmdqProd, 0xf_fff3);
        Assert.Equal(3u, Consumer);
    }

    [Fact]
    public void CONS_is_written_only_while_the_queue_is_disabled()
    {
        _rig.Write(RegisterOffset.CmdqCons, 5);
        Assert.Equal(0u, Consumer);
        _rig.Write(RegisterOffset.Cr0, 0b0101);
        _rig.Write(RegisterOffset.CmdqProd, 5);
        _rig.Write(RegisterOffset.CmdqCons, 5);
        _rig.Write(RegisterOffset.Cr0, 0b1101);
        Assert.Equal(5u, Consumer);
    }

    [Theory]
    [InlineData(31, 19)]
    [InlineData(20, 19)]
    [InlineData(5, 5)]
    public void LOG2SIZE_is_no_more_than_IDR1_CMDQS(int log2Size, int effective)
    {
        var queue = new CommandQueue(Chip.Full);
        queue.Configure(new QueueBase(0x4000_0000 | (ulong)log2Size), true);
        queue.WriteProducer(uint.MaxValue);
        var entries = 0;
        for (; queue.CanFetch; queue.Consumed()) entries++;
        Assert.Equal((2 << effective) - 1, entries);
    }

    [Fact]
    public void The_base_is_aligned_to_the_size_of_the_queue()
    {
        var queue = new CommandQueue(Chip.Full);
        queue.Configure(new QueueBase(0x4000_0fe0 | 8), true);
        Assert.Equal(0x4000_0000UL, queue.FetchAddress.Value);
        queue.Configure(new QueueBase(0x5000_0000 | 8), true);
        Assert.Equal(0x4000_0000UL, queue.FetchAddress.Value);
    }

    [Fact]
    public void CMD_SYNC_with_SIG_IRQ_and_no_address_raises_the_wire()
    {
        _rig.Submit(Commands.Sync with { CS = SyncSignal.None }, Commands.Sync with { CS = SyncSignal.Sev });
        Assert.Equal(0, _rig.Smmu.Interrupts.CommandSync);
        _rig.Submit(Commands.Sync with { CS = SyncSignal.Irq, MSIData = 5 });
        Assert.Equal(1, _rig.Smmu.Interrupts.CommandSync);
    }

    [Fact]
    public void CMD_SYNC_with_SIG_IRQ_and_an_address_writes_its_word_there()
    {
        _rig.Memory.TryWrite64(new Pa(0x4100_0000), ulong.MaxValue);
        // CS 1, MSIData 0x12345678, MSIAddress 0x41000004.
        _rig.Submit(new Command(0x1234_5678_0000_1046, 0x4100_0004));
        Assert.True(_rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal((0x1234_5678_ffff_ffffUL, 0), (word, _rig.Smmu.Interrupts.CommandSync));
    }

    [Fact]
    public void The_address_of_an_MSI_is_truncated_to_OAS()
    {
        _rig.Submit(new Command(0x1234_5678_0000_1046, 0x00f0_0000_4100_0000));
        Assert.True(_rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal(0x1234_5678UL, word);
    }

    [Fact]
    public void Without_MSIs_the_address_is_ignored()
    {
        var rig = new Rig(Chip.Make(zero => zero with { MSI = false }));
        rig.Submit(new Command(0x1234_5678_0000_1046, 0x4100_0004));
        Assert.True(rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal((0UL, 1), (word, rig.Smmu.Interrupts.CommandSync));
    }

    [Fact]
    public void An_abort_of_the_MSI_of_CMD_SYNC_is_a_global_error_and_the_queue_goes_on()
    {
        _rig.Submit(new Command(0x1234_5678_0000_1046, 0x1000), Commands.Sync);
        Assert.Equal((0x10u, 2u), (_rig.Gerror, Consumer));
    }

    private void Put(uint slot, Command command) =>
        Assert.True(_rig.Memory.TryWrite(new Pa(Rig.CommandQueue + (16 * slot)), [command.D0, command.D1]));
}
