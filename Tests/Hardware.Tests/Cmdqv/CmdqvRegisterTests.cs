using System.Globalization;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Layout;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Cmdqv;

/// <summary>The registers of the unit, its interfaces and its queues: sizes, masks, handshakes, both apertures.</summary>
public sealed class CmdqvRegisterTests
{
    private readonly CmdqvRig _rig = CmdqvRig.WithTwoGuests();

    [Fact]
    public void PARAM_tells_the_sizes()
    {
        Assert.Equal(0x2231u, _rig.Read(CmdqvOffset.Param));
        var largest = new CmdqvBlock(CmdqvParameters.Largest, Chip.Full);
        Assert.Equal(0x4671u, (uint)largest.Read(CmdqvOffset.Param, 4));
        Assert.Equal((128, 64, 0x83_0000), (largest.Queues.Count, largest.Interfaces.Count, largest.SizeBytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CmdqvBlock(new CmdqvParameters(8, 0, 0), Chip.Full));
    }

    [Fact]
    public void The_smallest_unit_is_as_large_as_the_independent_table_says()
    {
        var smallest = new CmdqvBlock(new CmdqvParameters(0, 0, 0), Chip.Full);
        Assert.Equal(Number("cmdqv_offset", "MMIO_SIZE_one_vintf"), smallest.SizeBytes);
    }

    /// <summary>Every register that the independent table names is where it says, and answers.</summary>
    [Fact]
    public void Every_register_of_the_independent_table_is_where_it_says()
    {
        // A state in which every register that can be other than zero is: two errors of all kinds, one interface masked.
        _rig.Write(CmdqvOffset.Config, 0xf_ffff);
        _rig.MapStream(0, slot: 0, guest: 0x15, physical: 0x2a);
        _rig.Write(CmdqvOffset.VintfIntMask, 1);
        _rig.Submit(0, Commands.Sync, Commands.Of((CommandOpcode)0xff));
        static int Unit(string name) => Number("cmdqv_offset", name);
        static int Vintf(string name) => Number("cmdqv_vintf_offset", name);
        AssertRegister(0x000f_ffff, Unit("CONFIG"));
        AssertRegister(0x0000_2231, Unit("PARAM"));
        AssertRegister(0x0000_0001, Unit("STATUS"));
        AssertRegister(0x0000_0001, Unit("VINTF_ERR_MAP"));
        AssertRegister(0x0000_0000, Unit("VINTF_ERR_MAP_1"));
        AssertRegister(0x0000_0001, Unit("VINTF_INT_MASK"));
        AssertRegister(0x0000_0000, Unit("VINTF_INT_MASK_1"));
        AssertRegister(0x0000_0001, Unit("CMDQ_ERR_MAP"));
        AssertRegister(0x0000_0000, Unit("CMDQ_ERR_MAP_3"));
        AssertRegister(0x0000_8001, Unit("CMDQ_ALLOC_MAP") + 8);
        var first = Unit("VINTF_base");
        AssertRegister(0x0000_000b, first + Vintf("CONFIG"));
        AssertRegister(0x0002_0003, first + Vintf("STATUS"));
        AssertRegister(0x0000_002b, first + Vintf("SID_MATCH"));
        AssertRegister(0x0000_002a, first + Vintf("SID_REPLACE"));
        AssertRegister(0x0000_0001, first + Vintf("LVCMDQ_ERR_MAP_64"));
        AssertRegister(0x0000_000d, first + Unit("VINTF_stride") + Vintf("CONFIG"));
        (int, int)[] apertures =
        [
            (Number("cmdqv_page", "VCMDQ_page0_base"), Number("cmdqv_page", "VCMDQ_page1_base")),
            (Number("cmdqv_page", "VINTF_page0_base"), Number("cmdqv_page", "VINTF_page1_base")),
        ];
        foreach (var (page0, page1) in apertures)
        {
            AssertRegister(0x0100_0001, page0 + Number("vcmdq_page0_offset", "CONS_INDX"));
            AssertRegister(0x0000_0002, page0 + Number("vcmdq_page0_offset", "PROD_INDX"));
            AssertRegister(0x0000_0001, page0 + Number("vcmdq_page0_offset", "CONFIG"));
            AssertRegister(0x0000_0001, page0 + Number("vcmdq_page0_offset", "STATUS"));
            AssertRegister(0x0000_0001, page0 + Number("vcmdq_page0_offset", "GERROR"));
            AssertRegister(0x0000_0000, page0 + Number("vcmdq_page0_offset", "GERRORN"));
            AssertRegister(0x7000_0003, page1 + Number("vcmdq_page1_offset", "BASE"));
            AssertRegister(0x0000_0000, page1 + Number("vcmdq_page1_offset", "CONS_INDX_BASE_DRAM"));
            AssertRegister(0x7000_1003, page1 + Number("cmdqv_page", "VCMDQ_stride"));
        }

        AssertRegister(0x7000_2003, Number("cmdqv_page", "VINTF_page1_base") + Number("cmdqv_page", "VINTF_page_stride"));
    }

    [Theory]
    [InlineData(CmdqvOffset.Config, 0x000f_ffffu)]
    [InlineData(CmdqvOffset.Param, 0u)]
    [InlineData(CmdqvOffset.Status, 0u)]
    [InlineData(CmdqvOffset.VintfErrMap, 0u)]
    [InlineData(CmdqvOffset.CmdqErrMap, 0u)]
    [InlineData(0xc, 0u)]
    [InlineData(0x34, 0u)]
    [InlineData(CmdqvOffset.CmdqAllocMap + (4 * 8), 0u)]
    [InlineData(CmdqvOffset.VintfBase + VintfOffset.SidMatch, 0x001f_ffffu)]
    [InlineData(CmdqvOffset.VintfBase + VintfOffset.SidReplace + 12, 0x000f_ffffu)]
    [InlineData(CmdqvOffset.VintfBase + VintfOffset.SidMatch + 16, 0u)]
    [InlineData(CmdqvOffset.VintfBase + VintfOffset.LvcmdqErrMap64, 0u)]
    [InlineData(CmdqvOffset.VintfBase + 0xc, 0u)]
    [InlineData(CmdqvOffset.VintfBase + (CmdqvOffset.VintfStride * 4), 0u)]
    [InlineData(CmdqvOffset.VcmdqPage0Base + (CmdqvOffset.VcmdqStride * 8) + VcmdqPage0Offset.ProdIndx, 0u)]
    [InlineData(CmdqvOffset.VcmdqPage0Base + 0x18, 0u)]
    [InlineData(CmdqvOffset.VcmdqPage1Base + 0x10, 0u)]
    public void Writable_bits_are_these(int offset, uint mask)
    {
        var fixedBits = _rig.Read(offset) & ~mask;
        _rig.Write(offset, uint.MaxValue);
        Assert.Equal(fixedBits | mask, _rig.Read(offset));
        _rig.Write(offset, 0);
        Assert.Equal(fixedBits, _rig.Read(offset));
    }

    [Fact]
    public void Only_the_bases_and_the_error_maps_of_interfaces_are_64_bits_wide()
    {
        var (wide, all) = (0, 0);
        for (var offset = 0; offset < _rig.Block.SizeBytes; offset += 8)
        {
            var halves = _rig.Read(offset) | ((ulong)_rig.Read(offset + 4) << 32);
            var both = _rig.Unit.ReadRegister(offset, 8);
            Assert.True(both == 0 || both == halves, $"{offset:x}");
            wide += both != 0 ? 1 : 0;
            all += halves != 0 ? 1 : 0;
        }

        // The bases of four queues, each in two apertures.
        Assert.Equal(8, wide);
        Assert.True(all > wide);
    }

    [Theory]
    [InlineData(-4, 4)]
    [InlineData(int.MinValue, 8)]
    [InlineData(int.MaxValue, 4)]
    [InlineData(2, 4)]
    [InlineData(0, 1)]
    [InlineData(0, 16)]
    [InlineData(0x20004, 8)]
    public void Anything_else_reads_zero_and_is_ignored(int offset, int size)
    {
        _rig.Unit.WriteRegister(offset, size, 0);
        Assert.Equal(0UL, _rig.Unit.ReadRegister(offset, size));
        Assert.Equal((1u, true), (_rig.Read(CmdqvOffset.Config), _rig.IsEnabled(0)));
    }

    [Fact]
    public void A_queue_is_enabled_only_below_an_enabled_unit_and_interface()
    {
        var rig = new CmdqvRig();
        rig.Configure(0, vmid: 5);
        Assert.Equal(0u, rig.Read(CmdqvRig.Interface(0, VintfOffset.Status)) & 1);
        TryStart(0, isEnabled: false);
        rig.Write(CmdqvOffset.Config, 1);
        TryStart(0, isEnabled: false);
        rig.Configure(0, vmid: 5);
        Assert.Equal(1u, rig.Read(CmdqvRig.Interface(0, VintfOffset.Status)) & 1);
        TryStart(0, isEnabled: false);
        rig.Allocate(0, 0, 0);
        TryStart(0, isEnabled: true);

        void TryStart(int queue, bool isEnabled)
        {
            rig.Write(CmdqvRig.Page0(queue, VcmdqPage0Offset.Config), 1);
            // GERROR bit 2: CMDQ_INIT_ERR.
            Assert.Equal((isEnabled, isEnabled ? 0u : 4u), (rig.IsEnabled(queue), rig.Gerror(queue)));
            Assert.Equal(isEnabled ? 0u : 1u, rig.Read(CmdqvOffset.CmdqErrMap));
            if (!isEnabled) rig.Acknowledge(queue);
        }
    }

    [Fact]
    public void While_CMDQ_INIT_ERR_is_active_the_queue_is_not_enabled()
    {
        var rig = new CmdqvRig();
        rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        rig.Write(CmdqvOffset.Config, 1);
        rig.Configure(0, vmid: 5);
        rig.Allocate(0, 0, 0);
        rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        Assert.False(rig.IsEnabled(0));
        rig.Acknowledge(0);
        rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        Assert.True(rig.IsEnabled(0));
    }

    [Fact]
    public void Disabling_an_interface_stops_its_queues_and_no_others()
    {
        _rig.Write(CmdqvRig.Interface(0, VintfOffset.Config), 0);
        Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(_rig.IsEnabled));
        _rig.Submit(0, Commands.Sync);
        _rig.Configure(0, vmid: 5);
        Assert.Equal((false, 0u), (_rig.IsEnabled(0), _rig.Consumer(0)));
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        Assert.Equal((true, 1u), (_rig.IsEnabled(0), _rig.Consumer(0)));
    }

