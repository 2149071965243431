using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>What a guest's queue may say, and whom it reaches.</summary>
public sealed class GuestCommandTests
{
    private const int Guest = 0;
    private const int Host = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_HYP_OWN_0_four_opcodes_are_legal_and_with_HYP_OWN_1_all_that_the_SMMU_takes(bool ats)
    {
        var chip = ats ? Chip.Ats : Chip.Full;
        CommandOpcode[] guests = [CommandOpcode.TlbiNhAsid, CommandOpcode.TlbiNhVa, CommandOpcode.AtcInv, CommandOpcode.Sync];
        var guestCount = 0;
        for (var code = 0; code < 256; code++)
        {
            var command = Commands.Of((CommandOpcode)code);
            var isLegal = CommandLegality.Check(command, chip) == CommandError.None;
            Assert.Equal((code, isLegal), (code, IsConsumed(Host, command, chip)));
            var isGuests = isLegal && guests.Contains(command.Opcode);
            Assert.Equal((code, isGuests), (code, IsConsumed(Guest, command, chip)));
            guestCount += isGuests ? 1 : 0;
        }

        Assert.Equal(ats ? 4 : 3, guestCount);
    }

    [Theory]
    [InlineData(CommandOpcode.TlbiNhAsid)]
    [InlineData(CommandOpcode.TlbiNhVa)]
    public void The_VMID_of_a_guest_is_its_interface_s_and_the_rest_of_the_command_is_its_own(CommandOpcode opcode)
    {
        var command = new Command(0xabcd_1234_0000_0000, 0x7777_7777_7777_7001) with { Opcode = opcode };
        var rig = CmdqvRig.WithTwoGuests();
        rig.Submit(Guest, command);
        rig.Submit(2, command);
        rig.Submit(Host, command);
        Assert.Equal(
            [command with { VMID = new Vmid(5) }, command with { VMID = new Vmid(6) }, command],
            rig.Core.Executed);
    }

    [Fact]
    public void A_guest_s_TLBI_removes_its_own_entries_and_leaves_those_of_the_other_guest()
    {
        var rig = CmdqvRig.WithTwoGuests();
        AddStream(rig, stream: 1, vmid: 5);
        AddStream(rig, stream: 2, vmid: 6);
        // The guest names the other one's VMID.
        rig.Submit(Guest, Commands.NhVa(6, 7, 0x1000), Commands.Sync);
        Assert.Equal([(5, 0x2000UL), (6, 0x1000UL), (6, 0x2000UL)], Cached(rig));
        rig.Submit(Guest, Commands.Of(CommandOpcode.TlbiNhAsid) with { VMID = new Vmid(6), ASID = new Asid(7) }, Commands.Sync);
        Assert.Equal([(6, 0x1000UL), (6, 0x2000UL)], Cached(rig));
        // The host reaches whom it names.
        rig.Submit(Host, Commands.NhVa(6, 7, 0x1000), Commands.Sync);
        Assert.Equal([(6, 0x2000UL)], Cached(rig));
    }

    [Fact]
    public void A_guest_s_range_TLBI_is_a_range()
    {
        var rig = CmdqvRig.WithTwoGuests();
        AddStream(rig, stream: 1, vmid: 5);
        AddStream(rig, stream: 2, vmid: 6);
        rig.Submit(Guest, Commands.NhVa(6, 7, 0x1000) with { TG = TlbiGranule.K4, NUM = 1 });
        Assert.Equal([(6, 0x1000UL), (6, 0x2000UL)], Cached(rig));
    }

    [Fact]
    public void The_StreamID_of_an_ATC_INV_is_replaced()
    {
        var owner = CmdqvRig.WithTwoGuests();
        owner.MapStream(0, slot: 0, guest: 0x10, physical: 0x123);
        owner.MapStream(0, slot: 3, guest: 0x11, physical: 0xf_ffff);
        owner.MapStream(1, slot: 0, guest: 0x12, physical: 0x999);
        var command = new Command(0x0000_0010_7777_7a40, 0x1234_5678_9abc_d00d);
        Assert.Equal(command with { StreamID = new StreamId(0x123) }, Translate(owner, command));
        Assert.Equal(new StreamId(0xf_ffff), Translate(owner, command with { StreamID = new StreamId(0x11) })?.StreamID);
        // Stream 0x12 is the other guest's.
        Assert.Null(Translate(owner, command with { StreamID = new StreamId(0x12) }));
        // VIRT_SID has 20 bits: nothing that is cut off may alias.
        Assert.Null(Translate(owner, command with { StreamID = new StreamId(0x0010_0010) }));
        Assert.Null(Translate(owner, command with { StreamID = new StreamId(0x8000_0010) }));
    }

