using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Stalls;

/// <summary>What becomes of a stall: CMD_RESUME, CMD_STALL_TERM, SMMUEN = 0 (IHI 0070 4.7.1, 4.7.2, 6.3.9.6, 3.12.2.3).</summary>
public sealed class ResumeTests
{
    private static readonly AccessAttributes Write = new(true, false, false);

    private readonly StallRig _stalls = new();

    [Fact]
    public void A_retry_translates_what_software_has_mended()
    {
        var stall = _stalls.Stall(0x5123);
        var tag = _stalls.TakeTag();
        _stalls.Rig.AssertTranslated(0x8000_1000, _stalls.Rig.Translate(0x1000));
        _stalls.Map(0x5000);
        Assert.Equal("", _stalls.Answers());
        _stalls.Rig.Submit(Commands.Retry(1, tag));
        Assert.Equal($"{stall} Translated 80005123", _stalls.Answers());
        Assert.Null(_stalls.Rig.TakeEvent());
    }

    [Fact]
    public void A_retry_that_faults_again_is_a_new_stall_with_a_new_record()
    {
        var stall = _stalls.Stall(0x5123);
        _stalls.Rig.Submit(Commands.Retry(1, _stalls.TakeTag()));
        Assert.Equal("", _stalls.Answers());
        var again = _stalls.TakeTag();
        _stalls.Map(0x5000);
        _stalls.Rig.Submit(Commands.Retry(1, again));
        Assert.Equal($"{stall} Translated 80005123", _stalls.Answers());
    }

    [Fact]
    public void A_retry_uses_the_configuration_of_its_own_time()
    {
        var stall = _stalls.Stall(0x5123);
        var tag = _stalls.TakeTag();
        _stalls.One.Contexts.Set(0, _stalls.One.Descriptor with { S = false });
        _stalls.Rig.Submit(Commands.CfgiCd(1), Commands.Sync, Commands.Retry(1, tag));
        Assert.Equal($"{stall} Aborted", _stalls.Answers());
        Assert.False(EventRecord.Read(_stalls.Rig.TakeEvent()).Stall);
    }

    [Theory]
    [InlineData(false, ResumeAction.TerminateAbort, "Aborted")]
    [InlineData(false, ResumeAction.TerminateRazwi, "ReadZeroWriteIgnored")]
    [InlineData(true, ResumeAction.TerminateAbort, "Aborted")]
    [InlineData(true, ResumeAction.TerminateRazwi, "Aborted")]
    public void Ab_says_how_a_stall_is_terminated_unless_TERM_MODEL_knows_only_aborts(bool termModel, ResumeAction action, string expected)
    {
        var rig = new StallRig(Chip.Make(zero => zero with { StallModel = StallModel.StallAndTerminate, TermModel = termModel }));
        var stall = rig.Stall(0x5000);
        rig.Rig.Submit(Commands.Resume(1, rig.TakeTag(), action));
        Assert.Equal($"{stall} {expected}", rig.Answers());
        Assert.Null(rig.Rig.TakeEvent());
    }

    [Fact]
    public void RetryToo_ignores_Ab()
    {
        var stall = _stalls.Stall(0x5000);
        _stalls.Map(0x5000);
        _stalls.Rig.Submit(Commands.Resume(1, _stalls.TakeTag(), ResumeAction.RetryToo));
        Assert.Equal($"{stall} Translated 80005000", _stalls.Answers());
    }

    [Fact]
    public void A_RESUME_that_names_no_stall_has_no_effect_and_a_right_one_none_on_others()
    {
        var (one, other) = (_stalls.Stall(0x5000), _stalls.Stall(0x6000));
        var (tag, otherTag) = (_stalls.TakeTag(), _stalls.TakeTag());
        Assert.NotEqual(tag, otherTag);
        const ResumeAction abort = ResumeAction.TerminateAbort;
        _stalls.Rig.Submit(Commands.Resume(2, tag, abort), Commands.Resume(1, 0x7777, abort), Commands.Resume(1, 0xffff, abort));
        Assert.Equal(("", 2), (_stalls.Answers(), _stalls.Rig.Core.Stalls.Count));
        _stalls.Rig.Submit(Commands.Resume(1, tag, abort), Commands.Resume(1, tag, abort));
        Assert.Equal(($"{one} Aborted", 1), (_stalls.Answers(), _stalls.Rig.Core.Stalls.Count));
        _stalls.Rig.Submit(Commands.Resume(1, otherTag, abort));
        Assert.Equal($"{other} Aborted", _stalls.Answers());
        Assert.Equal(0u, _stalls.Rig.Gerror);
    }

