using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>
/// What belongs to whom: tags to domains (T7), events to devices (I6), domains to devices and their PASIDs (O4, I1), doorbells to
/// interrupts (O9).
/// </summary>
public sealed class AttachmentTests
{
    private static readonly DomainId Other = new(2);

    [Theory]
    [InlineData("asid", true)]
    [InlineData("all", true)]
    [InlineData("page", true, "T7")]
    [InlineData("other", true, "T7")]
    [InlineData("nothing", true, "T7")]
    [InlineData("asid", false, "T7")]
    public void T7_a_tag_goes_back_when_no_cache_has_it(string what, bool afterDetach, params string[] oracles)
    {
        var script = Used();
        if (!afterDetach)
        {
            var early = script.Begin(OperationKind.Flush);
            Clean(script, early, what);
            script.End(early);
        }

        var detach = script.BeginAttach(OperationKind.Detach, 0, Script.Domain);
        if (afterDetach) Clean(script, detach, what);
        script.End(detach);
        script.Add(new TagsFreed(Script.Domain));

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(7, false, "T7")]
    [InlineData(8, false)]
    public void T7_a_domain_gets_a_tag_that_no_cache_has(ushort asid, bool isClean, params string[] oracles)
    {
        var script = Used();
        var detach = script.BeginAttach(OperationKind.Detach, 0, Script.Domain);
        if (isClean) Clean(script, detach, "asid");
        script.End(detach);
        script.Add(new DomainCreated(Other, DomainKind.StageOne));
        script.Add(new DomainTagged(Other, new SmmuId(0), TagRegime.NsEl1, new Asid(asid), default));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void T7_a_command_that_has_not_completed_has_cleaned_nothing()
    {
        var script = Used();
        var detach = script.BeginAttach(OperationKind.Detach, 0, Script.Domain);
        script.Issue(detach, 0, Script.OfAsid(), Script.Sync);
        script.Add(new TagsFreed(Script.Domain));
        script.Drain(0);
        script.End(detach, OperationStatus.Degraded);

        Expect.Objections(script, "T7");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, "I6")]
    [InlineData(null, "I6")]
    public void I6_an_event_is_reported_to_the_device_of_its_stream(int? device, params string[] oracles)
    {
        var script = new Script();
        var told = device is { } number ? new DeviceId(number) : (DeviceId?)null;
        script.Add(new EventReported(new EventQueueId(EventQueueKind.Events, 0), Script.StreamOf(0), told));

        Expect.Objections(script, oracles);
    }

    [Fact]
    public void I6_a_stream_that_no_device_has_is_reported_to_nobody()
    {
        var script = new Script(1);
        script.Add(new EventReported(new EventQueueId(EventQueueKind.Events, 0), new StreamId(9), null));

        Expect.Valid(script);
    }

    [Theory]
    [InlineData(EventId.FStreamDisabled, OperationStatus.Failed, null, "O4")]
    [InlineData(EventId.CBadCd, OperationStatus.Failed, null, "O4")]
    [InlineData(EventId.CBadSte, OperationStatus.Failed, null, "O4")]
    [InlineData(EventId.CBadSubstreamid, OperationStatus.Failed, 5u, "O4")]
    [InlineData(EventId.FStreamDisabled, OperationStatus.Success, 5u, "O4")]
    [InlineData(EventId.FStreamDisabled, OperationStatus.Success, null)]
    [InlineData(EventId.FTranslation, OperationStatus.Failed, null)]
    [InlineData(EventId.FSteFetch, OperationStatus.Failed, null)]
    public void O4_a_detach_disables_what_it_detaches_if_it_succeeds(
        EventId fault, OperationStatus status, uint? pasid, params string[] oracles)
    {
        var script = new Script(1);
        script.End(script.BeginAttach(OperationKind.Attach, 0, Script.Domain, 5));
        script.End(script.BeginAttach(OperationKind.Detach, 0, Script.Domain), status);
        script.RefuseDma(0, script.StartDma(0, 0x4000, pasid: pasid), fault);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(OperationStatus.Degraded)]
    [InlineData(OperationStatus.Success, "O4")]
    public void O4_an_attach_that_says_it_is_degraded_promises_nothing(OperationStatus status, params string[] oracles)
    {
        var script = new Script(1, attach: false);
        script.End(script.BeginAttach(OperationKind.Attach, 0, Script.Domain), status);
        script.RefuseDma(0, script.StartDma(0, 0x4000), EventId.CBadCd);

        var names = script.Judge().Violations.Select(violation => violation.Oracle).Distinct();
        Assert.Equal(oracles, names);
    }

