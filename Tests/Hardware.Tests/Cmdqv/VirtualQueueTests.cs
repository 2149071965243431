using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>Consumption, errors and who hears of them.</summary>
public sealed class VirtualQueueTests
{
    private static readonly Command Illegal = Commands.Of((CommandOpcode)0xff);
    private readonly CmdqvRig _rig = CmdqvRig.WithTwoGuests();

    [Fact]
    public void Consumption_wraps_around()
    {
        for (var count = 1u; count <= 40; count++)
        {
            _rig.Submit(0, Commands.Sync);
            Assert.Equal(count % 16, _rig.Consumer(0));
        }

        Assert.Equal(0u, _rig.Gerror(0));
    }

    [Fact]
    public void Queues_have_turns_of_one_command()
    {
        for (var slot = 0u; slot < 3; slot++)
        {
            foreach (var queue in new[] { 0, 1, 2 }) _rig.Put(queue, slot, Commands.NhVa(0, (ushort)((16 * queue) + slot), 0));
        }

        foreach (var queue in new[] { 0, 1, 2 }) _rig.Block.Write(CmdqvRig.Page0(queue, VcmdqPage0Offset.ProdIndx), 4, 3);
        _rig.Unit.Run();
        Assert.Equal([0x00, 0x10, 0x20, 0x01, 0x11, 0x21, 0x02, 0x12, 0x22], _rig.Core.Executed.Select(command => (int)command.ASID.Value));
    }

    [Fact]
    public void An_error_stops_its_queue_and_no_other()
    {
        _rig.Submit(0, Commands.Sync, Illegal, Commands.NhVa(0, 1, 0));
        Assert.Equal((0x0100_0001u, 1u), (_rig.Consumer(0), _rig.Gerror(0)));
        _rig.Submit(1, Commands.NhVa(0, 2, 0));
        _rig.Submit(2, Commands.NhVa(0, 3, 0));
        _rig.Rig.Submit(Commands.Sync);
        Assert.Equal([2, 3], _rig.Core.Executed.Select(command => (int)command.ASID.Value));
        Assert.Equal((1u, 1u, 1u), (_rig.Consumer(1), _rig.Consumer(2), _rig.Rig.Read(RegisterOffset.CmdqCons)));
        Assert.Equal((0u, 0u, 0u), (_rig.Gerror(1), _rig.Gerror(2), _rig.Rig.Gerror));
    }

    [Fact]
    public void After_the_acknowledgement_the_fixed_command_is_read_again()
    {
        _rig.Submit(0, Illegal, Commands.NhVa(0, 1, 0));
        _rig.Put(0, 0, Commands.Sync);
        Assert.Equal(0x0100_0000u, _rig.Consumer(0));
        _rig.Acknowledge(0);
        Assert.Equal((0x0100_0002u, 0u), (_rig.Consumer(0), _rig.Gerror(0)));
        Assert.Single(_rig.Core.Executed);
    }