    [Fact]
    public void CMD_STALL_TERM_ends_all_stalls_of_its_stream_and_no_other()
    {
        var (a, b, other) = (_stalls.Stall(0x5000), _stalls.Stall(0x6000), _stalls.Stall(0x5000, stream: 2));
        // A repeat, which has no record of its own, goes too.
        var repeat = _stalls.Stall(0x5008);
        _stalls.Rig.Submit(Commands.StallTerm(1));
        Assert.Equal($"{a} Aborted, {b} Aborted, {repeat} Aborted", _stalls.Answers());
        Assert.Equal(1, _stalls.Rig.Core.Stalls.Count);
        _stalls.Rig.Submit(Commands.StallTerm(2));
        Assert.Equal($"{other} Aborted", _stalls.Answers());
    }

    [Fact]
    public void A_disabled_SMMU_aborts_all_stalls_and_returns_their_tags()
    {
        var rig = new StallRig(stallTags: 2);
        var (a, b) = (rig.Stall(0x5000), rig.Stall(0x5000, stream: 2));
        rig.Rig.Write(RegisterOffset.Cr0, 0b1100);
        Assert.Equal($"{a} Aborted, {b} Aborted", rig.Answers());
        rig.Rig.Write(RegisterOffset.Cr0, 0b1101);
        while (rig.Rig.TakeEvent() is not null) { }
        rig.Stall(0x5000);
        rig.Stall(0x6000);
        Assert.NotEqual(rig.TakeTag(), rig.TakeTag());
    }

    [Fact]
    public void A_walk_that_would_stall_after_SMMUEN_was_cleared_is_aborted()
    {
        var core = _stalls.Rig.Core;
        var walk = core.BeginWalk(new Transaction(new StreamId(1), new Iova(0x5000), default), out var step);
        _stalls.Rig.Write(RegisterOffset.Cr0, 0b1100);
        while (!step.IsDone) step = core.Answer(walk, step, _stalls.Rig.Memory);
        Assert.Equal((TranslationStatus.Aborted, false), (core.EndWalk(walk) is var result ? result.Status : default, result.HasEvent));
        Assert.Equal(0, core.Stalls.Count);
    }

    [Fact]
    public void CMD_SYNC_does_not_wait_for_what_is_stalled()
    {
        _stalls.Stall(0x5000);
        _stalls.Rig.Submit(Commands.Sync);
        Assert.Equal(1u, _stalls.Rig.Read(RegisterOffset.CmdqCons));
        Assert.True(_stalls.Rig.Core.IsDrained(_stalls.Rig.Core.Barrier()));
    }

    [Fact]
    public void What_is_released_and_not_yet_answered_holds_up_a_barrier_behind_it_and_none_before()
    {
        _stalls.Stall(0x5000);
        var core = _stalls.Rig.Core;
        var before = core.Barrier();
        core.Execute(Commands.Retry(1, _stalls.TakeTag()));
        var behind = core.Barrier();
        Assert.Equal((true, false), (core.IsDrained(before), core.IsDrained(behind)));
        var walk = core.BeginRetry(out var step);
        Assert.Equal((true, false), (core.IsDrained(before), core.IsDrained(behind)));
        while (!step.IsDone) step = core.Answer(walk, step, _stalls.Rig.Memory);
        core.EndWalk(walk);
        Assert.True(core.IsDrained(behind));
    }

    [Fact]
    public void What_waits_to_be_retried_is_terminated_with_the_rest()
    {
        var stall = _stalls.Stall(0x5000);
        var core = _stalls.Rig.Core;
        core.Execute(Commands.Retry(1, _stalls.TakeTag()));
        core.Execute(Commands.StallTerm(2));
        Assert.True(core.Stalls.TryPeekReleased(out var released));
        Assert.Equal(new(stall, Hardware.Stalls.StallRelease.Retry), released);
        core.Execute(Commands.StallTerm(1));
        Assert.True(core.Stalls.TryPeekReleased(out released));
        Assert.Equal(new(stall, Hardware.Stalls.StallRelease.Abort), released);
    }