    [Fact]
    public void Disabling_the_unit_stops_everything()
    {
        _rig.Write(CmdqvOffset.Config, 0);
        Assert.All(Enumerable.Range(0, 4), queue => Assert.False(_rig.IsEnabled(queue)));
        Assert.Equal((0u, 0u), (_rig.Read(CmdqvOffset.Status), _rig.Read(CmdqvRig.Interface(0, VintfOffset.Status)) & 1));
    }

    [Fact]
    public void VMID_and_HYP_OWN_do_not_change_while_the_interface_is_enabled()
    {
        var config = CmdqvRig.Interface(0, VintfOffset.Config);
        _rig.Write(config, (default(VintfConfig) with { EN = true, VMID = new Vmid(6), HypOwn = true }).Raw);
        Assert.Equal(0x0000_000bu, _rig.Read(config));
        _rig.Submit(0, Commands.Of(CommandOpcode.TlbiNsnhAll));
        Assert.Equal(1u, _rig.Gerror(0));
        _rig.Configure(0, vmid: 6, hypOwn: true);
        Assert.Equal(0x0002_000du, _rig.Read(config));
    }

    [Fact]
    public void PROD_may_be_written_while_the_queue_is_disabled_and_CONS_only_then()
    {
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.ConsIndx), 5);
        Assert.Equal(0u, _rig.Consumer(0));
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 0);
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.ConsIndx), 5);
        _rig.Put(0, 5, Commands.Sync);
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.ProdIndx), 6);
        Assert.Equal(5u, _rig.Consumer(0));
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 1);
        Assert.Equal((6u, 0u), (_rig.Consumer(0), _rig.Gerror(0)));
    }

    [Fact]
    public void BASE_does_not_change_while_the_queue_is_enabled()
    {
        var offset = CmdqvRig.Page1(0, VcmdqPage1Offset.Base);
        _rig.Unit.WriteRegister(offset, 8, 0x1234);
        Assert.Equal(0x7000_0003UL, _rig.Unit.ReadRegister(offset, 8));
        _rig.Write(CmdqvRig.Page0(0, VcmdqPage0Offset.Config), 0);
        _rig.Unit.WriteRegister(offset, 8, ulong.MaxValue);
        Assert.Equal(0xffff_ffff_ffffUL, _rig.Unit.ReadRegister(offset, 8));
    }

    [Fact]
    public void A_queue_belongs_to_one_interface_and_has_its_place_there_alone()
    {
        // Queue 2 is enabled: it stays where it is.
        _rig.Allocate(2, 0, 5);
        Assert.Equal(0x0000_8001u, _rig.Read(CmdqvOffset.CmdqAllocMap + 8));
        _rig.Write(CmdqvRig.Page0(2, VcmdqPage0Offset.Config), 0);
        // The place of queue 1 is taken.
        _rig.Allocate(2, 0, 1);
        Assert.Equal(0x0000_8001u, _rig.Read(CmdqvOffset.CmdqAllocMap + 8));
        // There is no interface 4 and no queue 8.
        _rig.Allocate(2, 4, 0);
        _rig.Allocate(2, 0, 8);
        Assert.Equal(0x0000_8001u, _rig.Read(CmdqvOffset.CmdqAllocMap + 8));
        _rig.Allocate(2, 0, 5);
        Assert.Equal(0x0000_000bu, _rig.Read(CmdqvOffset.CmdqAllocMap + 8));
        _rig.Write(CmdqvRig.Page0(2, VcmdqPage0Offset.Config), 1);
        _rig.Submit(2, Commands.NhVa(0, 1, 0));
        Assert.Equal([new Vmid(5)], _rig.Core.Executed.Select(command => command.VMID));
        Assert.Equal((3u, 0u), (NumLvcmdq(0), NumLvcmdq(1)));
    }

    [Fact]
    public void A_preset_without_ALLOC_gives_the_queue_to_nobody()
    {
        _rig.Allocate(5, 0, 1, allocated: false);
        Assert.Equal((0x2u, 2u), (_rig.Read(CmdqvOffset.CmdqAllocMap + 20), NumLvcmdq(0)));
        // Logical queue 1 of the interface is still queue 1.
        Assert.Equal(0x7000_1003u, _rig.Read(CmdqvOffset.VintfPage1Base + CmdqvOffset.VcmdqStride));
    }

    [Fact]
    public void A_guest_s_page_has_its_queues_by_logical_number_and_nothing_else()
    {
        var (prod, next) = (VcmdqPage0Offset.ProdIndx, CmdqvOffset.VcmdqStride);
        _rig.Put(2, 0, Commands.NhVa(0, 9, 0));
        _rig.Unit.WriteGuestPage(1, prod, 4, 1);
        Assert.Equal((1u, 1UL), (_rig.Consumer(2), _rig.Unit.ReadGuestPage(1, VcmdqPage0Offset.ConsIndx, 4)));
        Assert.Equal([new Vmid(6)], _rig.Core.Executed.Select(command => command.VMID));
        // Interface 1 has no logical queue 1; page 1, the other interfaces and what lies below are not in its page.
        foreach (var offset in new[] { next + prod, 0x1_0000, 0x2_0004, -0x2_0000 + prod, -0x3_0000, int.MaxValue, int.MinValue })
        {
            _rig.Unit.WriteGuestPage(1, offset, 4, 7);
            Assert.Equal(0UL, _rig.Unit.ReadGuestPage(1, offset, 4));
        }

        _rig.Unit.WriteGuestPage(4, prod, 4, 7);
        _rig.Unit.WriteGuestPage(-1, prod, 4, 7);
        Assert.Equal([0u, 0u, 1u, 0u], Enumerable.Range(0, 4).Select(queue => _rig.Read(CmdqvRig.Page0(queue, prod))));
        Assert.Equal((1u, 0x7000_2003u), (_rig.Read(CmdqvOffset.Config), _rig.Read(CmdqvRig.Page1(2, VcmdqPage1Offset.Base))));
    }

    private uint NumLvcmdq(int index) => new VintfStatus(_rig.Read(CmdqvRig.Interface(index, VintfOffset.Status))).NumLvcmdq;

    private void AssertRegister(uint expected, int offset) =>
        Assert.Equal($"{offset:x}: {expected:x8}", $"{offset:x}: {_rig.Read(offset):x8}");

    private static int Number(string kind, string name) => int.Parse(
        Vectors.Constants.Single(row => row.Kind == kind && row.Name == name).Value.AsSpan(2),
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);
}
