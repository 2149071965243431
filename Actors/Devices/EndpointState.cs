using System.Collections.Immutable;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Devices;

/// <summary>The ATS and PRI side of a device: its translation cache, and who waits for what. It outlives the actor.</summary>
/// <typeparam name="TRequester">How to reach who waits.</typeparam>
internal sealed class EndpointState<TRequester>(
    DeviceId device, SmmuId smmu, ImmutableArray<StreamId> streams, AddressTranslationCache cache, Experiment experiment)
{
    private readonly StreamId _stream = streams[0];
    private readonly Dictionary<TransactionId, AtcTicket> _requests = [];
    private readonly HashSet<TransactionId> _translated = [];
    private readonly List<(InvalidationTicket Ticket, TRequester Requester, HashSet<TransactionId> Waits)> _invalidations = [];
    private readonly List<(ushort Group, RequestId Request, TRequester Requester)> _pages = [];

    /// <summary>The Enable bit of its ATS Control Register.</summary>
    public bool IsAtsEnabled { get; set; } = true;

    /// <summary>Software turns ATS on or off: from now on, or for what begins from now on.</summary>
    public AtsSet Set(SetAts set)
    {
        foreach (var stream in set.IsEnabled != IsAtsEnabled && experiment.History.IsOn ? streams : [])
            experiment.History.Record(new AtsChanged(smmu, stream, set.IsEnabled));
        IsAtsEnabled = set.IsEnabled;
        return new AtsSet(set.Request);
    }

    /// <summary>
    /// What a DMA by ATS sends next: a translated access or a Translation Request; while ATS is off an untranslated access.
    /// </summary>
    public IIommuProtocol Begin(StartDma dma)
    {
        if (!IsAtsEnabled) return new TranslateDma(dma.Transaction, _stream, dma.Address, dma.Access, dma.Substream);
        if (cache.TryTranslate(dma.Substream, dma.Address, dma.Access, out var output)) return Translated(dma, output);
        _requests[dma.Transaction] = cache.Begin();
        return new RequestTranslation(dma.Transaction, _stream, dma.Address, dma.Access, dma.Substream);
    }

    /// <summary>
    /// A Translation Completion: what the DMA sends next, or how it ended. What an invalidation overtook is asked for again, and what
    /// comes when ATS is off is neither kept nor used.
    /// </summary>
    public IIommuProtocol? GoOn(StartDma dma, TranslationCompletion completion, out DmaOutcome failure)
    {
        failure = DmaOutcome.Completed;
        if (!_requests.Remove(dma.Transaction, out var ticket)) return null;
        if (!cache.End(ticket, dma.Substream, dma.Address, IsAtsEnabled ? completion : default) || !IsAtsEnabled) return Begin(dma);
        if (completion.Entry.GrantsAnything && experiment.History.IsOn) Filled(dma, completion.Entry);
        if (completion.Status == CompletionStatus.Success && AddressTranslationCache.Permits(completion.Entry, dma.Access))
            return Translated(dma, AddressTranslationCache.Translate(completion.Entry, dma.Address));
        failure = completion.Status == CompletionStatus.Success ? DmaOutcome.NotGranted : DmaOutcome.RequestRefused;
        return null;
    }

    /// <summary>An access is over; true if it was a translated one: an invalidation may have waited for it.</summary>
    public bool Ended(TransactionId transaction)
    {
        if (!_translated.Remove(transaction)) return false;
        foreach (var (_, _, waits) in _invalidations) waits.Remove(transaction);
        return true;
    }

    /// <summary>An Invalidate Request; it is answered when the translated accesses that are under way now are over (4.5.1).</summary>
    public void Invalidate(InvalidateAtc invalidate, TRequester requester)
    {
        if (experiment.Fires(FaultSite.AtcInvalidationIgnored, $"{device}")) return;
        cache.Invalidate(invalidate.Request);
        _invalidations.Add((invalidate.Ticket, requester, [.. _translated]));
    }

    /// <summary>Takes an invalidation that is to be answered now.</summary>
    public bool TryTakeInvalidated(out AtcInvalidated answer, out TRequester requester)
    {
        (answer, requester) = (null!, default!);
        var index = _invalidations.FindIndex(invalidation => invalidation.Waits.Count == 0);
        if (index < 0) return false;
        (answer, requester) = (new AtcInvalidated(_invalidations[index].Ticket), _invalidations[index].Requester);
        _invalidations.RemoveAt(index);
        return true;
    }

    /// <summary>Notes who asked for a page, and makes the message. Nobody waits for the answer to a stop marker: it has none.</summary>
    public RequestPage Begin(StartPageRequest start, TRequester requester)
    {
        var page = start.Page with { StreamID = _stream };
        if (!PageRequestQueue.IsStopMarker(page)) _pages.Add((page.PRGIndex, start.Request, requester));
        return new RequestPage(page);
    }

    /// <summary>Takes somebody who waits for this answer; the group counts, with or without a PASID.</summary>
    public bool TryTakeAnswered(PagesAnswered answered, out PageRequestCompleted completed, out TRequester requester)
    {
        (completed, requester) = (null!, default!);
        var index = _pages.FindIndex(page => page.Group == answered.Response.PRGIndex);
        if (index < 0) return false;
        (completed, requester) = (new PageRequestCompleted(device, _pages[index].Request, answered.Response), _pages[index].Requester);
        _pages.RemoveAt(index);
        return true;
    }

    private void Filled(StartDma dma, TranslationEntry entry)
    {
        var first = new Iova(dma.Address.Value >> entry.Log2Size << entry.Log2Size);
        experiment.History.Record(new AtcFilled(smmu, _stream, dma.Substream, first, entry.Log2Size, new Pa(entry.Address)));
    }

    private TranslateDma Translated(StartDma dma, Pa output)
    {
        _translated.Add(dma.Transaction);
        return new TranslateDma(dma.Transaction, _stream, new Iova(output.Value), dma.Access, dma.Substream, IsTranslated: true);
    }
}
