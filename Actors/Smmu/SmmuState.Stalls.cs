using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Smmu;

/// <content>
/// DMAs that stalled (IHI 0070 3.12.2). They are answered and retried in the order in which the core released them, one retry at a
/// time, so that what one of them does to the next does not depend on how long their walks are.
/// </content>
internal sealed partial class SmmuState<TRequester>
{
    private readonly Dictionary<StallId, (TranslateDma Dma, TRequester Requester)> _stalled = [];
    private int? _retry;

    /// <summary>True if the DMA that this message, and no equal one, began waits here for software.</summary>
    public bool IsStalled(IIommuProtocol cause)
    {
        foreach (var (dma, _) in _stalled.Values)
        {
            if (ReferenceEquals(dma, cause)) return true;
        }

        return false;
    }

    /// <summary>Takes a stalled DMA that is to be answered without another walk.</summary>
    public bool TryTakeTerminated(out DmaTranslated answer, out TRequester requester)
    {
        (answer, requester) = (null!, default!);
        if (!Core.Stalls.TryPeekReleased(out var released) || released.Release == StallRelease.Retry) return false;
        var outcome = released.Release == StallRelease.Abort ? DmaOutcome.Aborted : DmaOutcome.ReadZeroWriteIgnored;
        Core.Stalls.DropReleased();
        _stalled.Remove(released.Stall, out var held);
        (answer, requester) = (new DmaTranslated(held.Dma.Transaction, outcome, default), held.Requester);
        if (_history.IsOn) _history.Record(new DmaAnswered(id, held.Dma.Stream, held.Dma.Transaction, outcome, default));
        return true;
    }

    /// <summary>Begins the walk of a stalled DMA that is to be retried; <see cref="Advance"/> takes it on.</summary>
    public bool TryBeginRetry(out int slot)
    {
        slot = 0;
        if (_retry is not null || !Core.Stalls.TryPeekReleased(out var released) || released.Release != StallRelease.Retry) return false;
        var walk = Core.BeginRetry(out var step);
        _stalled.Remove(released.Stall, out var held);
        slot = Open(new OpenWalk { IsOpen = true, Cause = held.Dma, Id = walk, Requester = held.Requester, Step = step });
        _retry = slot;
        return true;
    }

    private void Park(StallId stall, TranslateDma dma, TRequester requester)
    {
        _stalled[stall] = (dma, requester);
        if (_history.IsOn) _history.Record(new DmaStalled(id, dma.Stream, dma.Transaction));
    }
}