    // 3.12.2.1: the same page, direction, privilege and kind.
    [Fact]
    public void A_repeat_of_a_recorded_stall_is_not_recorded_and_is_retried_with_it()
    {
        var (first, repeat) = (_stalls.Stall(0x5000), _stalls.Stall(0x5ff8));
        var tag = _stalls.TakeTag();
        Assert.Null(_stalls.Rig.TakeEvent());
        _stalls.Map(0x5000);
        _stalls.Rig.Submit(Commands.Retry(1, tag));
        Assert.Equal($"{first} Translated 80005000, {repeat} Translated 80005ff8", _stalls.Answers());
    }

    [Fact]
    public void Where_the_first_is_terminated_its_repeats_fault_anew_and_one_is_recorded()
    {
        var (first, second, third) = (_stalls.Stall(0x5000), _stalls.Stall(0x5008), _stalls.Stall(0x5010));
        _stalls.Rig.Submit(Commands.Resume(1, _stalls.TakeTag(), ResumeAction.TerminateAbort));
        Assert.Equal($"{first} Aborted", _stalls.Answers());
        var tag = _stalls.TakeTag();
        Assert.Null(_stalls.Rig.TakeEvent());
        _stalls.Map(0x5000);
        _stalls.Rig.Submit(Commands.Retry(1, tag));
        Assert.Equal($"{second} Translated 80005008, {third} Translated 80005010", _stalls.Answers());
    }

    [Fact]
    public void A_stall_that_differs_is_recorded()
    {
        _stalls.Stall(0x5000);
        _stalls.Stall(0x6000);
        _stalls.Stall(0x5000, Write);
        _stalls.Stall(0x5000, new(false, true, false));
        _stalls.Stall(0x5000, new(false, false, true));
        _stalls.Stall(0x5000, stream: 2);
        var tags = new HashSet<ushort>();
        for (var i = 0; i < 6; i++) Assert.True(tags.Add(_stalls.TakeTag()));
        Assert.Null(_stalls.Rig.TakeEvent());
    }

    [Fact]
    public void Without_a_free_tag_a_transaction_waits_until_one_is_returned()
    {
        var rig = new StallRig(stallTags: 1);
        var (first, second, third) = (rig.Stall(0x5000), rig.Stall(0x6000), rig.Stall(0x7000, stream: 2));
        var tag = rig.TakeTag();
        Assert.Null(rig.Rig.TakeEvent());
        // Others are not held up.
        rig.Rig.AssertTranslated(0x8000_1000, rig.Rig.Translate(0x1000));
        rig.Map(0x6000);
        rig.Rig.Submit(Commands.Resume(1, tag, ResumeAction.TerminateAbort));
        Assert.Equal($"{first} Aborted, {second} Translated 80006000", rig.Answers());
        var record = EventRecord.Read(rig.Rig.TakeEvent());
        Assert.Equal((0x7000UL, tag), (record.InputAddr.Value, record.STAG));
        rig.Rig.Submit(Commands.StallTerm(2));
        Assert.Equal($"{third} Aborted", rig.Answers());
    }

    // 6.3.6: STALL_MAX is a promise; 0 is said by an SMMU that has no stalls, and by this one where only its STAGs count.
    [Theory]
    [InlineData(0, 1 << 16, 5)]
    [InlineData(3, 1 << 16, 3)]
    [InlineData(3, 2, 2)]
    [InlineData(9, 1 << 16, 5)]
    public void No_more_stalls_are_recorded_than_STALL_MAX(int most, int tags, int recorded)
    {
        var chip = Chip.Make(
            zero => zero with { StallModel = StallModel.StallAndTerminate }, idr5: five => five with { StallMax = (ushort)most });
        var rig = new StallRig(chip, tags);
        for (var page = 5UL; page < 10; page++) rig.Stall(page << 12);
        ushort tag = 0;
        for (var i = 0; i < recorded; i++) tag = rig.TakeTag();
        Assert.Null(rig.Rig.TakeEvent());
        // The next one is recorded when one was answered.
        rig.Rig.Submit(Commands.Resume(1, tag, ResumeAction.TerminateAbort));
        Assert.Equal(recorded < 5, rig.Rig.TakeEvent() is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 16) + 1)]
    public void There_are_1_to_65536_tags(int tags) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmmuCore(Chip.Stalling, new SmmuImplementation { StallTags = tags }));
}
