// Not modelled here: asynchronous aborts of a write (8.2 leaves the choice), Secure streams.
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>What a page request asks for.</summary>
[Flags]
public enum PageRequestEffects : byte
{
    /// <summary>Nothing: it is discarded.</summary>
    None = 0,

    /// <summary>
    /// Write it at <see cref="OutputQueue.WriteAddress"/>, then say <see cref="PageRequestQueue.Written"/>; or, after an abort,
    /// <see cref="OutputQueue.WriteAborted"/>, raise GERROR.PRIQ_ABT_ERR and send <see cref="PageRequestQueue.Failure"/>.
    /// </summary>
    Write = 1,

    /// <summary>It is discarded, and the SMMU itself sends <see cref="PageRequestOutcome.Response"/>.</summary>
    Answer = 2,

    /// <summary>With Answer: STE.PPAR decides about the PASID, and a stream without a valid STE gets a failure (8.1).</summary>
    CheckStream = 4,

    /// <summary>Interrupt software, if IRQ_CTRL.PRIQ_IRQEN.</summary>
    Interrupt = 8,
}

/// <summary>What becomes of a page request.</summary>
/// <param name="Effects">What is to be done.</param>
/// <param name="Response">With Answer: the automatic response.</param>
public readonly record struct PageRequestOutcome(PageRequestEffects Effects, PageResponse Response = default);

/// <summary>The producer side of the PRI queue, and the responses that the SMMU makes of its own accord (IHI 0070 chapter 8).</summary>
public sealed class PageRequestQueue(SmmuCapabilities capabilities) : OutputQueue(4, capabilities.Idr1.PRIQS)
{
    /// <summary>PRIQ_PROD; RES0 without IDR0.PRI.</summary>
    public new uint ProducerRegister => capabilities.Idr0.PRI ? base.ProducerRegister : 0;

    /// <summary>PRIQ_CONS; RES0 without IDR0.PRI.</summary>
    public new uint ConsumerRegister => capabilities.Idr0.PRI ? base.ConsumerRegister : 0;

    /// <summary>CR0.SMMUEN: without it PRIQEN is effectively 0 (6.3.9.5).</summary>
    public bool IsSmmuEnabled { get; set; }

    /// <summary>PRIQ_IRQ_CFG2.LO: interrupt for the last request of a group, not when the queue was empty.</summary>
    public bool LastOnly { get; set; }

    /// <summary>A request as the queue records it: without a PASID, as without substreams, neither X nor Priv (chapter 8).</summary>
    public PageRequest Normalise(in PageRequest request)
    {
        var hasSubstream = request.SSV && capabilities.SubstreamBits != 0;
        return hasSubstream ? request : request with { SSV = false, SubstreamID = default, X = false, Priv = false };
    }

    /// <summary>A request arrived: whether there is room for it, and who answers it if not.</summary>
    /// <param name="request">As <see cref="Normalise"/> gives it.</param>
    public PageRequestOutcome Record(in PageRequest request)
    {
        // 8.2: every request fails, Last or not; without a PASID.
        if (!Enabled || !IsSmmuEnabled || IsAborted)
            return IsStopMarker(request) ? default : new PageRequestOutcome(PageRequestEffects.Answer, Failure(request));
        if (!IsOverflowed && !IsFull) return new PageRequestOutcome(PageRequestEffects.Write);
        // 8.1: unlike in the event queue, an overflow that is not acknowledged keeps the queue closed even if there is room.
        TryOverflow();
        return Discard(request);
    }

    /// <summary>The request is in memory: PROD passes it.</summary>
    public PageRequestEffects Written(in PageRequest request)
    {
        var wasEmpty = Advance();
        return (LastOnly ? request.Last : wasEmpty) ? PageRequestEffects.Interrupt : PageRequestEffects.None;
    }

    /// <summary>8.2: no PASID where the queue is disabled or aborted.</summary>
    public static PageResponse Failure(in PageRequest request) =>
        new(request.StreamID, null, request.PRGIndex, PageResponseCode.ResponseFailure);

    /// <summary>Chapter 8: LWR = 0b100 with a PASID. It is never answered.</summary>
    public static bool IsStopMarker(in PageRequest request) => request is { SSV: true, Last: true, W: false, R: false };

    /// <summary>8.1: the automatic response to an overflow, once the stream's entry was looked at.</summary>
    /// <param name="response">Of the outcome that asked for it.</param>
    /// <param name="isValid">The STE was found and is valid.</param>
    /// <param name="keepsPasid">STE.PPAR.</param>
    public static PageResponse Checked(in PageResponse response, bool isValid, bool keepsPasid) =>
        response with
        {
            Substream = keepsPasid && isValid ? response.Substream : null,
            Code = isValid ? response.Code : PageResponseCode.ResponseFailure,
        };

    // 8.1 and 6.3.36: groups are answered at their last request, stop markers never; LO interrupts for a lost one too.
    private PageRequestOutcome Discard(in PageRequest request)
    {
        if (!request.Last) return default;
        var interrupt = LastOnly ? PageRequestEffects.Interrupt : PageRequestEffects.None;
        if (IsStopMarker(request)) return new PageRequestOutcome(interrupt);
        var response = new PageResponse(
            request.StreamID, request.SSV ? request.SubstreamID : null, request.PRGIndex, PageResponseCode.Success);
        var check = request.SSV && !capabilities.Idr3.PPS ? PageRequestEffects.CheckStream : PageRequestEffects.None;
        return new PageRequestOutcome(PageRequestEffects.Answer | check | interrupt, response);
    }
}
