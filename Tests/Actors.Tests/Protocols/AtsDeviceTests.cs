using ActorIommu.Actors.Devices;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>AtsProtocol and PageRequestProtocol at the device, whose SMMU and command queue are a probe.</summary>
public sealed class AtsDeviceTests : ActorTest, IFaults
{
    private static readonly StreamId Stream = new(5);
    private static readonly TransactionId One = new(1);
    private readonly TestProbe _smmu;
    private readonly TestProbe _workload;
    private readonly IActorRef _device;
    private bool _ignores;

    public AtsDeviceTests()
    {
        (_smmu, _workload) = (CreateTestProbe(), CreateTestProbe());
        var state = new DeviceState<IActorRef>(
            new DeviceId(2), Smmu0, [Stream], Memory, Doorbell, NoHistory.Instance, 4, new Experiment { Faults = this });
        var smmu = _smmu.Ref;
        _device = Sys.ActorOf(Props.Create(() => new DeviceActor(state, Experiment.None, smmu, smmu)));
    }

    [Fact]
    public void It_translates_once_and_then_uses_what_it_has()
    {
        Board.Write(Board.Data, 0x11);
        Start(1);
        _smmu.ExpectMsg(new RequestTranslation(One, Stream, new Iova(0x1000), AccessAttributes.Read, null));
        Answer(1, Granted(read: true));
        ExpectTranslated(1);
        Finish(1);
        _workload.ExpectMsg(new DmaCompleted(new DeviceId(2), One, DmaOutcome.Completed, Board.Data, 0x11));
        Start(2);
        ExpectTranslated(2);
        // A write was not granted: it is asked for.
        Start(3, AccessAttributes.Write);
        _smmu.ExpectMsg<RequestTranslation>();
    }

    [Theory]
    [InlineData(CompletionStatus.Success, DmaOutcome.NotGranted)]
    [InlineData(CompletionStatus.UnsupportedRequest, DmaOutcome.RequestRefused)]
    [InlineData(CompletionStatus.CompleterAbort, DmaOutcome.RequestRefused)]
    public void A_denied_translation_ends_the_DMA(CompletionStatus status, DmaOutcome outcome)
    {
        Start(1);
        _smmu.ExpectMsg<RequestTranslation>();
        Answer(1, new TranslationCompletion(status, default));
        _workload.ExpectMsg(new DmaCompleted(new DeviceId(2), One, outcome, default, 0));
        Answer(1, Granted(read: true));
        Start(2);
        _smmu.ExpectMsg<RequestTranslation>();
    }

    [Theory]
    [InlineData(0x1000UL, true)]
    [InlineData(0x2000UL, false)]
    public void An_answer_that_an_invalidation_of_its_page_overtook_is_asked_for_again(ulong invalidated, bool asksAgain)
    {
        Start(1);
        var request = _smmu.ExpectMsg<RequestTranslation>();
        Invalidate(1, invalidated);
        _smmu.ExpectMsg(new AtcInvalidated(new InvalidationTicket(1)));
        Answer(1, Granted(read: true));
        if (!asksAgain)
        {
            ExpectTranslated(1);
            return;
        }

        _smmu.ExpectMsg(request);
        Answer(1, Granted(read: true));
        ExpectTranslated(1);
    }

    [Fact]
    public void An_invalidation_is_answered_when_the_accesses_that_had_begun_are_over()
    {
        Fill();
        Start(2);
        ExpectTranslated(2);
        Invalidate(1, 0x1000);
        Start(3);
        _smmu.ExpectMsg<RequestTranslation>();
        Answer(3, Granted(read: true));
        ExpectTranslated(3);
        Finish(3);
        _workload.ExpectMsg<DmaCompleted>(dma => dma.Transaction == new TransactionId(3));
        Assert.False(_smmu.HasMessages);
        Finish(2);
        _smmu.ExpectMsg(new AtcInvalidated(new InvalidationTicket(1)));
    }

    [Theory]
    [InlineData(0x1000UL, true)]
    [InlineData(0x2000UL, false)]
    public void A_device_that_ignores_an_invalidation_keeps_what_it_has_and_does_not_answer(ulong invalidated, bool isGoneThen)
    {
        Fill();
        _ignores = true;
        Invalidate(1, invalidated);
        Start(2);
        ExpectTranslated(2);
        Assert.False(_smmu.HasMessages);
        _ignores = false;
        Finish(2);
        Invalidate(2, invalidated);
        _smmu.ExpectMsg(new AtcInvalidated(new InvalidationTicket(2)));
        Start(3);
        if (isGoneThen) _smmu.ExpectMsg<RequestTranslation>();
        else ExpectTranslated(3);
    }

