using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <content>The ATS port: invalidations and page requests (IHI 0070 3.9.1, 4.5, chapter 8).</content>
public sealed partial class SynchronousSmmu
{
    private readonly PageRequestQueue _pageRequests;
    private readonly IAtsEndpoint? _endpoint;

    /// <summary>A page request: it is recorded, or discarded and answered by the SMMU itself where 8.1 and 8.2 say so.</summary>
    public void RequestPage(in PageRequest request)
    {
        if (!_core.Capabilities.Idr0.PRI) return;
        var normal = _pageRequests.Normalise(request);
        var outcome = _pageRequests.Record(normal);
        var effects = outcome.Effects;
        if ((effects & PageRequestEffects.Answer) != 0)
        {
            _endpoint?.Answer((effects & PageRequestEffects.CheckStream) == 0 ? outcome.Response : Check(outcome.Response));
        }

        if ((effects & PageRequestEffects.Write) != 0) effects |= Write(normal);
        if ((effects & PageRequestEffects.Interrupt) == 0 || !_core.Registers.IrqCtrlAck.PriqIrqen) return;
        if (!_core.Registers.PriqMsi.IsMsi) Interrupts = Interrupts with { PageRequestQueue = Interrupts.PageRequestQueue + 1 };
        else if (!_memory.TryWrite(_core.Registers.PriqMsi.Address, 4, _core.Registers.PriqMsi.Data))
            Raise(default(Gerror) with { MsiPriqAbtErr = true });
    }

    private PageRequestEffects Write(in PageRequest request)
    {
        if (_memory.TryWrite(_pageRequests.WriteAddress, [request.D0, request.D1])) return _pageRequests.Written(request);
        _pageRequests.WriteAborted();
        Raise(default(Gerror) with { PriqAbtErr = true });
        if (!PageRequestQueue.IsStopMarker(request)) _endpoint?.Answer(PageRequestQueue.Failure(request));
        return PageRequestEffects.None;
    }

    private PageResponse Check(in PageResponse response)
    {
        var result = Translate(new Transaction(response.Stream, default, default) { Kind = TransactionKind.PageResponseCheck });
        return PageRequestQueue.Checked(response, result.Status == TranslationStatus.Translated, result.KeepsPasid);
    }

    private void ApplyToPageRequests(RegisterEffects effects)
    {
        var registers = _core.Registers;
        if ((effects & RegisterEffects.PageRequestQueueEnable) != 0)
        {
            _pageRequests.Configure(registers.PriqBase, registers.Cr0.PRIQEN);
            _pageRequests.IsSmmuEnabled = registers.Cr0Ack.SMMUEN;
            registers.Acknowledge(default(Cr0) with { PRIQEN = true }, registers.Cr0);
        }

        if ((effects & RegisterEffects.PageRequestInterrupt) != 0) _pageRequests.LastOnly = registers.PriqLastOnly;
        if ((effects & RegisterEffects.PageRequestQueueAbortAcknowledged) != 0) _pageRequests.AcknowledgeAbort();
    }
}
