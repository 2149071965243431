using System.Diagnostics;
using System.Numerics;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What an area maps: bytes of pages.</summary>
/// <param name="Pages">Which pages.</param>
/// <param name="Start">The first byte.</param>
/// <param name="SizeBytes">How many.</param>
internal readonly record struct PagesPart(MappedPages Pages, ulong Start, ulong SizeBytes);

/// <summary>Mapping (IOAS_MAP, IOAS_COPY: iopt_map_pages, iopt_get_pages).</summary>
internal sealed partial class IoasState
{
    /// <summary>
    /// Maps parts of pages one behind the other, at an address or, without one, where there is room. With no domain nothing is pinned.
    /// In this order: EINVAL size; address EINVAL alignment, EOVERFLOW wrap, EINVAL reserved, EEXIST mapped, or EOVERFLOW size, ENOSPC;
    /// EINVAL alignment in pages; EPERM; then EFAULT and what else pinning and domains say. On an error nothing has changed.
    /// </summary>
    public IEnumerable<KernelCall> Map(Reply reply, IReadOnlyList<PagesPart> parts, ulong? iova, bool isWritable)
    {
        var size = parts.Aggregate(0UL, (sum, part) => sum + part.SizeBytes);
        reply.Result = Place(parts, size, ref iova);
        if (reply.Result == Errno.Ok) reply.Result = CheckParts(parts, isWritable);
        if (reply.Result != Errno.Ok) yield break;
        reply.Iova = iova!.Value;
        var areas = new List<Area>();
        foreach (var part in parts)
        {
            var area = new Area(new IovaSpan(iova.Value, iova.Value + (part.SizeBytes - 1)), part.Start, isWritable);
            _areas.Add(area.Span.First, area);
            areas.Add(area);
            iova += part.SizeBytes;
        }

        for (var done = 0; done < areas.Count && reply.Result == Errno.Ok; done++)
        {
            foreach (var call in Fill(reply, areas[done], parts[done].Pages, _domains)) yield return call;
            if (reply.Result == Errno.Ok) continue;
            for (var undone = 0; undone < done; undone++)
                foreach (var call in Empty(areas[undone], parts[undone].Pages)) yield return call;
        }

        for (var i = 0; i < areas.Count; i++)
        {
            if (reply.Result == Errno.Ok) areas[i].Pages = parts[i].Pages;
            else _areas.Remove(areas[i].Span.First);
        }
    }

    /// <summary>What IOAS_COPY copies: areas, or parts of them, without a hole. Null is ENOENT.</summary>
    public IReadOnlyList<PagesPart>? PartsOf(IovaSpan span)
    {
        var parts = new List<PagesPart>();
        var ready = Contiguous(span, out var isWhole);
        foreach (var (area, part) in ready)
            parts.Add(new PagesPart(area.Pages!, area.ByteOf(part.First), part.Last - part.First + 1));
        return isWhole ? parts : null;
    }

    // iopt_check_iova, iopt_alloc_iova.
    private Errno Place(IReadOnlyList<PagesPart> parts, ulong size, ref ulong? iova)
    {
        if (size == 0 || !IsAligned(size, Alignment)) return Errno.EINVAL;
        if (iova is null) return Choose(parts[0], size, ref iova);
        if (!IsAligned(iova.Value, Alignment)) return Errno.EINVAL;
        if (iova.Value + (size - 1) < iova.Value) return Errno.EOVERFLOW;
        var span = new IovaSpan(iova.Value, iova.Value + (size - 1));
        if (IsReserved(span)) return Errno.EINVAL;
        return AreaIn(span) is null ? Errno.Ok : Errno.EEXIST;
    }