    [Fact]
    public void A_StreamID_whose_match_is_taken_away_is_unmatched()
    {
        var rig = CmdqvRig.WithTwoGuests();
        rig.MapStream(0, slot: 0, guest: 0, physical: 0x77);
        Assert.NotNull(Translate(rig, Commands.Of(CommandOpcode.AtcInv)));
        rig.Write(CmdqvRig.Interface(0, VintfOffset.SidMatch), 0);
        Assert.Null(Translate(rig, Commands.Of(CommandOpcode.AtcInv)));
    }

    [Fact]
    public void Of_two_matches_the_first_counts()
    {
        var rig = CmdqvRig.WithTwoGuests();
        rig.MapStream(0, slot: 2, guest: 8, physical: 0x22);
        rig.MapStream(0, slot: 1, guest: 8, physical: 0x11);
        Assert.Equal(new StreamId(0x11), Translate(rig, Commands.Of(CommandOpcode.AtcInv) with { StreamID = new StreamId(8) })?.StreamID);
    }

    [Fact]
    public void An_unmatched_ATC_INV_stops_the_queue_with_CERROR_ILL_and_reaches_nobody()
    {
        var rig = CmdqvRig.WithTwoGuests(Chip.Ats);
        rig.Submit(Guest, Commands.Of(CommandOpcode.AtcInv) with { StreamID = new StreamId(1) });
        Assert.Equal((0x0100_0000u, 1u), (rig.Consumer(Guest), rig.Gerror(Guest)));
        Assert.Empty(rig.Core.Executed);
        Assert.Empty(rig.Endpoint.Invalidations);
    }

    [Theory]
    [InlineData(Guest)]
    [InlineData(Host)]
    public void A_CMD_SYNC_signals_nothing_but_CONS(int queue)
    {
        var rig = CmdqvRig.WithTwoGuests();
        // CS = SIG_IRQ with an MSI to 0x41000004.
        rig.Submit(queue, new Command(0x1234_5678_0000_1046, 0x4100_0004), Commands.Sync with { CS = SyncSignal.Sev });
        Assert.True(rig.Rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal((2u, 0UL, 0, 0), (rig.Consumer(queue), word, rig.Unit.Interrupts, rig.Rig.Smmu.Interrupts.CommandSync));
        rig.Submit(queue, Commands.Sync with { CS = SyncSignal.Reserved });
        Assert.Equal((0x0100_0002u, 1u), (rig.Consumer(queue), rig.Gerror(queue)));
    }

    private static Command? Translate(CmdqvRig rig, in Command command) =>
        ActorIommu.Hardware.Cmdqv.GuestCommands.Translate(command, rig.Block.Interfaces[0]);

    private static bool IsConsumed(int queue, Command command, SmmuCapabilities chip)
    {
        var rig = CmdqvRig.WithTwoGuests(chip);
        rig.MapStream(0, slot: 0, guest: 0, physical: 0x55);
        rig.Submit(queue, command);
        Assert.Equal(rig.Consumer(queue) == 1 ? 0u : 1u, rig.Gerror(queue));
        return rig.Consumer(queue) == 1;
    }

    private static void AddStream(CmdqvRig rig, uint stream, ushort vmid)
    {
        var one = rig.Rig.AddStageOne(stream: stream);
        rig.Rig.Streams.Set(new StreamId(stream), one.Entry with { S2VMID = new Vmid(vmid) });
        for (var page = 0x1000UL; page <= 0x2000; page += 0x1000)
        {
            one.Pages.Map(page, 0x5000_0000 + page, 3, PageTableBuilder.StageOneLeaf);
            rig.Rig.AssertTranslated(0x5000_0000 + page, rig.Rig.Translate(page, stream: stream));
        }
    }

    private static IEnumerable<(int Vmid, ulong Input)> Cached(CmdqvRig rig) =>
        rig.Rig.Core.CachedTranslations.Where(entry => entry.Stages == CachedStages.One)
            .Select(entry => ((int)entry.Tag.Vmid.Value, entry.Input)).Order();
}
