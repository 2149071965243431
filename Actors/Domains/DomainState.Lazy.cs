using ActorIommu.Messages;

namespace ActorIommu.Actors.Domains;

/// <content>
/// The flush queue of a lazy domain (Linux: dma-iommu.c, fq_flush_iotlb): addresses that are unmapped and not invalidated wait for a
/// flush that began after them, and are not mapped again before.
/// </content>
internal sealed partial class DomainState<TRequester>
{
    private readonly List<(ulong First, ulong SizeBytes, long Flushes)> _queued = [];
    private long _flushesBegun;

    /// <summary>
    /// Addresses wait that no flush has begun for. One that failed is not tried again before something else is unmapped, as Linux sets its
    /// timer (queue_iova); else who waits for a queue that stands still would never come to rest.
    /// </summary>
    public bool NeedsFlush => _queued.Exists(range => range.Flushes == _flushesBegun);

    /// <summary>Unmaps do not wait for their invalidation.</summary>
    public bool IsLazy => _description.Settings.IsLazy;

    /// <summary>A flush begins: what is queued now is free when it is over.</summary>
    public FlushOperation NewFlush(Func<HostResult, IIommuProtocol?> answer) => new(++_flushesBegun, answer);

    private bool AwaitsFlush(ulong address, ulong sizeBytes) =>
        _queued.Exists(range => address < range.First + range.SizeBytes && range.First < address + sizeBytes);

    private void Close(RequestId id, DomainOperation operation)
    {
        _open.Remove(id);
        if (operation is UnmapOperation { IsLazy: true } unmap) _queued.Add((unmap.First, unmap.SizeBytes, _flushesBegun));
        // A flush that failed frees nothing.
        if (operation is FlushOperation { HasFlushed: true } flush) _queued.RemoveAll(range => range.Flushes < flush.Number);
    }
}
