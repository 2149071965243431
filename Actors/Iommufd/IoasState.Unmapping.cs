using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Unmapping (IOAS_UNMAP: iopt_unmap_iova_range).</summary>
internal sealed partial class IoasState
{
    // iopt_unmap_iova_range gives up on an area whose users do not unpin it.
    private const int MaxTries = 100;

    /// <summary>
    /// Unmaps the areas in these addresses, in order. EBUSY: one is in transition or locked by a hardware queue; ENOENT: one is only partly
    /// inside, or there is none; EDEADLOCK: an access does not unpin. What came before an error is unmapped.
    /// </summary>
    public IEnumerable<KernelCall> Unmap(Reply reply, IovaSpan span)
    {
        var (start, tries) = (span.First, 0);
        while (AreaIn(new IovaSpan(start, span.Last)) is { } area)
        {
            reply.Result = CanUnmap(area, new IovaSpan(start, span.Last));
            if (reply.Result != Errno.Ok) yield break;
            if (area.IsPinned)
            {
                if (tries++ > MaxTries)
                {
                    reply.Result = Errno.EDEADLOCK;
                    yield break;
                }

                // The locks are free meanwhile, so the area is looked for again.
                start = area.Span.First;
                area.RefusesAccess = true;
                foreach (var access in Notified()) yield return new UnpinCall(access, area.Span);
                continue;
            }

            tries = 0;
            var pages = area.Pages!;
            area.Pages = null;
            foreach (var call in Empty(area, pages)) yield return call;
            _areas.Remove(area.Span.First);
            reply.SizeBytes += area.Span.Last - area.Span.First + 1;
            if (area.Span.Last >= span.Last) break;
            start = area.Span.Last + 1;
        }

        if (reply.SizeBytes == 0) reply.Result = Errno.ENOENT;
    }

    /// <summary>Unmaps everything, which may be nothing.</summary>
    public IEnumerable<KernelCall> UnmapAll(Reply reply)
    {
        foreach (var call in Unmap(reply, IovaSpan.All)) yield return call;
        if (reply.Result == Errno.ENOENT) reply.Result = Errno.Ok;
    }

    private static Errno CanUnmap(Area area, IovaSpan span)
    {
        if (!area.IsReady) return Errno.EBUSY;
        if (!span.Contains(area.Span)) return Errno.ENOENT;
        return area.Locks != 0 ? Errno.EBUSY : Errno.Ok;
    }
}