    [Fact]
    public void While_ATS_is_off_it_asks_for_no_translation_and_uses_none()
    {
        Fill();
        SetAts(isEnabled: false);
        Start(2);
        ExpectUntranslated(2);
        SetAts(isEnabled: true);
        // What it had is still there: emptying the cache is software's business.
        Start(3);
        ExpectTranslated(3);
    }

    [Fact]
    public void An_answer_that_comes_when_ATS_is_off_is_neither_used_nor_kept()
    {
        Start(1);
        _smmu.ExpectMsg<RequestTranslation>();
        SetAts(isEnabled: false);
        Answer(1, Granted(read: true));
        ExpectUntranslated(1);
        Finish(1);
        SetAts(isEnabled: true);
        Start(2);
        _smmu.ExpectMsg<RequestTranslation>();
    }

    [Fact]
    public void A_response_reaches_everybody_of_the_group_and_a_stop_marker_has_none()
    {
        var page = default(PageRequest) with { R = true, PRGIndex = 4 };
        StartPage(1, page);
        StartPage(2, page with { PRGIndex = 5, Last = true });
        StartPage(3, page with { Last = true });
        StartPage(4, page with { R = false, Last = true, SSV = true });
        _smmu.ExpectMsg(new RequestPage(page with { StreamID = Stream }));
        _smmu.ReceiveN(3);
        var response = new PageResponse(Stream, null, 4, PageResponseCode.InvalidRequest);
        _smmu.Send(_device, new PagesAnswered(response));
        _workload.ExpectMsg(new PageRequestCompleted(new DeviceId(2), new RequestId(1), response));
        _workload.ExpectMsg(new PageRequestCompleted(new DeviceId(2), new RequestId(3), response));
        _smmu.Send(_device, new PagesAnswered(response with { PRGIndex = 5 }));
        _workload.ExpectMsg<PageRequestCompleted>(page => page.Request == new RequestId(2));
    }

    bool IFaults.Fires(FaultSite site) => _ignores && site == FaultSite.AtcInvalidationIgnored;

    private static TranslationCompletion Granted(bool read) =>
        new(CompletionStatus.Success, TranslationEntry.Of(Board.Data.Value, 12) with { R = read });

    private void Fill()
    {
        Start(1);
        _smmu.ExpectMsg<RequestTranslation>();
        Answer(1, Granted(read: true));
        ExpectTranslated(1);
        Finish(1);
        _workload.ExpectMsg<DmaCompleted>();
    }

    private void Start(long transaction, AccessAttributes access = default) => _workload.Send(
        _device, new StartDma(new DeviceId(2), new TransactionId(transaction), new Iova(0x1000), access, 8, UsesAts: true));

    private void StartPage(long request, PageRequest page) =>
        _workload.Send(_device, new StartPageRequest(new DeviceId(2), new RequestId(request), page));

    private void Answer(long transaction, TranslationCompletion completion) =>
        _smmu.Send(_device, new TranslationAnswered(new TransactionId(transaction), completion));

    private void Finish(long transaction)
    {
        _smmu.Send(_device, new DmaTranslated(new TransactionId(transaction), DmaOutcome.Completed, Board.Data));
        _smmu.ExpectMsg(new DmaRetired(new TransactionId(transaction)));
    }

    private void Invalidate(long ticket, ulong page) => _smmu.Send(_device, new InvalidateAtc(
        new InvalidationTicket(ticket), Stream, new InvalidateRequest(null, false, new Iova(page), new Iova(page | 0xfff))));

    private void SetAts(bool isEnabled)
    {
        _smmu.Send(_device, new SetAts(new DeviceId(2), new RequestId(9), isEnabled));
        _smmu.ExpectMsg(new AtsSet(new RequestId(9)));
    }

    private void ExpectUntranslated(long transaction) => _smmu.ExpectMsg(
        new TranslateDma(new TransactionId(transaction), Stream, new Iova(0x1000), AccessAttributes.Read, null));

    private void ExpectTranslated(long transaction) => _smmu.ExpectMsg(new TranslateDma(
        new TransactionId(transaction), Stream, new Iova(Board.Data.Value), AccessAttributes.Read, null, IsTranslated: true));
}
