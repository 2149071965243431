using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Registers;

/// <summary>
/// A feature whose identification bit is 0 behaves as the architecture says: its commands are CERROR_ILL, its fields make the
/// structure illegal or are ignored, its enables read as zero. Fields that have tests of their own elsewhere (ASID16, VMID16,
/// CD2L, SIDSIZE, ST_LEVEL, TERM_MODEL, MSI, HAD, XNX, STT, RIL, ATTR_PERMS_OVR, OAS) are not repeated here.
/// </summary>
public sealed class AbsentFeatureTests
{
    // 4.3.3, 4.3.4, 4.4, 4.5.1, 4.5.2, 4.6.1, 4.6.2.
    [Theory]
    [InlineData("S1P", "05 06 10 11 12 13 20 21 22 23")]
    [InlineData("S2P", "28 2a")]
    [InlineData("Hyp", "20 21 22 23")]
    [InlineData("ATS", "40")]
    [InlineData("PRI", "41")]
    [InlineData("STALL_MODEL", "44 45")]
    public void Its_commands_are_CERROR_ILL(string feature, string opcodes)
    {
        var absent = Without(feature);
        var present = With(feature);
        foreach (var opcode in opcodes.Split(' ').Select(code => (CommandOpcode)Convert.ToByte(code, 16)))
        {
            Assert.Equal((opcode, CommandError.Ill), (opcode, CommandLegality.Check(Commands.Of(opcode), absent)));
            // What may not be offered at all has no other half.
            if (UnmodelledFeatures.OfferedBy(present).Count == 0)
                Assert.Equal((opcode, CommandError.None), (opcode, CommandLegality.Check(Commands.Of(opcode), present)));
        }
    }

    // 5.4 and its CdIllegal().
    [Theory]
    [InlineData("HTTU", "HA")]
    [InlineData("HTTU", "HD")]
    [InlineData("STALL_MODEL", "S")]
    [InlineData("TTENDIAN", "ENDI")]
    [InlineData("GRAN4K", "TG0 4K")]
    [InlineData("GRAN16K", "TG0 16K")]
    [InlineData("GRAN64K", "TG0 64K")]
    [InlineData("VAX", "T0SZ 15 of 64K")]
    public void Its_field_makes_a_CD_illegal(string feature, string field)
    {
        Assert.Equal(EventId.CBadCd, Translate(Without(feature)));
        if (feature is "GRAN4K" or "GRAN16K" or "GRAN64K") Assert.Equal(EventId.FTranslation, Translate(With(feature)));

        EventId Translate(SmmuCapabilities capabilities)
        {
            var shape = field switch
            {
                "TG0 16K" => PageTableShape.StageOne(Granule.K16, 25),
                "TG0 64K" => PageTableShape.StageOne(Granule.K64, 25),
                "T0SZ 15 of 64K" => PageTableShape.StageOne(Granule.K64, 16),
                "TG0 4K" => PageTableShape.StageOne(Granule.K4, 25),
                _ => PageTableShape.StageOne(capabilities.Idr5.GRAN4K ? Granule.K4 : Granule.K64, 25),
            };
            var rig = new Rig(capabilities);
            rig.AddStageOne(shape, edit: cd => field switch
            {
                "HA" => cd with { HA = true },
                "HD" => cd with { HD = true },
                "S" => cd with { S = true },
                "ENDI" => cd with { ENDI = true },
                "T0SZ 15 of 64K" => cd with { T0SZ = 15 },
                _ => cd,
            });
            return rig.Translate(0x1000).Event.Id;
        }
    }

    // 5.2 and 5.2.2, SteIllegal().
    [Theory]
    [InlineData("STALL_MODEL", "S1STALLD")]
    [InlineData("STALL_MODEL", "S2S")]
    [InlineData("HTTU", "S2HA")]
    [InlineData("HTTU", "S2HD")]
    [InlineData("TTENDIAN", "S2ENDI")]
    public void Its_field_makes_an_STE_illegal(string feature, string field)
    {
        Assert.Equal(EventId.CBadSte, Translate(field));
        Assert.Equal(EventId.FTranslation, Translate(""));

        EventId Translate(string set)
        {
            var rig = new Rig(Without(feature));
            var entry = field == "S1STALLD" ? rig.AddStageOne().Entry : Structures.StageTwoEntry(rig.AddStageTwo());
            rig.Streams.Set(new StreamId(1), set switch
            {
                "S1STALLD" => entry with { S1STALLD = true },
                "S2S" => entry with { S2S = true },
                "S2HA" => entry with { S2HA = true },
                "S2HD" => entry with { S2HD = true },
                "S2ENDI" => entry with { S2ENDI = true },
                _ => entry,
            });
            return rig.Translate(0x1000).Event.Id;
        }
    }

