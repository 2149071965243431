using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.TableUpdates;

/// <summary>Hardware update of access flag and dirty state at stage 1 (IHI 0070 3.13.2, 3.13.3.1, 5.4 HA and HD).</summary>
public sealed class StageOneUpdateTests
{
    private const ulong AccessFlag = 1 << 10;
    private const ulong ReadOnly = 1 << 7;

    private static readonly AccessAttributes Read = new(false, false, false);
    private static readonly AccessAttributes Write = new(true, false, false);

    /// <summary>Writable-clean: DBM, AP[2] = 1, no access flag.</summary>
    private static Descriptor Clean => PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly, DBM = true, AF = false };

    // Which of the two bits a read and a write change, by HA, HD and AFFD. A fault changes nothing.
    [Theory]
    [InlineData(true, true, false, "AF", "AF D")]
    [InlineData(true, true, true, "AF", "AF D")]
    [InlineData(true, false, false, "AF", "FPermission")]
    [InlineData(true, false, true, "AF", "FPermission")]
    [InlineData(false, false, false, "FAccess", "FAccess")]
    [InlineData(false, false, true, "", "FPermission")]
    [InlineData(false, true, false, "FAccess", "FAccess")]
    [InlineData(false, true, true, "", "FPermission")]
    public void HA_HD_and_AFFD_say_what_an_access_changes(bool ha, bool hd, bool affd, string read, string write)
    {
        foreach (var (access, expected) in new[] { (Read, read), (Write, write) })
        {
            var (rig, one) = Make(cd => cd with { HA = ha, HD = hd, AFFD = affd });
            one.Pages.Map(0x1000, 0x8000_1000, 3, Clean);
            var before = Leaf(one, 0x1000);
            var result = rig.Translate(0x1234, access);
            var text = result.Status == TranslationStatus.Translated ? Difference(before, Leaf(one, 0x1000)) : $"{result.Event.Id}";
            Assert.Equal(expected, text);
            if (result.Status != TranslationStatus.Translated) Assert.Equal(before, Leaf(one, 0x1000));
        }
    }

    [Theory]
    [InlineData(HardwareUpdates.None, true, false, true)]
    [InlineData(HardwareUpdates.None, false, true, true)]
    [InlineData(HardwareUpdates.Access, true, false, false)]
    [InlineData(HardwareUpdates.Access, true, true, true)]
    [InlineData(HardwareUpdates.Access, false, true, true)]
    [InlineData(HardwareUpdates.AccessDirty, true, true, false)]
    [InlineData(HardwareUpdates.AccessDirty, false, true, false)]
    public void What_HTTU_does_not_offer_is_C_BAD_CD_or_C_BAD_STE(HardwareUpdates offered, bool ha, bool hd, bool isIllegal)
    {
        var rig = new Rig(Chip.Make(zero => zero with { HTTU = offered }));
        rig.AddStageOne(edit: cd => cd with { HA = ha, HD = hd }).Pages.Map(0, 0x8000_0000, 3, PageTableBuilder.StageOneLeaf);
        rig.AddStageTwo(stream: 2, edit: ste => ste with { S2HA = ha, S2HD = hd }).Map(0, 0x8000_0000, 3, PageTableBuilder.StageTwoLeaf);
        var (one, two) = (rig.Translate(0), rig.Translate(0, stream: 2));
        Assert.Equal(isIllegal ? EventId.CBadCd : default, one.Event.Id);
        Assert.Equal(isIllegal ? EventId.CBadSte : default, two.Event.Id);
    }

    [Fact]
    public void A_page_without_DBM_is_never_made_writable()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean with { DBM = false });
        Assert.Equal(EventId.FPermission, rig.Translate(0x1000, Write).Event.Id);
        Assert.Equal(ReadOnly, Leaf(one, 0x1000) & (ReadOnly | AccessFlag));
    }

    [Fact]
    public void APTable_is_not_lifted_by_DBM()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean, default(Descriptor) with { APTable = 0b10 });
        Assert.Equal(EventId.FPermission, rig.Translate(0x1000, Write).Event.Id);
        Assert.Equal(ReadOnly, Leaf(one, 0x1000) & ReadOnly);
    }

    [Fact]
    public void A_write_that_privilege_forbids_marks_nothing()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean with { AP = Stage1Access.PrivilegedReadOnly });
        Assert.Equal(EventId.FPermission, rig.Translate(0x1000, Write).Event.Id);
        Assert.Equal(ReadOnly, Leaf(one, 0x1000) & (ReadOnly | AccessFlag));
        rig.TakeEvent();
        rig.AssertTranslated(0x8000_1000, rig.Translate(0x1000, new(true, false, true)));
        Assert.Equal(AccessFlag, Leaf(one, 0x1000) & (ReadOnly | AccessFlag));
    }

    [Fact]
    public void A_cached_clean_page_is_read_from_the_cache_and_walked_again_for_a_write()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean);
        rig.Translate(0x1000);
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1000).Path);
        Assert.Equal(ReadOnly, Leaf(one, 0x1000) & ReadOnly);
        Assert.Equal(TranslationPath.Walk, rig.Translate(0x1000, Write).Path);
        Assert.Equal(0UL, Leaf(one, 0x1000) & ReadOnly);
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1000, Write).Path);
        Assert.Equal(TranslationPath.Iotlb, rig.Translate(0x1000).Path);
    }

    // 3.13.8, note: for execute permission a writable-clean page counts as writable: WXN takes execution from it.
    [Theory]
    [InlineData(true, EventId.FPermission)]
    [InlineData(false, default(EventId))]
    public void WXN_sees_a_writable_clean_page_as_writable(bool dbm, EventId expected)
    {
        var (rig, one) = Make(cd => cd with { HA = true, HD = true, WXN = true });
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean with { DBM = dbm });
        Assert.Equal(expected, rig.Translate(0x1000, new(false, true, false)).Event.Id);
    }

    [Fact]
    public void A_block_is_updated_at_its_level()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x4020_0000, 0x8020_0000, 2, Clean);
        rig.AssertTranslated(0x8020_1008, rig.Translate(0x4020_1008, Write));
        var leaf = one.Pages.Read(one.Pages.AddressOfDescriptor(0x4020_0000, 2)!.Value);
        Assert.Equal((true, Stage1Access.ReadWrite, true), (leaf.AF, leaf.AP, leaf.DBM));
    }

    [Fact]
    public void An_update_is_a_step_of_its_own_and_what_changed_meanwhile_is_used_anew()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean);
        var address = one.Pages.AddressOfDescriptor(0x1000, 3)!.Value;
        var (walk, step) = UpTo(rig, new Transaction(new StreamId(1), new Iova(0x1000), Write));
        var before = Leaf(one, 0x1000);
        Assert.Equal(new WalkStep(FetchKind.StageOneUpdate, address), step);
        Assert.Equal(new DescriptorUpdate(before, (before | AccessFlag) & ~ReadOnly), rig.Core.UpdateOf(walk));
        one.Pages.Map(0x1000, 0x8000_7000, 3, Clean);
        step = rig.Core.Answer(walk, step, rig.Memory);
        Assert.Equal((FetchKind.StageOneUpdate, Leaf(one, 0x1000)), (step.Kind, rig.Core.UpdateOf(walk).Expected));
        Assert.True(rig.Core.Answer(walk, step, rig.Memory).IsDone);
        Assert.Equal(0x8000_7000UL, rig.Core.EndWalk(walk).Address.Value);
        Assert.Equal(AccessFlag, Leaf(one, 0x1000) & (AccessFlag | ReadOnly));
    }

    [Fact]
    public void A_page_that_was_unmapped_before_the_update_faults_and_stays_unmapped()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean);
        var (walk, step) = UpTo(rig, new Transaction(new StreamId(1), new Iova(0x1000), Write));
        one.Pages.Unmap(0x1000);
        Assert.True(rig.Core.Answer(walk, step, rig.Memory).IsDone);
        Assert.Equal(EventId.FTranslation, rig.Core.EndWalk(walk).Event.Id);
        Assert.Equal(0UL, Leaf(one, 0x1000));
    }

    // 7.3.12: as for the fetch of a descriptor.
    [Fact]
    public void An_update_that_is_aborted_is_F_WALK_EABT()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean);
        var (walk, step) = UpTo(rig, new Transaction(new StreamId(1), new Iova(0x1000), Read));
        Assert.True(rig.Core.ResumeWithAbort(walk).IsDone);
        var record = rig.Core.EndWalk(walk).Event;
        var expected = Rig.Hex(0x1_0000_000b, 0x0000_0108_0000_0000, 0x1000, step.Address.Value);
        Assert.Equal(expected, Rig.Hex(record.D0, record.D1, record.D2, record.D3));
    }

    // 3.13.1: nothing without access flag is cached.
    [Fact]
    public void Nothing_is_cached_before_its_access_flag_is_set()
    {
        var (rig, one) = Make();
        one.Pages.Map(0x1000, 0x8000_1000, 3, Clean);
        var (walk, step) = UpTo(rig, new Transaction(new StreamId(1), new Iova(0x1000), Read));
        Assert.Empty(rig.Core.CachedTranslations);
        rig.Core.Answer(walk, step, rig.Memory);
        Assert.Single(rig.Core.CachedTranslations);
        rig.Core.EndWalk(walk);
    }

    private static (Rig Rig, StageOne One) Make(Func<ContextDescriptor, ContextDescriptor>? edit = null)
    {
        var rig = new Rig(Chip.Updating);
        return (rig, rig.AddStageOne(edit: edit ?? (cd => cd with { HA = true, HD = true })));
    }

    private static (WalkId Walk, WalkStep Step) UpTo(Rig rig, Transaction transaction)
    {
        var walk = rig.Core.BeginWalk(transaction, out var step);
        while (!step.IsUpdate) step = rig.Core.Answer(walk, step, rig.Memory);
        return (walk, step);
    }

    private static ulong Leaf(StageOne one, ulong address) => one.Pages.Read(one.Pages.AddressOfDescriptor(address, 3)!.Value).Raw;

    private static string Difference(ulong before, ulong after) => (before ^ after) switch
    {
        0 => "",
        AccessFlag => "AF",
        AccessFlag | ReadOnly => "AF D",
        var other => $"{other:x}",
    };
}