    // The low bits of the user address are kept, and as much of the alignment of size and address as one page has. Never IOVA 0.
    private Errno Choose(PagesPart part, ulong size, ref ulong? iova)
    {
        if (size >= ulong.MaxValue / 2) return Errno.EOVERFLOW;
        var (pageOffset, page) = ((part.Pages.Offset + part.Start) % IUserMemory.PageBytes, IUserMemory.PageBytes);
        var alignment = Math.Min(BitOperations.RoundUpToPowerOf2(size), page);
        if (alignment < Alignment) return Errno.EINVAL;
        var taken = _reserved.Select(one => one.Span).Concat(_areas.Values.Select(area => area.Span)).ToArray();
        IEnumerable<IovaSpan> allowed = _allowed.Count == 0 ? [new(page, ulong.MaxValue - page)] : _allowed.OrderBy(span => span.First);
        foreach (var hole in allowed.SelectMany(range => range.HolesBetween(taken)))
        {
            var past = (hole.First + alignment - 1) / alignment * alignment;
            if (past < hole.First && hole.First != 0) continue;
            var first = past + (pageOffset % alignment);
            if (first == 0) first = page;
            if (first < past || first > hole.Last || hole.Last - first < size - 1) continue;
            iova = first;
            return Errno.Ok;
        }

        return Errno.ENOSPC;
    }

    private Errno CheckParts(IReadOnlyList<PagesPart> parts, bool isWritable)
    {
        if (!parts.All(part => IsAligned(part.Pages.Offset + part.Start, Alignment) && IsAligned(part.SizeBytes, Alignment)))
            return Errno.EINVAL;
        return isWritable && !parts.All(part => part.Pages.IsWritable) ? Errno.EPERM : Errno.Ok;
    }

    // iopt_area_fill_domains: pins, then every domain. On an error none has it.
    private static IEnumerable<KernelCall> Fill(Reply reply, Area area, MappedPages pages, IReadOnlyList<DomainView> domains)
    {
        if (domains.Count == 0) yield break;
        var (first, last) = (area.Start, area.ByteOf(area.Span.Last));
        if (!area.IsFilled) reply.Result = pages.Use(first, last);
        if (reply.Result != Errno.Ok) yield break;
        for (var index = 0; index < domains.Count; index++)
        {
            var iova = area.Span.First;
            foreach (var (address, size) in pages.Runs(first, last))
            {
                var call = new MapCall(domains[index].Id, iova, address, size, area.IsWritable);
                yield return call;
                reply.Result = call.Result;
                if (reply.Result != Errno.Ok) break;
                iova += size;
            }

            if (reply.Result == Errno.Ok) continue;
            if (iova != area.Span.First) yield return new UnmapCall(domains[index].Id, area.Span.First, iova - area.Span.First);
            for (var filled = 0; filled < index; filled++) yield return UnmapOf(area, domains[filled].Id);
            if (!area.IsFilled) pages.Unuse(first, last);
            yield break;
        }

        area.IsFilled = true;
    }

    // iopt_area_unfill_domains: the domain that pins are counted for comes last. Unpin follows unmap.
    private IEnumerable<KernelCall> Empty(Area area, MappedPages pages)
    {
        if (!area.IsFilled) yield break;
        for (var index = _domains.Count - 1; index >= 0; index--) yield return UnmapOf(area, _domains[index].Id);
        Unpin(area, pages);
    }

    private static UnmapCall UnmapOf(Area area, IommufdId hwpt) =>
        new(hwpt, area.Span.First, area.Span.Last - area.Span.First + 1);

    private static void Unpin(Area area, MappedPages pages)
    {
        if (!area.IsFilled) throw new UnreachableException($"{area.Span} is unpinned twice");
        area.IsFilled = false;
        pages.Unuse(area.Start, area.ByteOf(area.Span.Last));
    }

    // iopt_for_each_contig_area: what is ready from the first address on, without a hole; whole if that reaches the last.
    private List<(Area Area, IovaSpan Part)> Contiguous(IovaSpan span, out bool isWhole)
    {
        var found = new List<(Area, IovaSpan)>();
        isWhole = false;
        for (var next = span.First; ;)
        {
            var area = AreaIn(new IovaSpan(next, next));
            if (area is not { IsReady: true }) return found;
            var last = Math.Min(span.Last, area.Span.Last);
            found.Add((area, new IovaSpan(next, last)));
            isWhole = last == span.Last;
            if (isWhole) return found;
            next = last + 1;
        }
    }
}
