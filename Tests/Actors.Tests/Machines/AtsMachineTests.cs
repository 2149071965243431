using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>ATS and PRI in a machine of actors, from the driver's commands to the device and back.</summary>
public sealed class AtsMachineTests : ActorTest, IFaults
{
    private const ulong Gone = 0x1000;
    private const ulong Kept = 0x2000;
    private static readonly EventQueueId Pages = new(EventQueueKind.PageRequests, 0);
    private readonly RecordedHistory _history = new();
    private readonly Driver _driver;
    private readonly AddressSpace _space;
    private bool _ignores;

    public AtsMachineTests()
        : base(Rig.Board.AtsCapabilities)
    {
        Experiment = new Experiment { Faults = this, History = _history };
        _space = Board.NewSpace(1);
        foreach (var (page, output) in (ReadOnlySpan<(ulong, ulong)>)[(Gone, 0), (Kept, 0x1000)])
        {
            _space.Map(page, new Pa(Board.Data.Value + output));
            Board.Write(new Pa(Board.Data.Value + output), 0x11 + output);
        }

        for (var stream = 0u; stream < 3; stream++) Board.Attach(stream, _space);
        _driver = StartDriver();
    }

    [Fact]
    public void What_the_SMMU_forgot_the_device_still_has_until_it_is_told()
    {
        Assert.Equal((DmaOutcome.Completed, 0x11UL), Ats(1, Gone));
        Assert.Equal((DmaOutcome.Completed, 0x1011UL), Ats(1, Kept));
        Assert.Equal((DmaOutcome.Completed, 0x11UL), Ats(2, Gone));
        _space.Unmap(Gone);
        _driver.Submit(Commands.Page(_space.Asid, Gone), Commands.Sync);
        Assert.Equal((DmaOutcome.Completed, 0x11UL), Ats(1, Gone));
        _driver.Submit(Commands.Atc(1, Gone), Commands.Sync);
        Assert.Equal((DmaOutcome.NotGranted, 0UL), Ats(1, Gone));
        // Another page of the device, and another device, keep what they have.
        _space.Unmap(Kept);
        _driver.Submit(Commands.Page(_space.Asid, Kept), Commands.Sync);
        Assert.Equal((DmaOutcome.Completed, 0x1011UL), Ats(1, Kept));
        Assert.Equal((DmaOutcome.Completed, 0x11UL), Ats(2, Gone));
        Assert.Equal(0UL, _driver.Read(RegisterOffset.EventqProd));
    }

