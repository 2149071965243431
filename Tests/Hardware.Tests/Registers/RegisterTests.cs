using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Registers;

/// <summary>The register pages (IHI 0070 6.1 to 6.3).</summary>
public sealed class RegisterTests
{
    private const ulong All = ulong.MaxValue;
    private readonly Rig _rig = new(start: false);

    [Theory]
    [InlineData(RegisterOffset.Cr1, 0x0000_0fffUL)]
    [InlineData(RegisterOffset.Cr2, 0x0000_0007UL)]
    [InlineData(RegisterOffset.StrtabBase, 0xffff_ffc0UL)]
    [InlineData(RegisterOffset.StrtabBase + 4, 0x4000_0fffUL)]
    [InlineData(RegisterOffset.StrtabBaseCfg, 0x0003_07ffUL)]
    [InlineData(RegisterOffset.CmdqBase, 0xffff_ffffUL)]
    [InlineData(RegisterOffset.CmdqBase + 4, 0x4000_0fffUL)]
    [InlineData(RegisterOffset.EventqBase, 0xffff_ffffUL)]
    [InlineData(RegisterOffset.EventqBase + 4, 0x4000_0fffUL)]
    [InlineData(RegisterOffset.GerrorIrqCfg0, 0xffff_fffcUL)]
    [InlineData(RegisterOffset.GerrorIrqCfg0 + 4, 0x0000_0fffUL)]
    [InlineData(RegisterOffset.GerrorIrqCfg1, 0xffff_ffffUL)]
    [InlineData(RegisterOffset.GerrorIrqCfg2, 0x0000_003fUL)]
    [InlineData(RegisterOffset.EventqIrqCfg0, 0xffff_fffcUL)]
    [InlineData(RegisterOffset.EventqIrqCfg1, 0xffff_ffffUL)]
    [InlineData(RegisterOffset.EventqIrqCfg2, 0x0000_003fUL)]
    [InlineData(RegisterOffset.IrqCtrl, 0x0000_0005UL)]
    [InlineData(RegisterOffset.IrqCtrlack, 0UL)]
    [InlineData(RegisterOffset.Cr0ack, 0UL)]
    [InlineData(RegisterOffset.Gerror, 0UL)]
    [InlineData(RegisterOffset.Gerrorn, 0UL)]
    [InlineData(RegisterOffset.Statusr, 0UL)]
    [InlineData(RegisterOffset.PriqBase, 0UL)]
    [InlineData(RegisterOffset.GatosCtrl, 0UL)]
    [InlineData(RegisterOffset.CmdqProd, 0x000f_ffffUL)]
    [InlineData(RegisterOffset.CmdqCons, 0x7f0f_ffffUL)]
    [InlineData(RegisterOffset.EventqProd, 0x800f_ffffUL)]
    [InlineData(RegisterOffset.EventqCons, 0x800f_ffffUL)]
    public void A_register_keeps_these_bits_of_all_ones(int offset, ulong expected)
    {
        _rig.Smmu.WriteRegister(offset, 4, All);
        Assert.Equal($"{expected:x8}", $"{_rig.Smmu.ReadRegister(offset, 4):x8}");
    }

    [Theory]
    [InlineData(RegisterOffset.StrtabBase, 0x4000_0fff_ffff_ffc0UL)]
    [InlineData(RegisterOffset.CmdqBase, 0x4000_0fff_ffff_ffffUL)]
    [InlineData(RegisterOffset.EventqBase, 0x4000_0fff_ffff_ffffUL)]
    [InlineData(RegisterOffset.GerrorIrqCfg0, 0x0000_0fff_ffff_fffcUL)]
    [InlineData(RegisterOffset.EventqIrqCfg0, 0x0000_0fff_ffff_fffcUL)]
    public void A_64_bit_register_is_written_and_read_as_one_and_by_halves(int offset, ulong expected)
    {
        _rig.Smmu.WriteRegister(offset, 8, All);
        Assert.Equal(expected, _rig.Smmu.ReadRegister(offset, 8));
        _rig.Smmu.WriteRegister(offset + 4, 4, 0);
        Assert.Equal(expected & 0xffff_ffff, _rig.Smmu.ReadRegister(offset, 8));
        Assert.Equal(0UL, _rig.Smmu.ReadRegister(offset + 4, 4));
        _rig.Smmu.WriteRegister(offset, 4, 0);
        Assert.Equal(0UL, _rig.Smmu.ReadRegister(offset, 8));
    }