    [Fact]
    public void O4_while_a_replace_is_under_way_a_DMA_may_be_refused()
    {
        var script = new Script(1);
        script.Add(new DomainCreated(Other, DomainKind.StageOne));
        var replace = script.BeginAttach(OperationKind.Replace, 0, Other);
        script.RefuseDma(0, script.StartDma(0, 0x4000), EventId.CBadCd);
        script.End(replace);

        Expect.Valid(script);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5u, "I1")]
    public void I1_a_PASID_that_was_detached_has_no_domain(uint? pasid, params string[] oracles)
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);
        script.End(script.BeginAttach(OperationKind.Attach, 0, Script.Domain, 5));
        script.EndDma(0, script.StartDma(0, 0x4000, pasid: 5), new Pa(0x80000000).Value);
        script.End(script.BeginAttach(OperationKind.Detach, 0, Script.Domain, 5));
        script.EndDma(0, script.StartDma(0, 0x4000, pasid: pasid), 0x80000000);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(0x80000040UL, true)]
    [InlineData(0x80000050UL, true, "O9")]
    [InlineData(0x80000050UL, false)]
    public void O9_an_interrupt_goes_to_its_doorbell(ulong doorbell, bool isWrite, params string[] oracles)
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);
        script.Add(new MsiComposed(new DeviceId(0), new Iova(0x4040), new Pa(doorbell)));
        script.Dma(0, 0x4040, 0x80000040, isWrite);

        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(EventId.FTranslation, true, "O9")]
    [InlineData(EventId.FTranslation, false)]
    [InlineData(EventId.CBadCd, true)]
    [InlineData(EventId.FStreamDisabled, true)]
    public void O9_an_interrupt_is_not_lost_for_lack_of_a_mapping(EventId fault, bool composed, params string[] oracles)
    {
        var script = new Script(1);
        if (composed) script.Add(new MsiComposed(new DeviceId(0), new Iova(0x4040), new Pa(0x80000040)));
        var replace = script.BeginAttach(OperationKind.Replace, 0, Script.Domain);
        script.RefuseDma(0, script.StartDma(0, 0x4040, write: true), fault);
        script.End(replace);

        Expect.Objections(script, oracles);
    }

    // A domain that an SMMU has walked.
    private static Script Used()
    {
        var script = new Script(1, attach: false);
        var attach = script.BeginAttach(OperationKind.Attach, 0, Script.Domain);
        script.Add(new ConfigurationWritten(
            attach, ConfigurationKind.ContextDescriptor, new SmmuId(0), Script.StreamOf(0), default, new Pa(0x100), 0, 0, 1UL << 31));
        script.Invalidate(attach, 0, default(Command) with { Opcode = CommandOpcode.CfgiCd, StreamID = Script.StreamOf(0), Leaf = true });
        script.End(attach);
        return script;
    }

    private static void Clean(Script script, OperationId operation, string what)
    {
        if (what == "nothing") return;
        script.Invalidate(operation, 0, what switch
        {
            "asid" => Script.OfAsid(),
            "all" => default(Command) with { Opcode = CommandOpcode.TlbiNhAll },
            "page" => Script.Va(0x4000),
            _ => Script.OfAsid(8),
        });
    }
}