    [Fact]
    public void A_device_that_does_not_answer_stops_the_queue_and_the_driver_recovers()
    {
        Ats(1, Gone);
        _ignores = true;
        _driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.Atc(1, Gone), Commands.Sync));
        while (_driver.Read(RegisterOffset.CmdqCons) != 1) Assert.Equal(0UL, _driver.Read(RegisterOffset.Gerror));
        Part("smmu0-cmdq").Tell(new AtcAnswerTimedOut(new InvalidationTicket(1)));
        var consumer = _driver.AwaitIdle();
        Assert.Equal((1u, CommandError.AtcInvSync), (consumer.RD, consumer.ERR));
        Assert.Equal(1UL, _driver.Read(RegisterOffset.Gerror));
        _ignores = false;
        _driver.Write(RegisterOffset.Gerrorn, 1);
        Assert.Equal(2u, _driver.AwaitIdle().RD);
        Assert.Equal(4u, _driver.Submit(Commands.Atc(1, Gone), Commands.Sync).RD);
    }

    [Fact]
    public void An_invalidation_of_a_stream_that_nobody_uses_ATS_for_completes() =>
        Assert.Equal(3u, _driver.Submit(Commands.Atc(1, Gone), Commands.Atc(99, Gone), Commands.Sync).RD);

    [Fact]
    public void A_translated_access_is_checked_where_ATSCHK_says_so()
    {
        Ats(1, Gone);
        Board.Attach(1, null);
        _driver.Submit(Commands.Stream(1), Commands.Sync);
        Assert.Equal((DmaOutcome.Completed, 0x11UL), Ats(1, Gone));
        _driver.Write(RegisterOffset.Cr0, (Driver.Enabled with { ATSCHK = true }).Raw);
        Assert.Equal((DmaOutcome.Aborted, 0UL), Ats(1, Gone));
        Assert.Equal((DmaOutcome.RequestRefused, 0UL), Ats(1, Kept));
    }

    [Fact]
    public void A_page_request_is_queued_answered_by_software_and_then_the_access_succeeds()
    {
        _driver.Write(RegisterOffset.IrqCtrl, 7);
        _driver.Write(RegisterOffset.Cr0, (Driver.Enabled with { PRIQEN = true }).Raw);
        Assert.Equal((DmaOutcome.NotGranted, 0UL), Ats(1, 0x5000));
        var page = default(PageRequest) with { R = true, Last = true, PRGIndex = 0x33, Address = new Iova(0x5000) };
        _driver.Probe.Send(_driver.Machine, new StartPageRequest(new DeviceId(1), new RequestId(77), page));
        Ats(1, Kept);
        Assert.Equal(1UL, _driver.Read(RegisterOffset.PriqProd));
        var recorded = page with { StreamID = new StreamId(1) };
        Assert.Equal([recorded.D0, recorded.D1], Board.AllPages().Take(2));
        Assert.Equal(1, _driver.Interrupts().PageRequestQueue);
        _space.Map(0x5000, Board.Data);
        _driver.Write(RegisterOffset.CmdqProd, Board.Put(Commands.Respond(1, 0x33)));
        var answered = _driver.Probe.ExpectMsg<PageRequestCompleted>();
        Assert.Equal((new RequestId(77), PageResponseCode.Success), (answered.Request, answered.Response.Code));
        Assert.Equal((DmaOutcome.Completed, 0x11UL), Ats(1, 0x5000));
    }

    [Theory]
    [InlineData(false, PageResponseCode.ResponseFailure)]
    [InlineData(true, PageResponseCode.Success)]
    public void What_has_no_place_in_the_queue_is_answered_by_the_SMMU(bool isEnabled, PageResponseCode code)
    {
        _driver.Write(RegisterOffset.Cr0, (Driver.Enabled with { PRIQEN = isEnabled }).Raw);
        for (var request = 0; request < 5; request++)
        {
            var page = default(PageRequest) with { R = true, Last = true, PRGIndex = (ushort)request };
            _driver.Probe.Send(_driver.Machine, new StartPageRequest(new DeviceId(1), new RequestId(request), page));
        }

        for (var request = isEnabled ? 4 : 0; request < 5; request++)
        {
            var answered = _driver.Probe.ExpectMsg<PageRequestCompleted>();
            Assert.Equal((new RequestId(request), code), (answered.Request, answered.Response.Code));
        }

        Assert.Equal(isEnabled ? 0x8000_0004UL : 0, _driver.Read(RegisterOffset.PriqProd));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_history_has_each_page_request_recorded_or_lost_and_an_overflow_until_it_is_acknowledged(bool isEnabled)
    {
        What_has_no_place_in_the_queue_is_answered_by_the_SMMU(
            isEnabled, isEnabled ? PageResponseCode.Success : PageResponseCode.ResponseFailure);
        _driver.Write(RegisterOffset.PriqCons, isEnabled ? 0x8000_0004 : 0);
        var events = _history.Events.Where(what => what is EventDetected or EventRecorded or EventLost).ToArray();
        var detected = events.OfType<EventDetected>().ToArray();
        Assert.Equal((5, 5), (detected.Length, detected.Select(what => what.Event).Distinct().Count()));
        Assert.All(detected, what => Assert.Equal((Pages, new StreamId(1)), (what.Queue, what.Stream)));
        var recorded = isEnabled ? 4 : 0;
        Assert.Equal(
            detected.Take(recorded).Select((what, n) => new EventRecorded(what.Event, Pages, n + 1, (uint)n)),
            events.OfType<EventRecorded>());
        Assert.Equal(detected.Skip(recorded).Select(what => new EventLost(what.Event, Pages, true)), events.OfType<EventLost>());
        var overflow = _history.Events.Where(what => what is OverflowRaised or OverflowAcknowledged);
        Assert.Equal(isEnabled ? [new OverflowRaised(Pages), new OverflowAcknowledged(Pages)] : [], overflow);
    }

    bool IFaults.Fires(FaultSite site) => _ignores && site == FaultSite.AtcInvalidationIgnored;

    private (DmaOutcome Outcome, ulong Data) Ats(int device, ulong iova)
    {
        var dma = _driver.Dma(device, iova, usesAts: true);
        return (dma.Outcome, dma.Data);
    }
}