    [Theory]
    [InlineData(RegisterOffset.Idr0, 8)]
    [InlineData(RegisterOffset.Cr0, 8)]
    [InlineData(RegisterOffset.CmdqProd, 8)]
    [InlineData(RegisterOffset.EventqProd, 8)]
    [InlineData(RegisterOffset.Idr1, 1)]
    [InlineData(RegisterOffset.Idr1, 2)]
    [InlineData(RegisterOffset.Idr1, 3)]
    [InlineData(RegisterOffset.Idr1, 16)]
    [InlineData(RegisterOffset.Idr1, 0)]
    [InlineData(RegisterOffset.Idr1 + 1, 4)]
    [InlineData(RegisterOffset.CmdqProd + 1, 4)]
    [InlineData(RegisterOffset.StrtabBase + 4, 8)]
    [InlineData(0x0300, 4)]
    [InlineData(0x00a8, 4)]
    [InlineData(0x00ac, 4)]
    [InlineData(0x10000, 4)]
    [InlineData(0x10098, 4)]
    [InlineData(0x1fffc, 4)]
    [InlineData(0x20000, 4)]
    [InlineData(-4, 4)]
    [InlineData(int.MaxValue, 4)]
    [InlineData(int.MinValue, 8)]
    public void What_is_no_register_or_no_proper_access_reads_zero_and_ignores_writes(int offset, int sizeBytes)
    {
        _rig.Write(RegisterOffset.CmdqProd, 5);
        _rig.Write(RegisterOffset.CmdqCons, 6);
        var before = Snapshot();
        _rig.Smmu.WriteRegister(offset, sizeBytes, All);
        Assert.Equal(0UL, _rig.Smmu.ReadRegister(offset, sizeBytes));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Identification_registers_are_read_only()
    {
        foreach (var offset in new[] { 0, 4, 8, 0xc, 0x10, 0x14, 0x18, 0x1c, 0xfd0, 0xfe0, 0xffc })
        {
            var before = _rig.Read(offset);
            _rig.Write(offset, ~before);
            Assert.Equal(before, _rig.Read(offset));
        }

        Assert.Equal(Chip.Full.Idr0.Raw, _rig.Read(RegisterOffset.Idr0));
        Assert.Equal(0xb1u, _rig.Read(RegisterOffset.Cidr3));
    }

    [Fact]
    public void CR0_is_acknowledged_and_keeps_only_what_is_offered()
    {
        _rig.Write(RegisterOffset.Cr0, uint.MaxValue);
        Assert.Equal((0xdu, 0xdu), (_rig.Read(RegisterOffset.Cr0), _rig.Read(RegisterOffset.Cr0ack)));
        _rig.Write(RegisterOffset.Cr0, 0);
        Assert.Equal((0u, 0u), (_rig.Read(RegisterOffset.Cr0), _rig.Read(RegisterOffset.Cr0ack)));
    }

    [Theory]
    [InlineData(1u, RegisterOffset.StrtabBase)]
    [InlineData(1u, RegisterOffset.StrtabBase + 4)]
    [InlineData(1u, RegisterOffset.StrtabBaseCfg)]
    [InlineData(1u, RegisterOffset.Cr2)]
    [InlineData(4u, RegisterOffset.EventqBase)]
    [InlineData(4u, RegisterOffset.EventqProd)]
    [InlineData(8u, RegisterOffset.CmdqBase)]
    [InlineData(8u, RegisterOffset.CmdqCons)]
    public void A_register_is_locked_while_what_it_configures_is_enabled(uint cr0, int offset)
    {
        _rig.Write(RegisterOffset.Cr0, cr0);
        _rig.Write(offset, uint.MaxValue);
        Assert.Equal(0u, _rig.Read(offset));
        _rig.Write(RegisterOffset.Cr0, 0xd & ~cr0);
        _rig.Write(offset, uint.MaxValue);
        Assert.NotEqual(0u, _rig.Read(offset));
    }

    [Theory]
    [InlineData(0u, 0xfffu)]
    [InlineData(1u, 0x03fu)]
    [InlineData(4u, 0xfc0u)]
    [InlineData(8u, 0xfc0u)]
    [InlineData(9u, 0x000u)]
    public void CR1_is_locked_by_parts(uint cr0, uint writable)
    {
        _rig.Write(RegisterOffset.Cr0, cr0);
        _rig.Write(RegisterOffset.Cr1, uint.MaxValue);
        Assert.Equal(writable, _rig.Read(RegisterOffset.Cr1));
    }

    [Theory]
    [InlineData(1u, RegisterOffset.GerrorIrqCfg0, RegisterOffset.EventqIrqCfg0)]
    [InlineData(4u, RegisterOffset.EventqIrqCfg0, RegisterOffset.GerrorIrqCfg0)]
    public void An_interrupt_configuration_is_locked_while_it_is_enabled_and_the_other_is_not(uint irqCtrl, int locked, int open)
    {
        _rig.Write(RegisterOffset.IrqCtrl, irqCtrl);
        Assert.Equal(irqCtrl, _rig.Read(RegisterOffset.IrqCtrlack));
        foreach (var part in new[] { 0, 4, 8, 12 })
        {
            _rig.Write(locked + part, uint.MaxValue);
            Assert.Equal(0u, _rig.Read(locked + part));
            _rig.Write(open + part, uint.MaxValue);
            Assert.NotEqual(0u, _rig.Read(open + part));
        }
    }

    [Fact]
    public void Without_MSIs_there_is_no_interrupt_configuration()
    {
        var rig = new Rig(Chip.Make(zero => zero with { MSI = false }), start: false);
        rig.Write(RegisterOffset.GerrorIrqCfg1, 5);
        Assert.Equal(0u, rig.Read(RegisterOffset.GerrorIrqCfg1));
    }

    [Fact]
    public void GBPA_changes_only_with_Update_which_reads_as_zero()
    {
        _rig.Write(RegisterOffset.Gbpa, 0x0010_0000);
        Assert.Equal(0u, _rig.Read(RegisterOffset.Gbpa));
        _rig.Write(RegisterOffset.Gbpa, uint.MaxValue);
        Assert.Equal(0x001f_3f1fu, _rig.Read(RegisterOffset.Gbpa));
        _rig.Write(RegisterOffset.Gbpa, 0);
        Assert.Equal(0x001f_3f1fu, _rig.Read(RegisterOffset.Gbpa));
    }

    [Fact]
    public void GERROR_toggles_and_is_active_while_GERRORN_differs()
    {
        var registers = _rig.Core.Registers;
        _rig.Write(RegisterOffset.IrqCtrl, 1);
        Assert.True(registers.Raise(new Gerror(0x11)));
        Assert.Equal(0x11u, _rig.Gerror);
        // An error that is active does not toggle again, nor interrupt.
        Assert.False(registers.Raise(new Gerror(0x1)));
        Assert.Equal(0x11u, _rig.Gerror);
        _rig.Write(RegisterOffset.Gerrorn, 0x1);
        Assert.Equal(0x10u, registers.ActiveErrors.Raw);
        Assert.True(registers.Raise(new Gerror(0x1)));
        Assert.Equal((0x10u, 0x1u), (_rig.Gerror, _rig.Read(RegisterOffset.Gerrorn)));
        Assert.Equal(0x11u, registers.ActiveErrors.Raw);
    }

    [Fact]
    public void GERRORN_does_not_activate_what_is_not_active()
    {
        _rig.Write(RegisterOffset.Gerrorn, uint.MaxValue);
        Assert.Equal(0u, _rig.Read(RegisterOffset.Gerrorn));
    }

    [Fact]
    public void The_global_error_interrupt_is_an_MSI_where_an_address_is_configured_and_its_abort_is_an_error_too()
    {
        var rig = new Rig();
        rig.Write(RegisterOffset.IrqCtrl, 0);
        rig.Smmu.WriteRegister(RegisterOffset.GerrorIrqCfg0, 8, 0x4100_0004);
        rig.Write(RegisterOffset.GerrorIrqCfg1, 0x77);
        rig.Write(RegisterOffset.IrqCtrl, 1);
        rig.Submit(new Command(0xff, 0));
        Assert.True(rig.Memory.TryRead64(new Pa(0x4100_0000), out var word));
        Assert.Equal((0x77_0000_0000UL, 0, 1u), (word, rig.Smmu.Interrupts.GlobalError, rig.Gerror));
        rig.Memory.Break(new Pa(0x4100_0000));
        rig.Write(RegisterOffset.Gerrorn, 1);
        Assert.Equal(0x80u, rig.Core.Registers.ActiveErrors.Raw & 0x80u);
    }

    [Theory]
    [InlineData("IDR3.DPT")]
    [InlineData("IDR0.HTTU of 3")]
    [InlineData("IDR0.STALL_MODEL of 3")]
    [InlineData("IDR3.EPAN")]
    [InlineData("IDR5.OAS of 56 bits")]
    public void A_feature_that_is_not_modelled_cannot_be_offered(string name)
    {
        var capabilities = name switch
        {
            "IDR3.DPT" => Chip.Make(idr3: three => three with { DPT = true }),
            "IDR0.HTTU of 3" => Chip.Make(zero => zero with { HTTU = HardwareUpdates.AccessDirtyTable }),
            "IDR0.STALL_MODEL of 3" => Chip.Make(zero => zero with { StallModel = (StallModel)3 }),
            "IDR3.EPAN" => Chip.Make(idr3: three => three with { EPAN = true }),
            _ => Chip.Make(idr5: five => five with { OAS = AddressSize.Bits56 }),
        };
        Assert.Equal([name], UnmodelledFeatures.OfferedBy(capabilities));
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => new SmmuCore(capabilities)).Message, StringComparison.Ordinal);
    }

    private List<ulong> Snapshot()
    {
        var values = new List<ulong>();
        for (var offset = 0; offset < 0x1000; offset += 4) values.Add(_rig.Smmu.ReadRegister(offset, 4));
        values.Add(_rig.Smmu.ReadRegister(RegisterOffset.EventqProd, 4));
        values.Add(_rig.Smmu.ReadRegister(RegisterOffset.EventqCons, 4));
        return values;
    }
}