    // 5.2: EATS is RES0 without ATS, STRW without Hyp, S1CDMax, S1DSS and S1Fmt without substreams, PPAR without PRI.
    [Theory]
    [InlineData("ATS", "EATS")]
    [InlineData("Hyp", "STRW")]
    [InlineData("SSIDSIZE", "S1CDMax")]
    [InlineData("PRI", "PPAR")]
    public void Its_field_of_an_STE_is_ignored(string feature, string field)
    {
        var rig = new Rig(Without(feature));
        var stage = rig.AddStageOne();
        stage.Pages.Map(0x1000, 0x5000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AssertTranslated(0x5000_0000, rig.Translate(0x1000));
        rig.Streams.Set(new StreamId(1), field switch
        {
            // Each is illegal or reserved where the feature is there.
            "EATS" => stage.Entry with { EATS = SteEats.SplitStage },
            "STRW" => stage.Entry with { STRW = (SteStrw)1 },
            "S1CDMax" => stage.Entry with { S1CDMax = 21, S1Fmt = SteS1Fmt.TwoLevel64K, S1DSS = SteS1Dss.Terminate },
            _ => stage.Entry with { PPAR = true },
        });
        rig.Submit(Commands.CfgiSte(1), Commands.Sync);
        rig.AssertTranslated(0x5000_0000, rig.Translate(0x1000));
    }

    [Fact]
    public void The_same_STRW_is_illegal_where_Hyp_is_1()
    {
        var rig = new Rig(With("Hyp"));
        rig.Streams.Set(new StreamId(1), rig.AddStageOne().Entry with { STRW = (SteStrw)1 });
        Assert.Equal(EventId.CBadSte, rig.Translate(0x1000).Event.Id);
    }

    // 6.3.9, 6.3.12, 6.3.17: CR0, CR2 and IRQ_CTRL.
    [Theory]
    [InlineData("ATS", RegisterOffset.Cr0, 0x010u)]
    [InlineData("PRI", RegisterOffset.Cr0, 0x002u)]
    [InlineData("VMW", RegisterOffset.Cr0, 0x1c0u)]
    [InlineData("PRI", RegisterOffset.IrqCtrl, 0x002u)]
    [InlineData("Hyp", RegisterOffset.Cr2, 0x001u)]
    public void Its_enable_reads_as_zero(string feature, int register, uint mask)
    {
        Assert.Equal(0u, WriteOnes(Without(feature)));
        if (UnmodelledFeatures.OfferedBy(With(feature)).Count == 0) Assert.Equal(mask, WriteOnes(With(feature)));

        uint WriteOnes(SmmuCapabilities capabilities)
        {
            var rig = new Rig(capabilities, start: false);
            rig.Write(register, mask);
            return rig.Read(register) & mask;
        }
    }

    private static SmmuCapabilities Without(string feature) => Make(feature, present: false);

    private static SmmuCapabilities With(string feature) => Make(feature, present: true);

    private static SmmuCapabilities Make(string feature, bool present) => Chip.Make(
        zero => feature switch
        {
            "S1P" => zero with { S1P = present },
            "S2P" => zero with { S2P = present },
            "Hyp" => zero with { Hyp = present },
            "ATS" => zero with { ATS = present },
            "PRI" => zero with { ATS = present, PRI = present },
            "VMW" => zero with { VMW = present },
            "HTTU" => zero with { HTTU = present ? HardwareUpdates.AccessDirty : HardwareUpdates.None },
            "STALL_MODEL" => zero with { StallModel = present ? StallModel.StallAndTerminate : StallModel.NoStall },
            "TTENDIAN" => zero with { TTENDIAN = present ? TableEndianness.Mixed : TableEndianness.Little },
            _ => zero,
        },
        one => feature == "SSIDSIZE" && !present ? one with { SSIDSIZE = 0 } : one,
        idr5: five => feature switch
        {
            "GRAN4K" => five with { GRAN4K = present },
            "GRAN16K" => five with { GRAN16K = present },
            "GRAN64K" => five with { GRAN64K = present },
            "VAX" => five with { VAX = present ? VirtualAddressSize.Bits52 : VirtualAddressSize.Bits48 },
            _ => five,
        });
}