    [Fact]
    public void An_abort_of_a_fetch_is_CERROR_ABT()
    {
        _rig.Put(0, 0, Commands.Sync);
        _rig.Put(0, 1, Commands.Sync);
        _rig.Rig.Memory.Break(new Pa(CmdqvRig.Rings + 16));
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.ProdIndx), 2);
        Assert.Equal((0x0200_0001u, 1u, 1), (_rig.Consumer(0), _rig.Gerror(0), _rig.Unit.Interrupts));
        _rig.Rig.Memory.Repair();
        _rig.Acknowledge(0);
        Assert.Equal(0x0200_0002u, _rig.Consumer(0));
    }

    [Fact]
    public void The_error_maps_name_the_queue_by_both_numbers_and_its_interface()
    {
        _rig.Submit(1, Illegal);
        AssertMaps(interfaces: 0b0001, queues: 0b0010, logical0: 0b10, logical1: 0);
        _rig.Submit(2, Illegal);
        AssertMaps(interfaces: 0b0011, queues: 0b0110, logical0: 0b10, logical1: 0b1);
        _rig.Acknowledge(1);
        // Queue 1 reads the same command again.
        AssertMaps(interfaces: 0b0011, queues: 0b0110, logical0: 0b10, logical1: 0b1);
        _rig.Put(1, 0, Commands.Sync);
        _rig.Acknowledge(1);
        AssertMaps(interfaces: 0b0010, queues: 0b0100, logical0: 0, logical1: 0b1);
        Assert.Equal(3, _rig.Unit.Interrupts);
    }

    [Fact]
    public void A_masked_interface_does_not_interrupt_until_it_is_no_longer_masked()
    {
        _rig.Write(CmdqvOffset.VintfIntMask, 0b10);
        _rig.Submit(2, Illegal);
        Assert.Equal((0, 0b10u), (_rig.Unit.Interrupts, _rig.Read(CmdqvOffset.VintfErrMap)));
        _rig.Submit(0, Illegal);
        Assert.Equal(1, _rig.Unit.Interrupts);
        _rig.Write(CmdqvOffset.VintfIntMask, 0);
        Assert.Equal(2, _rig.Unit.Interrupts);
    }

    [Fact]
    public void The_state_of_an_interface_says_that_a_queue_has_an_error()
    {
        var status = CmdqvRig.Interface(0, VintfOffset.Status);
        Assert.Equal(0x0002_0001u, _rig.Read(status));
        _rig.Submit(0, Illegal);
        Assert.Equal(0x0002_0003u, _rig.Read(status));
        Assert.Equal(0x0001_0001u, _rig.Read(CmdqvRig.Interface(1, VintfOffset.Status)));
    }

    [Fact]
    public void A_CMD_SYNC_waits_for_the_walks_before_it_while_the_other_queues_go_on()
    {
        var one = _rig.Rig.AddStageOne();
        one.Pages.Map(0x1000, 0x5000_0000, 3, PageTableBuilder.StageOneLeaf);
        var walk = _rig.Core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x1000), default, null), out var step);
        Assert.False(step.IsDone);
        _rig.Submit(0, Commands.NhVa(0, 1, 0), Commands.Sync, Commands.NhVa(0, 2, 0));
        Assert.Equal(1u, _rig.Consumer(0));
        _rig.Submit(2, Commands.NhVa(0, 3, 0));
        Assert.Equal([1, 3], _rig.Core.Executed.Select(command => (int)command.ASID.Value));
        // A walk that begins after the CMD_SYNC does not hold it.
        var later = _rig.Core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x1000), default, null), out _);
        while (!step.IsDone) step = _rig.Rig.Memory.TryRead64(step.Address, out var data) ? _rig.Core.Resume(walk, data) : default;
        _rig.Core.EndWalk(walk);
        _rig.Unit.Run();
        Assert.Equal((3u, 3), (_rig.Consumer(0), _rig.Core.Executed.Count));
        Assert.False(_rig.Core.IsDrained(_rig.Core.Barrier()));
        Assert.NotEqual(walk, later);
    }

    [Fact]
    public void A_queue_that_is_disabled_at_its_CMD_SYNC_takes_it_again()
    {
        _rig.Rig.AddStageOne();
        var walk = _rig.Core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x1000), default, null), out _);
        _rig.Submit(0, Commands.Sync);
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 0);
        Assert.False(_rig.IsEnabled(0));
        _rig.Core.EndWalk(walk);
        _rig.Unit.Run();
        Assert.Equal(0u, _rig.Consumer(0));
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        Assert.Equal(1u, _rig.Consumer(0));
    }

    [Fact]
    public void LOG2SIZE_and_alignment_are_those_of_the_SMMU_s_own_queue()
    {
        var queue = new CommandQueue(Chip.Full);
        queue.Configure(new QueueBase(CmdqvRig.Rings + 0x8_0020 | 8), true);
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 0);
        _rig.Unit.WriteRegister(CmdqvRig.Page1(0, VcmdqPage1Offset.Base), 8, (CmdqvRig.Rings + 0x8_0020) | 8);
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        Assert.Equal(queue.FetchAddress, _rig.Block.Queues[0].FetchAddress);
    }

    private void AssertMaps(uint interfaces, uint queues, uint logical0, uint logical1)
    {
        Assert.Equal((interfaces, 0u), (_rig.Read(CmdqvOffset.VintfErrMap), _rig.Read(CmdqvOffset.VintfErrMap + 4)));
        Assert.Equal(queues, _rig.Read(CmdqvOffset.CmdqErrMap));
        Assert.Equal(logical0, _rig.Unit.ReadRegister(CmdqvRig.Interface(0, VintfOffset.LvcmdqErrMap64), 8));
        Assert.Equal(logical1, _rig.Unit.ReadRegister(CmdqvRig.Interface(1, VintfOffset.LvcmdqErrMap64), 8));
        Assert.Equal(0u, _rig.Unit.ReadRegister(CmdqvRig.Interface(0, VintfOffset.LvcmdqErrMap64 + 8), 8));
    }
}
