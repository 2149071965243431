using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>Stage 1 permissions (DDI 0487 D8.4): "rwx" for privileged, then "rwx" for unprivileged accesses.</summary>
public sealed class PermissionTests
{
    [Theory]
    [InlineData(0, "rwx--x")]
    [InlineData(1, "rw-rwx")]
    [InlineData(2, "r-x--x")]
    [InlineData(3, "r-xr-x")]
    public void AP_decides_by_privilege_and_direction(int ap, string expected) => AssertRights(expected, Leaf(ap));

    [Theory]
    [InlineData(0, true, false, "rw---x")]
    [InlineData(0, false, true, "rwx---")]
    [InlineData(3, true, false, "r--r-x")]
    [InlineData(3, false, true, "r-xr--")]
    [InlineData(3, true, true, "r--r--")]
    public void PXN_and_UXN_each_take_execution_from_their_privilege(int ap, bool pxn, bool uxn, string expected) =>
        AssertRights(expected, Leaf(ap) with { PXN = pxn, UXN = uxn });

    [Theory]
    [InlineData(0, "rw---x")]
    [InlineData(1, "rw-rw-")]
    [InlineData(2, "r-x--x")]
    [InlineData(3, "r-xr-x")]
    public void WXN_takes_execution_from_what_is_writable(int ap, string expected) =>
        AssertRights(expected, Leaf(ap), cd => cd with { WXN = true });

    [Theory]
    [InlineData(0, "rwx--x")]
    [InlineData(1, "---rwx")]
    [InlineData(2, "r-x--x")]
    [InlineData(3, "--xr-x")]
    public void PAN_takes_privileged_data_access_from_what_is_accessible_unprivileged(int ap, string expected) =>
        AssertRights(expected, Leaf(ap), cd => cd with { PAN = true });

    [Theory]
    [InlineData(1, 1, "rwx--x")]
    [InlineData(3, 1, "r-x--x")]
    [InlineData(0, 2, "r-x--x")]
    [InlineData(1, 2, "r-xr-x")]
    [InlineData(1, 3, "r-x--x")]
    [InlineData(2, 3, "r-x--x")]
    public void APTable_narrows_everything_below(int ap, int apTable, string expected) =>
        AssertRights(expected, Leaf(ap), table: default(Descriptor) with { APTable = (byte)apTable });

    // APTable [62:61], UXNTable [60], PXNTable [59] of one table alone.
    [Theory]
    [InlineData(0, 0x2000_0000_0000_0000UL, "rwx--x")]
    [InlineData(1, 0x4000_0000_0000_0000UL, "r-xr-x")]
    [InlineData(2, 0x4000_0000_0000_0000UL, "r-xr-x")]
    [InlineData(0, 0x1000_0000_0000_0000UL, "rw-rw-")]
    [InlineData(1, 0x1800_0000_0000_0000UL, "rw-rw-")]
    [InlineData(2, 0x7800_0000_0000_0000UL, "r-----")]
    public void A_table_of_any_level_narrows_by_itself(int level, ulong attributes, string expected)
    {
        var rig = new Rig();
        var pages = rig.AddStageOne().Pages;
        pages.Map(0x1000, 0x8000, 3, Leaf(1));
        var address = pages.AddressOfDescriptor(0x1000, level)!.Value;
        pages.Write(address, new Descriptor(pages.Read(address).Raw | attributes));
        Assert.Equal(expected, Observe(rig, flush: true));
        Assert.Equal(expected, Observe(rig, flush: false));
    }

    [Theory]
    [InlineData(true, false, "r--r-x")]
    [InlineData(false, true, "r-xr--")]
    public void PXNTable_and_UXNTable_take_execution_from_everything_below(bool pxn, bool uxn, string expected) =>
        AssertRights(expected, Leaf(3), table: default(Descriptor) with { PXNTable = pxn, UXNTable = uxn });

    [Fact]
    public void HAD_makes_the_tables_permissions_ignored() => AssertRights(
        "rw-rwx", Leaf(1), cd => cd with { HAD0 = true }, default(Descriptor) with { APTable = 3, PXNTable = true, UXNTable = true });

    [Fact]
    public void HAD1_does_not_speak_of_the_lower_half() =>
        AssertRights("r-x--x", Leaf(1), cd => cd with { HAD1 = true }, default(Descriptor) with { APTable = 3 });

    [Fact]
    public void Without_IDR3_HAD_the_field_is_ignored()
    {
        var rig = new Rig(Chip.Make(idr3: three => three with { HAD = false }));
        AssertRights("r-x--x", Leaf(1), cd => cd with { HAD0 = true }, default(Descriptor) with { APTable = 3 }, rig);
    }

    [Theory]
    [InlineData(0, "rwx")]
    [InlineData(1, "rwx")]
    [InlineData(2, "r-x")]
    [InlineData(3, "r-x")]
    public void In_the_EL2_regime_there_is_one_privilege_and_UXN_is_XN(int ap, string expected)
    {
        AssertRights(expected + expected, Leaf(ap) with { PXN = true }, world: SteStrw.El2);
        AssertRights(expected[..2] + "-" + expected[..2] + "-", Leaf(ap) with { UXN = true }, world: SteStrw.El2);
    }

    [Fact]
    public void A_write_is_never_an_instruction_access()
    {
        var rig = new Rig();
        rig.AddStageOne().Pages.Map(0, 0, 3, Leaf(3));
        // InD is 0 in the record, and the fault is that of a write.
        var result = rig.Translate(0x10, new AccessAttributes(IsWrite: true, IsInstruction: true));
        rig.AssertEvent(result, 0x0000_0001_0000_0013, 0x0000_0200_0000_0000, 0x10, 0);
    }

    [Theory]
    [InlineData(PrivilegeOverride.Incoming, false, true)]
    [InlineData(PrivilegeOverride.Reserved, false, true)]
    [InlineData(PrivilegeOverride.Unprivileged, false, false)]
    [InlineData(PrivilegeOverride.Privileged, true, true)]
    public void PRIVCFG_replaces_the_incoming_privilege(PrivilegeOverride field, bool userReads, bool privilegedReads)
    {
        var rig = new Rig();
        var stage = rig.AddStageOne();
        stage.Pages.Map(0, 0, 3, Leaf(0));
        rig.Streams.Set(new StreamId(1), stage.Entry with { PRIVCFG = field });
        Assert.Equal(userReads, rig.Translate(0).Status == TranslationStatus.Translated);
        var privileged = rig.Translate(0, new AccessAttributes(false, IsPrivileged: true));
        Assert.Equal(privilegedReads, privileged.Status == TranslationStatus.Translated);
    }

    [Fact]
    public void INSTCFG_replaces_the_kind_of_reads_and_the_record_tells_it()
    {
        var rig = new Rig();
        var stage = rig.AddStageOne();
        var entry = stage.Entry with { INSTCFG = InstructionOverride.Instruction, PRIVCFG = PrivilegeOverride.Privileged };
        rig.Streams.Set(new StreamId(1), entry);
        // RnW, InD and PnU, CLASS IN.
        rig.AssertEvent(rig.Translate(0), 0x0000_0001_0000_0010, 0x0000_020e_0000_0000, 0, 0);
        // A write stays data.
        rig.AssertEvent(rig.Translate(0, AccessAttributes.Write), 0x0000_0001_0000_0010, 0x0000_0202_0000_0000, 0, 0);
    }

    [Fact]
    public void Without_ATTR_PERMS_OVR_the_overrides_are_ignored()
    {
        var rig = new Rig(Chip.Make(idr1: one => one with { AttrPermsOvr = false }));
        var stage = rig.AddStageOne();
        stage.Pages.Map(0, 0, 3, Leaf(0));
        rig.Streams.Set(new StreamId(1), stage.Entry with { PRIVCFG = PrivilegeOverride.Privileged });
        Assert.Equal(EventId.FPermission, rig.Translate(0).Event.Id);
    }

    private static Descriptor Leaf(int ap) => PageTableBuilder.StageOneLeaf with { AP = (Stage1Access)ap };

    // Every right is asked of the walk and, once a permitted access filled the TLB, of the entry.
    private static void AssertRights(
        string expected,
        Descriptor leaf,
        Func<ContextDescriptor, ContextDescriptor>? edit = null,
        Descriptor table = default,
        Rig? rig = null,
        SteStrw world = SteStrw.NsEl1)
    {
        rig ??= new Rig();
        var stage = rig.AddStageOne(edit: edit);
        rig.Streams.Set(new StreamId(1), stage.Entry with { STRW = world });
        stage.Pages.Map(0x1000, 0x8000, 3, leaf, table);
        Assert.Equal(expected, Observe(rig, flush: true));
        Assert.Equal(expected, Observe(rig, flush: false));
    }

    private static string Observe(Rig rig, bool flush)
    {
        var text = "";
        foreach (var privileged in new[] { true, false })
        {
            foreach (var letter in "rwx")
            {
                var access = new AccessAttributes(letter == 'w', IsInstruction: letter == 'x');
                if (flush) rig.Submit(Commands.Of(CommandOpcode.TlbiNsnhAll), Commands.Of(CommandOpcode.TlbiEl2All));
                var result = rig.Translate(0x1000, access with { IsPrivileged = privileged });
                if (result.Status != TranslationStatus.Translated) Assert.Equal(EventId.FPermission, result.Event.Id);
                text += result.Status == TranslationStatus.Translated ? letter : '-';
            }
        }

        return text;
    }
}
